using Pintail.DuckDB;

namespace Pintail.Target;

/// <summary>
/// Opens a MotherDuck database through DuckDB's motherduck extension, which DuckDB downloads once. Several runs may have
/// it open at a time: <see cref="RunRegister"/> keeps them apart. <paramref name="attachText"/> and
/// <paramref name="needsExtension"/> exist so that tests run this very class against an attached file.
/// </summary>
internal sealed class MotherDuck(TargetSpec spec, string attachText = "md:", bool needsExtension = true) : TargetOpening
{
    private readonly string _name = spec.MotherDuckDatabase!;

    public override void Enter()
    {
        if (needsExtension && string.IsNullOrEmpty(spec.MotherDuckToken))
        {
            throw new PintailException(
                ErrorKind.Configuration,
                $"The target md:{_name} needs a MotherDuck token, and none is set.",
                "Set MOTHERDUCK_TOKEN (MotherDuck: Settings, Access Tokens)."
            );
        }
    }

    public override string Attach(DuckDBConnection connection)
    {
        if (!needsExtension)
        {
            var options = spec.IsReadOnly ? " (READ_ONLY)" : "";
            connection.Execute($"ATTACH {DuckDBText.Literal(attachText)} AS {DuckDBText.Identifier(_name)}{options}");
            return _name;
        }
        connection.Execute("INSTALL motherduck");
        connection.Execute("LOAD motherduck");
        if (spec.MotherDuckHost is { } host)
            connection.Execute($"SET motherduck_host = {DuckDBText.Literal(host)}");
        connection.Execute($"SET motherduck_token = {DuckDBText.Literal(spec.MotherDuckToken!)}");
        connection.Execute($"ATTACH {DuckDBText.Literal(attachText)}");
        if (!spec.IsReadOnly)
            connection.Execute($"CREATE DATABASE IF NOT EXISTS {DuckDBText.Identifier(_name)}");
        else if (connection.Select("SELECT 1 FROM duckdb_databases() WHERE database_name = $1", _name).Count == 0)
            throw Missing();
        return _name;
    }

    public override PintailException Explain(DuckDBException error)
    {
        // DuckDB may quote the statement that failed, and one of ours holds the token.
        var message = error.Message.Trim();
        if (spec.MotherDuckToken is { Length: > 0 } token)
            message = message.Replace(token, "***", StringComparison.Ordinal);
        return new PintailException(
            ErrorKind.TargetUnreachable,
            $"MotherDuck database '{_name}' could not be opened: {message}",
            "Check MOTHERDUCK_TOKEN, and that this machine reaches MotherDuck and extensions.duckdb.org; a local file needs neither (--target ./copy.duckdb)."
        );
    }

    private PintailException Missing() =>
        new(
            ErrorKind.TargetUnreachable,
            $"MotherDuck has no database '{_name}' that this token can see.",
            "Name the database that 'pintail mirror' made with --target md:<name>."
        );

    // Whether others use the database meanwhile cannot be known.
    public override void Discard() { }

    public override void Leave() { }
}
