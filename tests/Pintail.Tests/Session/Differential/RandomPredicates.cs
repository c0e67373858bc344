namespace Pintail.Tests.Session.Differential;

/// <summary>Conditions over the columns of one or more relations.</summary>
internal sealed class RandomPredicates(Dice dice)
{
    private readonly RandomComparisons _comparisons = new(dice);

    public string Of(IReadOnlyList<Operand> columns, int depth = 2)
    {
        if (depth == 0 || dice.Once(2))
            return _comparisons.Of(columns);
        return dice.Number(16) switch
        {
            < 7 => $"({Of(columns, depth - 1)} AND {Of(columns, depth - 1)})",
            < 10 => $"({Of(columns, depth - 1)} OR {Of(columns, depth - 1)})",
            10 => $"(NOT {Of(columns, depth - 1)})",
            11 => $"(CASE WHEN {Of(columns, depth - 1)} THEN {Of(columns, depth - 1)} ELSE {Truth(columns)} END)",
            12 => $"COALESCE({Of(columns, depth - 1)}, {dice.Word("true", "false", "NULL")})",
            13 =>
                $"(({Of(columns, depth - 1)}) {dice.Word("IS NULL", "IS NOT NULL", "= true", "<> true", "IS DISTINCT FROM false")})",
            _ =>
                $"({Of(columns, 0)} AND {Of(columns, 0)} AND ({Of(columns, 0)} OR {Of(columns, 0)} OR {Of(columns, 0)}))",
        };
    }

    private string Truth(IReadOnlyList<Operand> columns) =>
        columns.FirstOrDefault(column => column.Kind.Family == Family.Truth) is { } truth && dice.Once(2)
            ? truth.Sql
            : dice.Word("true", "false", "NULL", "1 = 1");
}
