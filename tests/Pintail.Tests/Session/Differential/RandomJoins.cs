namespace Pintail.Tests.Session.Differential;

/// <summary>Queries over two or three relations, or one several times. Of the large one they give no rows but sums.</summary>
internal sealed class RandomJoins(Dice dice, IReadOnlyList<RandomRelation> relations, RandomPredicates predicates)
{
    private sealed record Side(string From, IReadOnlyList<Operand> Columns, bool IsLarge);

    private Side Read(string alias, bool canBeLarge = true)
    {
        var relation = dice.Pick([.. relations.Where(one => canBeLarge || !one.IsLarge)]);
        return new($"{RandomQuery.Source}.{relation.Name} AS {alias}", relation.As(alias), relation.IsLarge);
    }

    // At most one side is large: what they give together stays small enough to compare.
    private (Side Left, Side Right) Two()
    {
        var left = Read("a");
        var right = Read("b", !left.IsLarge);
        return (left, right);
    }

    private string Where(params IEnumerable<Operand> columns) => predicates.Of([.. columns]);

    private string On(Side left, Side right) =>
        dice.Number(4) switch
        {
            0 => "a.id = b.id",
            1 => $"a.id = b.id AND {Where([.. left.Columns, .. right.Columns])}",
            2 when Pair(left, right) is { } pair => $"{pair} AND {Where(right.Columns)}",
            _ => Pair(left, right) ?? "a.id = b.id",
        };

    private string? Pair(Side left, Side right)
    {
        var pairs = left
            .Columns.Skip(1)
            .SelectMany(_ => right.Columns.Skip(1), (one, other) => (one, other))
            .Where(pair => pair.one.Kind.Family == pair.other.Kind.Family && pair.one.Kind.IsKey)
            .Select(pair => $"{pair.one.Sql} {dice.Word("=", "=", "=", "<", "IS NOT DISTINCT FROM")} {pair.other.Sql}")
            .ToList();
        return pairs.Count == 0 ? null : dice.Pick(pairs);
    }

    private static string List(Side left, Side right) =>
        left.IsLarge || right.IsLarge
            ? "count(*), sum(a.id), sum(b.id), max(hash(a.id, b.id)), count(a.id), count(b.id)"
            : "a.id, b.id";

    public RandomQuery Inner()
    {
        var (left, right) = Two();
        if (dice.Once(4))
        {
            var third = Read("c", canBeLarge: false);
            return new(
                $"SELECT {List(left, right)} FROM {left.From} JOIN {right.From} ON {On(left, right)} JOIN {third.From} ON c.id = b.id WHERE {Where([.. left.Columns, .. third.Columns])} AND {Where(third.Columns)}"
            );
        }
        return dice.Number(3) switch
        {
            0 => new(
                $"SELECT count(*), sum(a.id * b.id) FROM {left.From}, {right.From} WHERE {Where(left.Columns)} AND {Where(right.Columns)}"
            ),
            1 => new(
                $"SELECT {List(left, right)} FROM {left.From} CROSS JOIN {right.From} WHERE a.id = b.id AND {Where([.. left.Columns, .. right.Columns])}"
            ),
            _ => new(
                $"SELECT {List(left, right)} FROM {left.From} JOIN {right.From} ON {On(left, right)} WHERE {Where(left.Columns)} AND {Where(right.Columns)}"
            ),
        };
    }

    public RandomQuery Outer()
    {
        var (left, right) = Two();
        var where = dice.Number(4) switch
        {
            0 => "",
            1 => $" WHERE {Where(left.Columns)}",
            2 => $" WHERE {Where(right.Columns)}",
            _ => $" WHERE {Where([.. left.Columns, .. right.Columns])}",
        };
        return new(
            $"SELECT {List(left, right)} FROM {left.From} {dice.Word("LEFT", "RIGHT", "FULL")} JOIN {right.From} ON {On(left, right)}{where}"
        );
    }

