namespace Pintail.Tests.Session.Differential;

/// <summary>Conditions on one column: with constants of all kinds, with another column, of what a function makes of it.</summary>
internal sealed class RandomComparisons(Dice dice)
{
    private static readonly string[] Operators = ["=", "=", "<>", "<", "<=", ">", ">="];

    public string Of(IReadOnlyList<Operand> columns)
    {
        var column = dice.Pick(columns);
        if (dice.Once(12))
            return $"{column.Sql} {dice.Word("IS NULL", "IS NOT NULL")}";
        if (dice.Once(10) && Alike(column, columns) is { } other)
            return $"{column.Sql} {dice.Word([.. Operators, "IS DISTINCT FROM", "IS NOT DISTINCT FROM"])} {other.Sql}";
        return column.Kind.Family switch
        {
            _ when dice.Once(15) => OfRow(column, dice.Pick(columns)),
            Family.Text when dice.Once(3) => new RandomTextTests(dice).Of(column),
            Family.Text or Family.Label => dice.Once(4) ? new RandomTextTests(dice).Of(column) : WithConstant(column),
            Family.Truth when dice.Once(2) => dice.Pick([column.Sql, $"(NOT {column.Sql})", $"{column.Sql} = true"]),
            Family.Json or Family.Pair or Family.Numbers or Family.Texts => OfNested(column),
            _ when dice.Once(5) => OfExpression(column),
            _ => WithConstant(column),
        };
    }

    private static Operand? Alike(Operand column, IReadOnlyList<Operand> columns) =>
        columns.LastOrDefault(other => other != column && other.Kind.Family == column.Kind.Family);

    private string OfRow(Operand one, Operand other) =>
        dice.Once(2)
            ? $"({one.Sql}, {other.Sql}) {dice.Word("=", "<>", "<", ">=")} ({Constant(one)}, {Constant(other)})"
            : $"({one.Sql}, {other.Sql}) IN (({Constant(one)}, {Constant(other)}), ({Constant(one)}, {Constant(other)}))";

    private string WithConstant(Operand column)
    {
        var (sql, _) = column;
        return dice.Number(14) switch
        {
            < 5 => $"{sql} {dice.Word(Operators)} {Constant(column)}",
            5 => $"{Constant(column)} {dice.Word(Operators)} {sql}",
            6 => $"{sql} BETWEEN {Constant(column)} AND {Constant(column)}",
            7 => $"{sql} NOT BETWEEN {Constant(column)} AND {Constant(column)}",
            8 => $"{sql} IN ({List(column, dice.Number(1, 5))})",
            9 => $"{sql} NOT IN ({List(column, dice.Number(1, 4))})",
            10 => $"{sql} IN ({List(column, 40)})",
            11 => $"{sql} IN ({List(column, 3)}, NULL)",
            12 =>
                $"{sql} {dice.Word("IS DISTINCT FROM", "IS NOT DISTINCT FROM")} {(dice.Once(3) ? "NULL" : Constant(column))}",
            _ => dice.Number(3) switch
            {
                0 => $"{sql} NOT IN ({List(column, 2)}, NULL)",
                1 => $"{sql} NOT IN ({List(column, 40)})",
                _ => $"({sql} = {Constant(column)} OR {sql} = {Constant(column)} OR {sql} > {Constant(column)})",
            },
        };
    }

    private string Constant(Operand column) =>
        column.Kind.Family == Family.Whole && dice.Once(40) ? "NULL" : dice.Pick(column.Kind.Constants);

    // Of one type, as a list has one: what does not fit ends the query.
    private string List(Operand column, int count)
    {
        if (count <= 5)
            return string.Join(", ", Enumerable.Range(0, count).Select(_ => Constant(column)));
        var values = column.Kind.Family switch
        {
            Family.Whole => Enumerable.Range(-5, count).Select(number => $"{number}"),
            Family.Decimal => Enumerable.Range(-5, count).Select(number => $"{number}.5"),
            Family.Text or Family.Label => Enumerable
                .Range(0, count)
                .Select(number => $"'v{number}'")
                .Concat(column.Kind.Constants),
            Family.Date => Enumerable.Range(0, count).Select(number => $"DATE '2024-01-01' + {number}"),
            Family.Timestamp => Enumerable
                .Range(0, count)
                .Select(number => $"TIMESTAMP '2024-01-01' + INTERVAL {number} DAY"),
            _ => Enumerable.Range(0, count).Select(_ => Constant(column)),
        };
        return string.Join(", ", values);
    }

