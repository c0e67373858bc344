namespace Pintail.Target;

/// <summary>
/// Whether a path still leads to the file that this process has opened there. Linux tells the path of each descriptor in
/// /proc/self/fd, and keeps it up to date (proc(5)); elsewhere nothing is known. To open the path again would not do: closing
/// it gives up this process's own lock on the file.
/// </summary>
internal sealed class OpenedFile
{
    private const string Descriptors = "/proc/self/fd";

    private readonly string _descriptor;
    private readonly string _place;

    private OpenedFile(string descriptor, string place) => (_descriptor, _place) = (descriptor, place);

    /// <summary>Null where it cannot be told which descriptor is the file's.</summary>
    public static OpenedFile? Find(string fullPath)
    {
        if (!Directory.Exists(Descriptors))
            return null;
        var open = Directory
            .EnumerateFileSystemEntries(Descriptors)
            .Select(descriptor => (Descriptor: descriptor, Place: Place(descriptor)))
            // A folder on the way may be a link, which the kernel has followed.
            .Where(file => Path.GetFileName(file.Place) == Path.GetFileName(fullPath))
            .ToList();
        var exact = open.FindAll(file => file.Place == fullPath);
        return (exact.Count > 0 ? exact : open) is [var only] ? new OpenedFile(only.Descriptor, only.Place!) : null;
    }

    /// <summary>Null: it is there. Else where it is now, or that its name was deleted, as the kernel says it.</summary>
    public string? Moved() => Place(_descriptor) is { } place && place != _place ? place : null;

    private static string? Place(string descriptor) => new FileInfo(descriptor).LinkTarget;
}
