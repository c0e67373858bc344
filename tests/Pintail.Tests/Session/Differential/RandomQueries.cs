namespace Pintail.Tests.Session.Differential;

/// <summary>Queries over the relations of one schema; what joins them is in <see cref="RandomJoins"/>.</summary>
internal sealed class RandomQueries
{
    private readonly Dice _dice;
    private readonly IReadOnlyList<RandomRelation> _relations;
    private readonly RandomPredicates _predicates;
    private readonly RandomJoins _joins;
    private readonly Func<RandomQuery>[] _shapes;

    public RandomQueries(Dice dice, IReadOnlyList<RandomRelation> relations)
    {
        (_dice, _relations) = (dice, relations);
        _predicates = new RandomPredicates(dice);
        _joins = new RandomJoins(dice, relations, _predicates);
        _shapes =
        [
            Filter,
            Filter,
            Filter,
            Top,
            Limited,
            Limited,
            Count,
            Aggregate,
            Aggregate,
            Rollup,
            DistinctRows,
            _joins.Inner,
            _joins.Inner,
            _joins.Outer,
            _joins.Outer,
            _joins.Semi,
            _joins.SelfJoin,
            _joins.Exists,
            _joins.Exists,
            _joins.Scalar,
            _joins.Lateral,
            _joins.AsOf,
            CommonTable,
            CommonTable,
            Recursive,
            SetOperation,
            Window,
            WindowBelow,
            FilterAbove,
            LocalView,
            Stored,
            Changed,
            Pivoted,
            Transaction,
            Prepared,
        ];
    }

    public RandomQuery Next() => _dice.Pick(_shapes)() with { IsOfFunction = _dice.Once(12) };

    private (string From, IReadOnlyList<Operand> Columns) Read(string alias = "a")
    {
        var relation = _dice.Pick(_relations);
        return ($"{RandomQuery.Source}.{relation.Name} AS {alias}", relation.As(alias));
    }

    private string Where(IReadOnlyList<Operand> columns) => _predicates.Of(columns);

    private string Columns(IReadOnlyList<Operand> columns, int count = 4) =>
        string.Join(", ", _dice.Some(columns, count).Select(column => column.Sql));

    private Operand Key(IReadOnlyList<Operand> columns) => _dice.Pick([.. columns.Where(column => column.Kind.IsKey)]);

    private RandomQuery Filter()
    {
        var (from, columns) = Read();
        return new($"SELECT {(_dice.Once(3) ? "*" : Columns(columns))} FROM {from} WHERE {Where(columns)}");
    }

    private RandomQuery Top()
    {
        var (from, columns) = Read();
        var offset = _dice.Once(2) ? $" OFFSET {_dice.Number(10)}" : "";
        var order = $"{Key(columns).Sql} {_dice.Word("", "DESC", "NULLS FIRST", "DESC NULLS LAST")}, a.id";
        var where = _dice.Once(4) ? "" : $" WHERE {Where(columns)}";
        return new(
            $"SELECT {Columns(columns)}, a.id FROM {from}{where} ORDER BY {order} LIMIT {_dice.Number(20)}{offset}",
            IsOrdered: true
        );
    }

    // Which rows come is open; how many, and that they are among those that the filter leaves, is not. A limit goes to
    // Postgres with a filter that means exactly the same there, so that filter is a simple one.
    private RandomQuery Limited()
    {
        var (from, columns) = Read();
        var where = _dice.Once(4) ? "" : $" WHERE {_predicates.Of(columns, _dice.Number(2))}";
        var limit = _dice.Pick([
            $"LIMIT {_dice.Number(30)}",
            $"LIMIT {_dice.Number(30)} OFFSET {_dice.Number(10)}",
            $"OFFSET {_dice.Number(10)}",
            "LIMIT 20%",
            "LIMIT (SELECT 3)",
        ]);
        return _dice.Number(4) switch
        {
            3 => new(
                $"SELECT count(*) FROM ((SELECT a.id FROM {from}{where} {limit}) UNION ALL (SELECT a.id FROM {from} LIMIT 5) LIMIT {_dice.Number(20)})"
            ),
            0 => new($"SELECT 1 FROM {from}{where} {limit}"),
            1 => new($"SELECT count(*), count(id) FROM (SELECT a.id FROM {from}{where} {limit})"),
            _ => new(
                $"SELECT count(*) FROM (SELECT a.id FROM {from}{where} {limit}) AS l WHERE l.id IN (SELECT a.id FROM {from}{where})"
            ),
        };
    }

