using Pintail.DuckDB;

namespace Pintail.Cli.Sessions;

/// <summary>What a statement that failed says and ends with.</summary>
internal static class StatementErrors
{
    /// <summary>DuckDB's own errors in its words, with the line and the mark below it; null for a fault of the program.</summary>
    public static PintailException? Explain(Exception error) =>
        error switch
        {
            PintailException known => known,
            DuckDBException duckdb => new PintailException(
                ErrorKind.TargetFailed,
                duckdb.Message.TrimEnd(),
                inner: duckdb
            ),
            _ => null,
        };

    /// <summary>Once an interrupt was asked for: whether the error is what became of it. Each side says that in its own way, a
    /// Postgres server as an error of the query; only a fault of the program is told all the same.</summary>
    public static bool IsInterruption(Exception error) =>
        error is OperationCanceledException || Explain(error) is not null;

    /// <summary>
    /// That a database could not be reached is told from a statement that is wrong; the rest is a statement that failed,
    /// also what would be a wrong configuration if it stood on the command line.
    /// </summary>
    public static int ExitCode(ErrorKind kind) =>
        kind
            is ErrorKind.SourceUnknownHost
                or ErrorKind.SourceAuthentication
                or ErrorKind.SourceUnreachable
                or ErrorKind.SourceUnavailable
                or ErrorKind.TargetUnreachable
                or ErrorKind.TargetLocked
                or ErrorKind.Cancelled
            ? kind.ExitCode()
            : ExitCodes.SomeTableFailed;
}
