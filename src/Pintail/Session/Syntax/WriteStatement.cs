namespace Pintail.Session.Syntax;

/// <summary>
/// A statement that changes something by name, so that the session can refuse it where the name lies in an attachment.
/// </summary>
/// <param name="Verb">INSERT, UPDATE, DELETE, MERGE, TRUNCATE, COPY, CREATE, DROP, ALTER or COMMENT.</param>
/// <param name="ObjectKind">What <paramref name="Target"/> names: TABLE, VIEW, SCHEMA, INDEX, SEQUENCE, TYPE, MACRO,
/// FUNCTION or DATABASE. Of CREATE INDEX and COMMENT ON COLUMN it is the TABLE.</param>
/// <param name="Target">The parts of the name, unquoted.</param>
/// <param name="IsTemporary">CREATE TEMP: made outside of any attached database, whichever is the current one.</param>
internal sealed record WriteStatement(
    string Verb,
    string ObjectKind,
    IReadOnlyList<string> Target,
    bool IsTemporary = false
) : SessionStatement;