    private RandomQuery Count()
    {
        var (from, columns) = Read();
        return _dice.Number(4) switch
        {
            0 => new($"SELECT count(*) FROM {from}"),
            1 => new($"SELECT count(*), (SELECT count(*) FROM {from} WHERE {Where(columns)}) FROM {from}"),
            _ => new($"SELECT count(*) FROM {from} WHERE {Where(columns)}"),
        };
    }

    private string Aggregates(IReadOnlyList<Operand> columns)
    {
        var key = Key(columns).Sql;
        return _dice.Pick([
            $"count(*), min({key}), max({key})",
            $"count({key}), count(DISTINCT {key})",
            $"count(*) FILTER (WHERE {Where(columns)}), sum(a.id) FILTER (WHERE {Where(columns)})",
            "sum(a.id), avg(a.id)",
            $"max(a.id) FILTER (WHERE {Where(columns)}), bool_or({Where(columns)})",
            $"string_agg(a.id::VARCHAR, ',' ORDER BY a.id) FILTER (WHERE {Where(columns)})",
            $"list(DISTINCT {key} ORDER BY {key})",
        ]);
    }

    private RandomQuery Aggregate()
    {
        var (from, columns) = Read();
        var where = _dice.Once(3) ? "" : $" WHERE {Where(columns)}";
        if (_dice.Once(3))
            return new($"SELECT {Aggregates(columns)} FROM {from}{where}");
        var key = Key(columns);
        var having = _dice.Number(3) switch
        {
            0 => "",
            1 => $" HAVING count(*) > {_dice.Number(5)}",
            _ => $" HAVING {_predicates.Of([key])}",
        };
        return new($"SELECT {key.Sql}, {Aggregates(columns)} FROM {from}{where} GROUP BY {key.Sql}{having}");
    }

    private RandomQuery Rollup()
    {
        var (from, columns) = Read();
        var (one, other) = (Key(columns), Key(columns));
        var sets = _dice.Word($"ROLLUP ({one.Sql}, {other.Sql})", $"CUBE ({one.Sql}, {other.Sql})", one.Sql);
        return new(
            $"SELECT * FROM (SELECT {one.Sql} AS k, count(*) AS n FROM {from} GROUP BY {sets}) WHERE {_predicates.Of([new("k", one.Kind)])}"
        );
    }

    private RandomQuery DistinctRows()
    {
        var (from, columns) = Read();
        var keys = _dice.Some(columns.Where(column => column.Kind.IsKey), 2).Select(column => column.Sql);
        var list = string.Join(", ", keys);
        return _dice.Once(3)
            ? new($"SELECT DISTINCT ON ({list}) {list}, a.id FROM {from} WHERE {Where(columns)} ORDER BY {list}, a.id")
            : new($"SELECT DISTINCT {list} FROM {from} WHERE {Where(columns)}");
    }

