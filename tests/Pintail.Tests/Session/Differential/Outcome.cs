using Pintail.DuckDB;
using Pintail.Session;

namespace Pintail.Tests.Session.Differential;

/// <summary>What a script gave: of each statement its columns' types and its rows, or the error that ended it.</summary>
internal sealed record Outcome(IReadOnlyList<IReadOnlyList<string>> Statements, Exception? Error)
{
    private const int RowsShown = 12;

    /// <summary>Errors that a row's values cause: whether one is met depends on what else was left out before.</summary>
    private static readonly DuckDBErrorType[] OfValues =
    [
        DuckDBErrorType.Conversion,
        DuckDBErrorType.OutOfRange,
        DuckDBErrorType.InvalidInput,
        DuckDBErrorType.MismatchType,
    ];

    /// <summary>A bug of DuckDB's: its plan of the query contradicts itself.</summary>
    public bool IsInternal => Error is DuckDBException { ErrorType: DuckDBErrorType.Internal };

    public bool IsOfValues =>
        Error is DuckDBException { InnerException: null } error && OfValues.Contains(error.ErrorType);

    /// <summary>Runs it to its end, in the session's zone.</summary>
    public static Outcome Of(SqlSession session, string script, ZoneSetting zone)
    {
        var statements = new List<IReadOnlyList<string>>();
        try
        {
            foreach (var result in session.Execute(script))
                statements.Add(Read(result, zone));
            return new(statements, null);
        }
        catch (Exception e)
        {
            // Of a transaction that the script began.
            RollBack(session);
            return new(statements, e);
        }
    }

    /// <summary>Without the addresses that an internal error has behind it.</summary>
    public string? Message => Error?.Message.Split("\n\nStack Trace")[0].Trim();

    public bool Equals(Outcome other, bool isOrdered) =>
        Statements.Count == other.Statements.Count
        && Statements
            .Zip(other.Statements)
            .All(pair => isOrdered ? pair.First.SequenceEqual(pair.Second) : AreAlike(pair.First, pair.Second));

    /// <summary>Without the case of letters: where it does not count, which member of a group shows is chance.</summary>
    public Outcome Folded() =>
        this with
        {
            Statements =
            [
                .. Statements.Select(rows => (IReadOnlyList<string>)[.. rows.Select(row => row.ToLowerInvariant())]),
            ],
        };

    public override string ToString() =>
        Error is not null
            ? $"{Error.GetType().Name}: {Message}"
            : string.Join("\n", Statements.Where(rows => rows.Count > 0).Select(Shown));

    /// <summary>The rows that one has more often than the other, of the first statement that differs.</summary>
    public string Without(Outcome other)
    {
        foreach (
            var (rows, others) in Statements.Zip(other.Statements).Where(pair => !AreAlike(pair.First, pair.Second))
        )
        {
            var left = others.GroupBy(row => row).ToDictionary(group => group.Key, group => group.Count());
            return string.Join(
                "; ",
                rows.Where(row => !left.TryGetValue(row, out var count) || (left[row] = count - 1) < 0).Take(RowsShown)
            );
        }
        return "";
    }

    private static string Shown(IReadOnlyList<string> rows) =>
        $"{rows.Count - 1} rows: {string.Join("; ", rows.Take(RowsShown))}";

    private static bool AreAlike(IEnumerable<string> one, IEnumerable<string> other) =>
        one.Order(StringComparer.Ordinal).SequenceEqual(other.Order(StringComparer.Ordinal));

    private static List<string> Read(SqlResult result, ZoneSetting zone)
    {
        using var renderer = new ValueRenderer();
        var types = result.Columns.Select((_, i) => result.ColumnType(i)).ToList();
        var rows = new List<string?[]>();
        while (result.NextChunk() is { } chunk)
        {
            using (chunk)
                renderer.Render(chunk, types, zone, rows);
        }
        types.ForEach(type => type.Dispose());
        // The two zeros are equal, and either may come of a group or a minimum.
        return
        [
            string.Join('|', result.Columns.Select(column => column.Type)),
            .. rows.Select(row => string.Join('|', row.Select(value => value == "-0.0" ? "0.0" : value ?? "∅"))),
        ];
    }

    private static void RollBack(SqlSession session)
    {
        try
        {
            foreach (var _ in session.Execute("ROLLBACK"))
                continue;
        }
        catch (DuckDBException)
        {
            // None was open.
        }
    }
}