    private string OfExpression(Operand column)
    {
        var (sql, kind) = column;
        var compared = $"{dice.Word(Operators)} {Constant(column)}";
        return kind.Family switch
        {
            Family.Whole => dice.Pick([
                $"{sql}::HUGEINT + 1 {compared}",
                $"{sql} % 3 = {dice.Number(3)}",
                $"{sql}::BIGINT {compared}",
                $"{sql}::DOUBLE {compared}",
                $"{sql}::FLOAT {compared}",
                $"{sql}::DECIMAL(20,3) {compared}",
                $"{sql}::VARCHAR {dice.Word(Operators)} '{dice.Number(20)}'",
                $"abs({sql}::BIGINT) {compared}",
                $"TRY_CAST({sql} AS TINYINT) {compared}",
                $"{sql}::BIGINT * 2 BETWEEN {dice.Number(-3, 3)} AND {dice.Number(3, 9)}",
                $"{sql}::BOOLEAN",
                $"-{sql}::BIGINT {compared}",
            ]),
            Family.Decimal => dice.Pick([
                $"{sql}::DECIMAL(38,10) {compared}",
                $"{sql}::DOUBLE {compared}",
                $"TRY_CAST({sql} AS INT) {dice.Word(Operators)} {dice.Number(-2, 4)}",
                $"TRY_CAST({sql} AS DECIMAL(6,1)) {dice.Word(Operators)} 1.5",
                $"round({sql}, 1) {dice.Word(Operators)} 1.5",
                $"{sql}::VARCHAR LIKE '1%'",
                $"{sql} + 1 > 2",
            ]),
            Family.Floating => dice.Pick([
                $"{sql}::DOUBLE {compared}",
                $"{sql}::FLOAT {dice.Word(Operators)} 0.1::FLOAT",
                $"isnan({sql})",
                $"isfinite({sql})",
                $"{sql} + 0.5 {compared}",
                $"TRY_CAST({sql} AS INT) = 1",
                $"{sql}::VARCHAR = '1.5'",
            ]),
            Family.Date or Family.Timestamp or Family.Instant => OfTime(column, compared),
            Family.Time => $"hour({sql}) {dice.Word(Operators)} 12",
            Family.Interval => $"{sql} {dice.Word(Operators)} INTERVAL {dice.Number(40)} DAY",
            Family.Bytes => $"octet_length({sql}) {dice.Word(Operators)} 1",
            _ => $"{sql}::VARCHAR {dice.Word(Operators)} 'b'",
        };
    }

    private string OfTime(Operand column, string compared) =>
        dice.Pick([
            $"TRY_CAST({column.Sql} AS TIMESTAMP) {compared}",
            $"TRY_CAST({column.Sql} AS DATE) {compared}",
            $"TRY_CAST({column.Sql} AS TIMESTAMPTZ) {compared}",
            $"year({column.Sql}) {dice.Word(Operators)} 2024",
            $"date_trunc('month', {column.Sql}) = DATE '2024-02-01'",
            $"{column.Sql}::VARCHAR LIKE '2024-%'",
            $"isfinite({column.Sql})",
            $"{column.Sql} {dice.Word("<", ">=")} {dice.Word("now()", "current_date", "now() - INTERVAL 900 DAY", "today() - 30")}",
            $"extract(dow FROM {column.Sql}) = 1",
        ]);

    private string OfNested(Operand column)
    {
        var (sql, kind) = column;
        var constant = dice.Pick(kind.Constants);
        return kind.Family switch
        {
            Family.Json => dice.Pick([
                $"({sql}->>'a') = 'x'",
                $"({sql}->>'$.a')::VARCHAR {dice.Word(Operators)} '1'",
                $"{sql}::VARCHAR LIKE '%1%'",
                $"{sql} = {constant}",
                $"json_type({sql}) = 'ARRAY'",
            ]),
            Family.Pair => dice.Pick([
                $"{sql}.x {dice.Word(Operators)} 1",
                $"{sql}.y = 'a'",
                $"{sql}.y IS NULL",
                $"{sql} {dice.Word("=", "<>", "<", ">")} {constant}",
                $"{sql} IS NOT NULL",
            ]),
            _ => dice.Pick([
                $"{sql} {dice.Word(Operators)} {constant}",
                $"len({sql}) {dice.Word(Operators)} 1",
                $"{sql}[1] = ({constant})[1]",
                $"list_contains({sql}, ({constant})[1])",
                $"{sql} IN ({constant}, {dice.Pick(kind.Constants)})",
            ]),
        };
    }
}
