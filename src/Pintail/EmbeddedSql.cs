namespace Pintail;

/// <summary>The longer statements live in .sql files beside the code that sends them, embedded as Folder.name.sql.</summary>
internal static class EmbeddedSql
{
    public static string Read(string name)
    {
        using var stream =
            typeof(EmbeddedSql).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The statement '{name}' is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
