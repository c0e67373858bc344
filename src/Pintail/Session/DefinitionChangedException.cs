namespace Pintail.Session;

/// <summary>
/// A relation is not (any more) what its view in DuckDB says. The session looks again and runs the statement once more,
/// as nothing of it was read yet.
/// </summary>
internal sealed class DefinitionChangedException(Attachment attachment, string relations)
    : Exception($"{attachment.Alias}: {relations} changed while the statement began.");