    private RandomQuery CommonTable()
    {
        var (from, columns) = Read();
        var key = Key(columns);
        IReadOnlyList<Operand> one = [new("x.k", key.Kind), new("x.id", ColumnKinds.Key)];
        IReadOnlyList<Operand> other = [new("y.k", key.Kind), new("y.id", ColumnKinds.Key)];
        var cte =
            $"WITH c AS {_dice.Word("", "MATERIALIZED", "NOT MATERIALIZED")} (SELECT a.id, {key.Sql} AS k FROM {from} WHERE {Where(columns)}) ";
        return new(
            cte
                + _dice.Pick([
                    $"SELECT x.id, y.k FROM c AS x JOIN c AS y ON x.id = y.id WHERE {Where(one)} AND {Where(other)}",
                    $"SELECT id, k FROM c AS x WHERE {Where(one)} UNION ALL SELECT id, k FROM c AS y WHERE {Where(other)}",
                    $"SELECT x.id FROM c AS x LEFT JOIN c AS y ON x.id = y.id AND {Where(other)} WHERE {Where(one)}",
                    $"SELECT count(*) FROM c AS x WHERE {Where(one)} AND x.id <= (SELECT max(id) FROM c AS y WHERE {Where(other)})",
                ])
        );
    }

    private RandomQuery Recursive()
    {
        var (from, columns) = Read();
        var (next, more) = Read("b");
        return new(
            $"WITH RECURSIVE r AS (SELECT min(a.id) AS n FROM {from} WHERE {Where(columns)} "
                + $"UNION ALL SELECT b.id FROM r JOIN {next} ON b.id = r.n + 1 WHERE r.n < 25 AND {_predicates.Of(more, 1)}) SELECT n FROM r"
        );
    }

    private RandomQuery SetOperation()
    {
        var (from, columns) = Read();
        var key = Key(columns).Sql;
        var operation = _dice.Word("UNION", "UNION ALL", "EXCEPT", "EXCEPT ALL", "INTERSECT", "INTERSECT ALL");
        return new(
            $"SELECT {key}, a.id % 7 FROM {from} WHERE {Where(columns)} {operation} SELECT {key}, a.id % 7 FROM {from} WHERE {Where(columns)}"
        );
    }

    private string WindowFunction(IReadOnlyList<Operand> columns) =>
        _dice.Pick([
            $"row_number() OVER (PARTITION BY {Key(columns).Sql} ORDER BY a.id)",
            $"sum(a.id) OVER (PARTITION BY {Key(columns).Sql})",
            "lag(a.id) OVER (ORDER BY a.id)",
            "count(*) OVER ()",
            $"rank() OVER (ORDER BY {Key(columns).Sql})",
            "sum(a.id) OVER (ORDER BY a.id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)",
        ]);

    private RandomQuery Window()
    {
        var (from, columns) = Read();
        var qualify = _dice.Once(2) ? $" QUALIFY {WindowFunction(columns)} <= {_dice.Number(10)}" : "";
        return new($"SELECT a.id, {WindowFunction(columns)} FROM {from} WHERE {Where(columns)}{qualify}");
    }

    // A filter may go below a window only on what it partitions by.
    private RandomQuery WindowBelow()
    {
        var (from, columns) = Read();
        var inner = _dice.Once(2) ? $" WHERE {Where(columns)}" : "";
        return new(
            $"SELECT a.id, a.n FROM (SELECT a.*, {WindowFunction(columns)} AS n FROM {from}{inner}) AS a WHERE {Where(columns)} AND {Where([.. columns, new("a.n", ColumnKinds.Key)])}"
        );
    }

    // Nor below a limit.
    private RandomQuery FilterAbove()
    {
        var (from, columns) = Read();
        var inner = _dice.Once(2) ? $" WHERE {Where(columns)}" : "";
        var below = _dice.Pick([
            $"SELECT * FROM {from}{inner} ORDER BY a.id LIMIT {_dice.Number(1, 50)}",
            $"SELECT * FROM {from}{inner} ORDER BY a.id DESC LIMIT {_dice.Number(1, 50)} OFFSET {_dice.Number(5)}",
            $"SELECT DISTINCT ON (a.id) * FROM {from}{inner}",
            $"SELECT * FROM {from}{inner} UNION ALL SELECT * FROM {from} WHERE {Where(columns)}",
            $"SELECT * FROM {from}{inner} EXCEPT ALL SELECT * FROM {from} WHERE {Where(columns)}",
        ]);
        return new($"SELECT a.id FROM ({below}) AS a WHERE {Where(columns)}");
    }

