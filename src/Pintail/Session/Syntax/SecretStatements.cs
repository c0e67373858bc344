namespace Pintail.Session.Syntax;

internal enum SecretPersistence
{
    /// <summary>Not said: DuckDB keeps such a secret in memory.</summary>
    Unsaid,
    Temporary,
    Persistent,
}

/// <summary>CREATE SECRET with TYPE postgres or rds.</summary>
/// <param name="Type">As written.</param>
/// <param name="Storage">After IN.</param>
/// <param name="Scope">Empty when not said.</param>
/// <param name="Options">Those besides TYPE, PROVIDER and SCOPE; found without case.</param>
internal sealed record CreateSecretStatement(
    string? Name,
    string Type,
    bool OrReplace,
    bool IfNotExists,
    SecretPersistence Persistence,
    string? Storage,
    string? Provider,
    IReadOnlyList<string> Scope,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Options
) : SessionStatement;

/// <summary>DROP SECRET of any type, since only the session knows which of them are its own.</summary>
/// <param name="Storage">After FROM.</param>
internal sealed record DropSecretStatement(string Name, bool IfExists, SecretPersistence Persistence, string? Storage)
    : SessionStatement;
