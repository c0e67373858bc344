namespace Pintail.SqlLogic.Format;

/// <summary>One record of a test file, variables not yet replaced. Line numbers count from 1.</summary>
internal abstract record LogicRecord(int LineNumber)
{
    /// <summary>The onlyif and skipif lines over it that ask for a loop's variable.</summary>
    internal IReadOnlyList<LoopCondition> Conditions { get; init; } = [];
}

internal enum ExpectedOutcome
{
    Success,
    Error,

    /// <summary>Either; an error must still have the expected text.</summary>
    Maybe,

    /// <summary>Either, whatever the text.</summary>
    Anything,
}

/// <param name="Error">The text below the dashes; empty when the file gives none.</param>
/// <param name="Connection">The label of the connection; null is the main one.</param>
internal sealed record StatementRecord(
    int LineNumber,
    string Sql,
    ExpectedOutcome Outcome,
    string Error,
    string? Connection
) : LogicRecord(LineNumber);

internal enum SortStyle
{
    None,
    Rows,
    Values,
}

/// <param name="Expected">The lines below the dashes.</param>
/// <param name="Label">Queries of one label must have one result.</param>
internal sealed record QueryRecord(
    int LineNumber,
    string Sql,
    int ColumnCount,
    SortStyle Sort,
    string? Label,
    string? Connection,
    IReadOnlyList<string> Expected
) : LogicRecord(LineNumber);

/// <summary>loop and foreach, with what stands between them and endloop.</summary>
/// <param name="Arguments">The words behind the variable: two bounds for a loop, the values for a foreach.</param>
internal sealed record LoopRecord(
    int LineNumber,
    string Variable,
    bool IsForeach,
    bool IsConcurrent,
    IReadOnlyList<string> Arguments,
    IReadOnlyList<LogicRecord> Body
) : LogicRecord(LineNumber);

/// <summary>Every other line: require, load, sleep …</summary>
internal sealed record DirectiveRecord(int LineNumber, string Name, IReadOnlyList<string> Arguments)
    : LogicRecord(LineNumber);

/// <summary>What could not be understood. It fails when it is reached, so that a file that is skipped or halted before
/// may hold what only another runner knows.</summary>
internal sealed record MalformedRecord(int LineNumber, string Reason) : LogicRecord(LineNumber);
