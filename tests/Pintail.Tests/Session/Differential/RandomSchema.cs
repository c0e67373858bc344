using System.Text;
using Pintail.Postgres;

namespace Pintail.Tests.Session.Differential;

/// <summary>
/// A few tables with keys and indexes, one of them large enough for index plans, among them perhaps a partitioned one, one
/// with a child, a view, a materialized view.
/// </summary>
internal sealed class RandomSchema
{
    private const int LargeRows = 3000;

    private readonly Dice _dice;
    private readonly bool _isLatin;
    private readonly IReadOnlyList<ColumnKind> _kinds;
    private readonly StringBuilder _sql = new();
    private readonly List<RandomRelation> _relations = [];

    /// <param name="has">What of <see cref="ColumnKind.Needs"/> the server has.</param>
    /// <param name="isLatin">Texts of ISO 8859-1 only.</param>
    public RandomSchema(Dice dice, IReadOnlySet<string> has, bool isLatin)
    {
        _isLatin = isLatin;
        _dice = dice;
        _kinds = [.. ColumnKinds.All.Where(kind => kind.Needs is null || has.Contains(kind.Needs))];
        _sql.AppendLine(ColumnKinds.Setup);
        if (has.Contains(ColumnKinds.Icu))
            _sql.AppendLine(ColumnKinds.IcuSetup);
        if (has.Contains("citext"))
            _sql.AppendLine("CREATE EXTENSION citext;");
        AddTable("t0", LargeRows);
        AddTable("t1", dice.Number(20, 60));
        foreach (
            var add in dice.Some<Action>([AddByRange, AddByList, AddParent, AddView, AddStored], dice.Number(1, 4))
        )
            add();
        _sql.AppendLine("ANALYZE;");
    }

    public string Sql => _sql.ToString();

    public IReadOnlyList<RandomRelation> Relations => _relations;

    private void AddTable(string name, int rows)
    {
        var columns = Columns();
        _sql.AppendLine($"CREATE TABLE {name} ({Definitions(columns)}, PRIMARY KEY (id));");
        Fill(name, columns, 1, rows);
        AddIndexes(name, columns);
        _relations.Add(new RandomRelation(name, columns, rows == LargeRows));
    }

    private void AddByRange()
    {
        var columns = Columns();
        _sql.AppendLine(
            $"""
            CREATE TABLE ranged ({Definitions(columns)}) PARTITION BY RANGE (id);
            CREATE TABLE ranged_low PARTITION OF ranged FOR VALUES FROM (MINVALUE) TO (10);
            CREATE TABLE ranged_high PARTITION OF ranged FOR VALUES FROM (20) TO (40);
            CREATE TABLE ranged_rest PARTITION OF ranged DEFAULT;
            CREATE INDEX ON ranged (id);
            """
        );
        Fill("ranged", columns, 1, 60);
        _relations.Add(new RandomRelation("ranged", columns, false));
    }

    private void AddByList()
    {
        List<(string Name, ColumnKind Kind)> columns =
        [
            .. Columns(),
            ("part", _kinds.First(kind => kind.Sql == "mood")),
        ];
        _sql.AppendLine(
            $"""
            CREATE TABLE listed ({Definitions(columns)}) PARTITION BY LIST (part);
            CREATE TABLE listed_sad PARTITION OF listed FOR VALUES IN ('sad', 'Ok');
            CREATE TABLE listed_null PARTITION OF listed FOR VALUES IN (NULL);
            CREATE TABLE listed_rest PARTITION OF listed DEFAULT;
            """
        );
        Fill("listed", columns, 1, 50);
        _relations.Add(new RandomRelation("listed", columns, false));
    }

    private void AddParent()
    {
        var columns = Columns();
        _sql.AppendLine(
            $"CREATE TABLE parent ({Definitions(columns)}); CREATE TABLE child (more int) INHERITS (parent);"
        );
        Fill("parent", columns, 1, 20);
        Fill("child", columns, 21, 40);
        AddIndexes("child", columns);
        _relations.Add(new RandomRelation("parent", columns, false));
    }

    private void AddView()
    {
        var below = _dice.Pick(_relations);
        _sql.AppendLine($"CREATE VIEW seen AS SELECT * FROM {below.Name} WHERE id % 3 <> 1;");
        _relations.Add(below with { Name = "seen" });
    }

    private void AddStored()
    {
        var below = _relations[1];
        _sql.AppendLine($"CREATE MATERIALIZED VIEW stored AS SELECT * FROM {below.Name} WHERE id % 4 <> 2;");
        _relations.Add(below with { Name = "stored" });
    }

    // Some have names that need quotes.
    private List<(string Name, ColumnKind Kind)> Columns() =>
        [
            ("id", ColumnKinds.Key),
            .. _dice
                .Some(_kinds, _dice.Number(5, 10))
                .Select((kind, i) => (_dice.Once(6) ? $"odd \"{i}\" é" : $"c{i}", kind)),
        ];

    private static string Definitions(IEnumerable<(string Name, ColumnKind Kind)> columns) =>
        string.Join(
            ", ",
            columns.Select(column =>
                $"{SqlText.Identifier(column.Name)} {column.Kind.Sql}{(column.Kind == ColumnKinds.Key ? " NOT NULL" : "")}"
            )
        );

    private void Fill(string table, IReadOnlyList<(string Name, ColumnKind Kind)> columns, int first, int last)
    {
        var values = columns.Skip(1).Select(column => Value(column.Kind));
        var names = string.Join(", ", columns.Select(column => SqlText.Identifier(column.Name)));
        _sql.AppendLine(
            $"INSERT INTO {table} ({names}) SELECT i, {string.Join(", ", values)} FROM generate_series({first}, {last}) AS i;"
        );
    }

    // Chosen by a hash of the row's number: the server makes as many as are wanted. Some columns are NULL nowhere.
    private string Value(ColumnKind kind)
    {
        var possible = kind.Values.Where(value => !_isLatin || value.All(character => character < 256));
        var values = _dice.Some(possible, _dice.Number(3, 15)).Select(SqlText.Literal).ToList();
        if (!_dice.Once(4))
            values.Add("NULL");
        var hash = $"abs(hashint4(i * 31 + {_dice.Number(100_000)})::int8)";
        return $"(ARRAY[{string.Join(", ", values)}]::text[])[1 + {hash} % {values.Count}]::{kind.Sql.Split(" COLLATE")[0]}";
    }

    private void AddIndexes(string table, IReadOnlyList<(string Name, ColumnKind Kind)> columns)
    {
        foreach (var (name, kind) in _dice.Some(columns.Skip(1).Where(column => column.Kind.HasOrder), 3))
        {
            var column = SqlText.Identifier(name);
            var on = _dice.Number(4) switch
            {
                0 => $"({column}) WHERE {column} IS NOT NULL",
                1 when kind.Family == Family.Text && kind.Sql.StartsWith("text", StringComparison.Ordinal) =>
                    $"(lower({column}))",
                2 when kind.Family == Family.Text && kind.Sql.StartsWith("text", StringComparison.Ordinal) =>
                    $"({column} COLLATE \"C\")",
                _ => $"({column})",
            };
            _sql.AppendLine($"CREATE INDEX ON {table} {on};");
        }
    }
}