    private RandomQuery LocalView()
    {
        var (from, columns) = Read();
        var (other, more) = Read("b");
        return new(
            $"CREATE OR REPLACE VIEW {RandomQuery.Scratch}.v AS SELECT * FROM {from} WHERE {Where(columns)}; "
                + (
                    _dice.Once(2)
                        ? $"SELECT * FROM {RandomQuery.Scratch}.v AS a WHERE {Where(columns)}"
                        : $"SELECT a.id, b.id FROM {RandomQuery.Scratch}.v AS a JOIN {other} ON a.id = b.id WHERE {Where([.. columns, .. more])}"
                )
        );
    }

    private RandomQuery Stored()
    {
        var (from, columns) = Read();
        var (other, more) = Read("b");
        var key = Key(columns).Sql;
        return new(
            $"CREATE OR REPLACE {_dice.Word("", "TEMP ")}TABLE {RandomQuery.Scratch}_x AS SELECT a.id, {key} AS k FROM {from} WHERE {Where(columns)}; "
                + $"INSERT INTO {RandomQuery.Scratch}_x {_dice.Word("", "(id, k) ")}SELECT a.id, {key} FROM {from} WHERE {Where(columns)}; "
                + $"FROM {RandomQuery.Scratch}_x; "
                + $"SELECT x.id FROM {RandomQuery.Scratch}_x AS x JOIN {other} ON x.id = b.id AND {Where(more)}; "
                + $"DROP TABLE {RandomQuery.Scratch}_x"
        );
    }

    // What changes a table of DuckDB's own reads attached ones as a query does.
    private RandomQuery Changed()
    {
        var (from, columns) = Read();
        var (other, more) = Read("b");
        var table = $"{RandomQuery.Scratch}_x";
        var where = Where(more);
        return new(
            $"CREATE OR REPLACE TABLE {table} AS SELECT a.id, a.id % 5 AS k FROM {from} WHERE {Where(columns)}; "
                + _dice.Pick([
                    $"UPDATE {table} SET k = -1 FROM {other} WHERE {table}.id = b.id AND {where}; ",
                    $"DELETE FROM {table} USING {other} WHERE {table}.id = b.id AND {where}; ",
                    $"DELETE FROM {table} WHERE id IN (SELECT b.id FROM {other} WHERE {where}); ",
                    $"MERGE INTO {table} AS x USING (SELECT b.id FROM {other} WHERE {where}) AS y ON x.id = y.id WHEN MATCHED THEN UPDATE SET k = -2 WHEN NOT MATCHED THEN INSERT VALUES (y.id, -3); ",
                ])
                + $"FROM {table}; DROP TABLE {table}"
        );
    }

    private RandomQuery Pivoted()
    {
        var (from, columns) = Read();
        return new(
            $"SELECT * FROM (PIVOT (SELECT a.id % 3 AS m, a.id % 5 AS n FROM {from} WHERE {Where(columns)}) ON m IN (0, 1, 2) USING count(*) GROUP BY n)"
        );
    }

    private RandomQuery Transaction()
    {
        var queries = Enumerable
            .Range(0, _dice.Number(1, 4))
            .Select(_ => _dice.Pick<Func<RandomQuery>>([Filter, Count, Aggregate])().Sql);
        return new($"BEGIN; {string.Join("; ", queries)}; {_dice.Word("COMMIT", "ROLLBACK")}");
    }

    private RandomQuery Prepared()
    {
        var (from, columns) = Read();
        var column = _dice.Pick([.. columns.Where(one => one.Kind.HasOrder)]);
        var constants = _dice.Some(column.Kind.Constants, 2);
        return new(
            $"PREPARE p AS SELECT a.id FROM {from} WHERE {column.Sql} {_dice.Word("=", "<", ">=")} $1 AND {Where(columns)}; "
                + string.Join("; ", constants.Select(constant => $"EXECUTE p({constant})"))
                + "; DEALLOCATE p"
        );
    }
}