    public RandomQuery Semi()
    {
        var (left, right) = Two();
        return new(
            $"SELECT a.id FROM {left.From} {dice.Word("SEMI", "ANTI")} JOIN {right.From} ON {On(left, right)} WHERE {Where(left.Columns)}"
        );
    }

    public RandomQuery SelfJoin()
    {
        var relation = dice.Pick(relations);
        var (a, b, c) = (relation.As("a"), relation.As("b"), relation.As("c"));
        var name = $"{RandomQuery.Source}.{relation.Name}";
        return new(
            $"SELECT a.id, b.id, c.id FROM {name} AS a {dice.Word("JOIN", "LEFT JOIN")} (SELECT * FROM {name} AS b WHERE {Where(b)}) AS b ON a.id = b.id "
                + $"{dice.Word("JOIN", "LEFT JOIN", "FULL JOIN")} {name} AS c ON c.id = a.id + 1 AND {Where(c)} WHERE {Where(a)}"
        );
    }

    public RandomQuery Exists()
    {
        var (left, right) = Two();
        var (one, other) = (dice.Pick(left.Columns), dice.Pick(right.Columns));
        if (one.Kind.Family != other.Kind.Family || !one.Kind.IsKey)
            (one, other) = (left.Columns[0], right.Columns[0]);
        var where = Where(right.Columns);
        var test = dice.Number(6) switch
        {
            0 => $"EXISTS (SELECT 1 FROM {right.From} WHERE {one.Sql} = {other.Sql} AND {where})",
            1 => $"NOT EXISTS (SELECT 1 FROM {right.From} WHERE {one.Sql} = {other.Sql} AND {where})",
            2 => $"{one.Sql} IN (SELECT {other.Sql} FROM {right.From} WHERE {where})",
            3 => $"{one.Sql} NOT IN (SELECT {other.Sql} FROM {right.From} WHERE {where})",
            4 => $"{one.Sql} = ANY (SELECT {other.Sql} FROM {right.From} WHERE {where})",
            _ =>
                $"EXISTS (SELECT 1 FROM {right.From} WHERE b.id = a.id AND {Where([.. left.Columns, .. right.Columns])})",
        };
        return new($"SELECT a.id FROM {left.From} WHERE {test} {dice.Word("AND", "AND", "OR")} {Where(left.Columns)}");
    }

    public RandomQuery Scalar()
    {
        var (left, right) = Two();
        var of = $"FROM {right.From} WHERE {Where(right.Columns)}";
        return dice.Number(4) switch
        {
            0 => new($"SELECT (SELECT count(*) {of}), (SELECT max(a.id) FROM {left.From} WHERE {Where(left.Columns)})"),
            1 => new(
                $"SELECT a.id, (SELECT count(*) {of} AND b.id < a.id) FROM {left.From} WHERE {Where(left.Columns)}"
            ),
            2 => new($"SELECT a.id FROM {left.From} WHERE a.id >= (SELECT min(b.id) {of}) AND {Where(left.Columns)}"),
            _ => new(
                $"SELECT a.id FROM {left.From} WHERE a.id = (SELECT max(b.id) {of} AND b.id <= a.id) OR {Where(left.Columns)}"
            ),
        };
    }

    public RandomQuery Lateral()
    {
        var (left, right) = Two();
        var inner = dice.Once(2)
            ? $"SELECT b.id FROM {right.From} WHERE b.id = a.id AND {Where(right.Columns)}"
            : $"SELECT b.id FROM {right.From} WHERE b.id > a.id AND {Where(right.Columns)} ORDER BY b.id LIMIT 2";
        return new(
            $"SELECT a.id, b.id FROM {left.From}{dice.Word($", LATERAL ({inner}) AS b", $" LEFT JOIN LATERAL ({inner}) AS b ON true")} WHERE {Where(left.Columns)}"
        );
    }

    public RandomQuery AsOf()
    {
        var (left, right) = Two();
        return new(
            $"SELECT a.id, b.id FROM {left.From} ASOF {dice.Word("", "LEFT ")}JOIN {right.From} ON a.id >= b.id WHERE {Where(left.Columns)} AND {Where(right.Columns)}"
        );
    }
}
