namespace Pintail.Session.Syntax;

/// <summary>What a statement is, as far as attached databases are concerned.</summary>
internal abstract record SessionStatement
{
    /// <summary>Without the content: conninfo, options and arguments may hold a password.</summary>
    public sealed override string ToString() => GetType().Name;
}

/// <summary>Goes to DuckDB untouched, also when it looks broken: DuckDB says so with its own positions.</summary>
internal sealed record OtherStatement : SessionStatement;

internal sealed record DetachStatement(string Alias, bool IfExists) : SessionStatement;

/// <summary>One or two parts: a database, a schema of the current one, or a database's schema.</summary>
internal sealed record UseStatement(IReadOnlyList<string> Parts) : SessionStatement;

/// <param name="Repository">After FROM, a name or an address.</param>
internal sealed record InstallStatement(string Name, string? Repository, string? Version, bool Force)
    : SessionStatement;

/// <param name="Name">An extension's name or a file's path.</param>
internal sealed record LoadStatement(string Name) : SessionStatement;

/// <param name="ReadOnly">Null when not said.</param>
internal sealed record BeginStatement(bool? ReadOnly) : SessionStatement;

internal sealed record CommitStatement : SessionStatement;

internal sealed record RollbackStatement : SessionStatement;
