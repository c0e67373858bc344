using Pintail.Session.Syntax;

namespace Pintail.Session;

/// <summary>What an ATTACH says besides where the database is.</summary>
internal sealed record AttachmentOptions
{
    /// <summary>As the statement has it, without the prefix that names the type; it may hold a password.</summary>
    public string Path { get; init; } = "";

    /// <summary>Empty: all schemas.</summary>
    public IReadOnlyList<string> Schemas { get; init; } = [];

    /// <summary>postgres_execute is refused; a session writes nothing else, for now.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Null: the default secret, if there is one.</summary>
    public string? Secret { get; init; }

    /// <exception cref="PintailException">An option that is not known, or a value that is none of its own.</exception>
    public static AttachmentOptions Read(AttachStatement statement)
    {
        var options = new AttachmentOptions { Path = statement.Conninfo };
        foreach (var (name, values) in statement.Options)
        {
            options = name.ToUpperInvariant() switch
            {
                "TYPE" => options,
                "CONNECT_DISPLAY" => options.WithDisplay(values),
                "READ_ONLY" => options with { IsReadOnly = true },
                "SCHEMA" => options with { Schemas = values },
                "ISOLATION_LEVEL" => options.WithIsolation(values),
                "SECRET" => options with { Secret = OneName(values) },
                // Empty is the extension's way to have none.
                "SECRET_STORAGE_TABLE" when values is [""] => options,
                "SECRET_STORAGE_TABLE" => throw new PintailException(
                    ErrorKind.Configuration,
                    "ATTACH: SECRET_STORAGE_TABLE would keep DuckDB's secrets in a table at the source, which a session does not write.",
                    "Leave it out; CREATE PERSISTENT SECRET keeps secrets in files."
                ),
                _ => throw new PintailException(
                    ErrorKind.Configuration,
                    $"Unrecognized option for Postgres attach: {name.ToLowerInvariant()}.",
                    "There are TYPE postgres, READ_ONLY, SECRET name, SCHEMA name or [names], and ISOLATION_LEVEL 'repeatable read'."
                ),
            };
        }
        return options;
    }

    // What the extension's shell shows as its prompt. There is none here, but what it would refuse is refused.
    private AttachmentOptions WithDisplay(IReadOnlyList<string> values) =>
        values.Any(text => text.Any(char.IsControl))
            ? throw new PintailException(
                ErrorKind.Configuration,
                "ATTACH: CONNECT_DISPLAY must not contain control characters.",
                "Leave it out: nothing shows it here."
            )
            : this;

    // One snapshot per transaction is what the program promises; levels below it would read torn.
    private AttachmentOptions WithIsolation(IReadOnlyList<string> values) =>
        values is [var level]
        && level.Trim().ToUpperInvariant() is "REPEATABLE READ" or "READ COMMITTED" or "SERIALIZABLE"
            ? this
            : throw new PintailException(
                ErrorKind.Configuration,
                "ISOLATION_LEVEL takes 'READ COMMITTED', 'REPEATABLE READ' or 'SERIALIZABLE'.",
                "Every transaction reads one snapshot, which is REPEATABLE READ, whatever is asked."
            );

    private static string? OneName(IReadOnlyList<string> values) =>
        values is [var name]
            ? name.Length > 0
                ? name
                : null
            : throw new PintailException(
                ErrorKind.Configuration,
                "ATTACH: SECRET takes one name.",
                "Write (TYPE postgres, SECRET name)."
            );
}
