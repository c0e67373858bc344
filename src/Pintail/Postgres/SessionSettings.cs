using System.Globalization;
using System.Text;

namespace Pintail.Postgres;

/// <summary>
/// The settings that decide how the server prints, hides and times out, pinned for every transaction that reads a
/// source, much as pg_dump does: whatever ALTER ROLE, ALTER DATABASE or postgresql.conf say, the same rows give the
/// same bytes. They are set LOCAL in the same message that begins the transaction, so they also hold behind a pooler
/// that hands each transaction to another backend, and leave nothing behind there. No statement in it takes a snapshot
/// (src/backend/tcop/pquery.c, PlannedStmtRequiresSnapshot): LOCK TABLE may still follow.
/// </summary>
public static class SessionSettings
{
    /// <summary>How Postgres writes the lack of a timeout.</summary>
    internal const string NoTimeout = "0";

    /// <summary>For a user's own SQL: names are looked for where the role's, the database's or the connection's settings say.</summary>
    internal const string OwnSearchPath = "SET LOCAL search_path TO DEFAULT";

    /// <summary>For ours, after it.</summary>
    internal const string PinnedSearchPath = "SET LOCAL search_path = ''";

    /// <summary>
    /// Every value is Postgres' text for the setting, in quotes. What version 12 does not have yet says since when it
    /// exists.
    /// </summary>
    private static readonly (string Name, string Value, int SinceMajor)[] Pinned =
    [
        // First, as each statement of the message starts the timer anew.
        ("statement_timeout", NoTimeout, 0),
        ("transaction_timeout", NoTimeout, 17),
        ("idle_in_transaction_session_timeout", NoTimeout, 0),
        ("idle_session_timeout", NoTimeout, 14),
        // What the text of a value looks like.
        ("client_encoding", "UTF8", 0),
        ("DateStyle", "ISO, YMD", 0),
        ("IntervalStyle", "postgres", 0),
        ("TimeZone", "UTC", 0),
        ("extra_float_digits", "3", 0),
        ("bytea_output", "hex", 0),
        ("xmloption", "content", 0),
        ("quote_all_identifiers", "off", 0),
        // What our own statements mean.
        ("search_path", "", 0),
        ("standard_conforming_strings", "on", 0),
        ("transform_null_equals", "off", 0),
        ("client_min_messages", "warning", 0),
        // How they run: ctid ranges by TID range scans from the first page on, and no compiler started for a scan that only
        // sends.
        ("enable_tidscan", "on", 0),
        ("synchronize_seqscans", "off", 0),
        ("jit", "off", 0),
    ];

    /// <summary>
    /// Begins a REPEATABLE READ READ ONLY transaction with all settings pinned; to be sent as one message. With a
    /// snapshot's id the transaction reads that snapshot.
    /// </summary>
    /// <param name="serverMajor">15 for 15.18.</param>
    /// <param name="rawText">
    /// For a SQL_ASCII database: send texts as they are stored, so that a value that is not UTF-8 can be told with its
    /// column; the server's own check of them names none.
    /// </param>
    /// <param name="moneyFractionDigits">
    /// <see cref="Catalog.MoneyFractionDigits"/>: where it is not the locale C's, that locale would give other amounts, and
    /// the database's own stays.
    /// </param>
    public static string Begin(
        int serverMajor,
        SnapshotOptions options,
        string? snapshotId = null,
        bool rawText = false,
        int moneyFractionDigits = Catalog.PlainMoneyFractionDigits
    )
    {
        var sql = new StringBuilder("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        if (snapshotId is not null)
        {
            sql.Append("; SET TRANSACTION SNAPSHOT ").Append(SqlText.Literal(snapshotId));
        }
        foreach (var (name, value, sinceMajor) in Pinned)
        {
            if (serverMajor >= sinceMajor)
            {
                Append(sql, name, value);
            }
        }
        if (moneyFractionDigits == Catalog.PlainMoneyFractionDigits)
        {
            Append(sql, "lc_monetary", "C");
        }
        if (rawText)
        {
            Append(sql, "client_encoding", "SQL_ASCII");
        }
        if (!options.AllowParallelPlans)
        {
            Append(sql, "max_parallel_workers_per_gather", "0");
        }
        if (options.StatementTimeout is { } longest)
        {
            Append(sql, "statement_timeout", Millis(longest));
        }
        if (options.WorkerIdleTimeout is { } idle && snapshotId is not null)
        {
            Append(sql, "idle_in_transaction_session_timeout", Millis(idle));
        }
        // Off means that a query on which a policy would hide rows fails.
        Append(sql, "row_security", options.AllowRowSecurity ? "on" : "off");
        Append(sql, "lock_timeout", Millis(options.LockTimeout));
        return sql.ToString();
    }

    /// <summary>A timeout setting's value. Postgres reads 0 as "wait for ever", so a shorter time than 1 ms is 1 ms.</summary>
    internal static string Millis(TimeSpan timeout) =>
        timeout == Timeout.InfiniteTimeSpan
            ? NoTimeout
            : Math.Clamp((long)timeout.TotalMilliseconds, 1, int.MaxValue).ToString(CultureInfo.InvariantCulture);

    /// <summary>The major version in a server_version such as "15.18 (Debian 15.18-0+deb12u1)" or "19beta1".</summary>
    internal static int Major(string serverVersion)
    {
        var digits = serverVersion.AsSpan().TrimStart();
        var end = 0;
        while (end < digits.Length && char.IsAsciiDigit(digits[end]))
        {
            end++;
        }
        return int.TryParse(digits[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            ? major
            : throw new PintailException(
                ErrorKind.SourceProtocol,
                $"The server calls its version '{serverVersion}', which does not start with a number.",
                "Pintail reads PostgreSQL 12 and later."
            );
    }

    private static void Append(StringBuilder sql, string name, string value) =>
        sql.Append("; SET LOCAL ").Append(name).Append(" = ").Append(SqlText.Literal(value));
}
