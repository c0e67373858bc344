namespace Pintail.Mirror;

/// <summary>Renames as a user can paste them behind the command, quoted for a POSIX shell.</summary>
internal static class RenameOption
{
    public static string Of(string name, string newName) => Text("--rename", name, newName);

    public static string OfSchema(string schema, string newName) => Text("--rename-schema", schema, newName);

    // Between single quotes a shell takes everything as it is, but for these.
    private static string Text(string flag, string name, string newName) =>
        $"{flag} '{$"{name}={newName}".Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
