using System.Globalization;
using System.Text.RegularExpressions;
using Pintail.Postgres;

namespace Pintail.Benchmarks;

/// <summary>A table to measure with: what it looks like and how Postgres makes its rows by itself.</summary>
/// <param name="Columns">For figures per value.</param>
/// <param name="FillSql">One statement that gives :rows rows for INSERT; the prose of <see cref="ProseSql"/> is at hand.</param>
internal sealed partial record Shape(string Name, long DefaultRows, int Columns, string CreateSql, string FillSql)
{
    /// <summary>TPC-H's largest table: mostly numbers and dates, four short texts.</summary>
    public static Shape LineItem { get; } =
        new(
            "lineitem",
            6_000_000,
            16,
            """
            CREATE TABLE lineitem (
                l_orderkey bigint NOT NULL, l_partkey integer NOT NULL, l_suppkey integer NOT NULL,
                l_linenumber integer NOT NULL, l_quantity numeric(15,2) NOT NULL, l_extendedprice numeric(15,2) NOT NULL,
                l_discount numeric(15,2) NOT NULL, l_tax numeric(15,2) NOT NULL, l_returnflag char(1) NOT NULL,
                l_linestatus char(1) NOT NULL, l_shipdate date NOT NULL, l_commitdate date NOT NULL,
                l_receiptdate date NOT NULL, l_shipinstruct varchar(25) NOT NULL, l_shipmode varchar(10) NOT NULL,
                l_comment varchar(44) NOT NULL)
            """,
            """
            SELECT (i / 4) * 8 + i % 4, 1 + random() * 199999, 1 + random() * 9999, 1 + i % 4, quantity,
                quantity * (900 + (random() * 110000)::int / 100.0), (random() * 10)::int / 100.0,
                (random() * 8)::int / 100.0, CASE WHEN shipdate > '1995-06-17' THEN 'N' WHEN i % 2 = 0 THEN 'A' ELSE 'R' END,
                CASE WHEN shipdate > '1995-06-17' THEN 'O' ELSE 'F' END, shipdate,
                shipdate + (random() * 60)::int - 30, shipdate + 1 + (random() * 29)::int,
                ('{DELIVER IN PERSON,COLLECT COD,NONE,TAKE BACK RETURN}'::text[])[1 + (random() * 3)::int],
                ('{AIR,FOB,MAIL,RAIL,REG AIR,SHIP,TRUCK}'::text[])[1 + (random() * 6)::int],
                substr(text, 1 + (random() * 1900)::int, 5 + (random() * 17)::int)
                    || substr(text, 1 + (random() * 1900)::int, 5 + (random() * 17)::int)
            FROM (
                SELECT i, 1 + (random() * 49)::int AS quantity, '1992-01-02'::date + (random() * 2525)::int AS shipdate
                FROM generate_series(1, :rows) i OFFSET 0
            ) line, prose
            """
        );

    /// <summary>The same with TPC-H's primary key.</summary>
    public static Shape KeyedLineItem { get; } =
        LineItem with
        {
            Name = "keyed_lineitem",
            CreateSql =
                LineItem.CreateSql.Replace("TABLE lineitem", "TABLE keyed_lineitem", StringComparison.Ordinal)[..^1]
                + ", PRIMARY KEY (l_orderkey, l_linenumber))",
        };

    /// <summary>What applications log: identifiers, instants, documents, lists.</summary>
    public static Shape Events { get; } =
        new(
            "events",
            2_000_000,
            6,
            """
            CREATE TABLE events (
                id uuid NOT NULL, happened_at timestamptz NOT NULL, payload jsonb NOT NULL, tags text[],
                amount double precision, is_new boolean)
            """,
            """
            SELECT md5(i::text)::uuid, '2024-01-01'::timestamptz + i * interval '1.5 second' + random() * interval '1 second',
                jsonb_build_object('user', (random() * 100000)::int, 'page', '/' || substr(text, 1 + (random() * 1900)::int, 12),
                    'scores', jsonb_build_array((random() * 100)::int, (random() * 100)::int), 'ok', random() < 0.9),
                CASE WHEN i % 10 > 0 THEN ('{web,app,mail,phone,shop,partner}'::text[])[1 + (random() * 5)::int : 1 + (random() * 5)::int] END,
                CASE WHEN i % 20 > 0 THEN random() * 1000 END, CASE WHEN i % 50 > 0 THEN i % 3 = 0 END
            FROM generate_series(1, :rows) i, prose
            """
        );

    /// <summary>pgbench_accounts: few columns, one of them a wide blank text.</summary>
    public static Shape Accounts { get; } =
        new(
            "pgbench_accounts",
            2_000_000,
            4,
            "CREATE TABLE pgbench_accounts (aid integer NOT NULL, bid integer, abalance integer, filler char(84))",
            "SELECT i, 1 + i / 100000, (random() * 10000)::int - 5000, '' FROM generate_series(1, :rows) i"
        );

    /// <summary>What is measured unless something else is asked for.</summary>
    public static IReadOnlyList<Shape> All { get; } = [LineItem, Events, Accounts];

    /// <summary>About 2,000 letters of words, from which texts are cut.</summary>
    private const string ProseSql = """
        WITH prose AS MATERIALIZED (
            SELECT string_agg(
                ('{carefully,final,deposits,quick,ironic,requests,sleep,furiously,regular,accounts,above,the,pending,theodolites,blithely,even,packages}'::text[])
                    [1 + (hashint4(i) & 65535) % 17], ' ') AS text
            FROM generate_series(1, 300) i
        )
        """;

    public static Shape Named(string name) =>
        All.Append(KeyedLineItem).FirstOrDefault(shape => shape.Name == name || shape.Name == $"pgbench_{name}")
        ?? throw BenchmarkOptions.Wrong($"There is no shape '{name}'.");

    /// <summary>The INSERT that fills the table; the same rows each time.</summary>
    public string InsertSql(long rows) =>
        $"INSERT INTO {SqlText.Identifier(Name)} {ProseSql} {RowsParameter().Replace(FillSql, rows.ToString(CultureInfo.InvariantCulture))}";

    [GeneratedRegex(@":rows\b")]
    private static partial Regex RowsParameter();
}
