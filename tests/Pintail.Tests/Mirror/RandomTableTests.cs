using System.Globalization;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

/// <summary>
/// Tables with random columns and rows, mirrored and compared by texts that Postgres and DuckDB make on their own. The
/// seed is in the failure's message; PINTAIL_TEST_SEED replays it.
/// </summary>
public class RandomTableTests(PostgresFixture fixture)
{
    private const int Tables = 12;
    private const int MaxColumns = 12;
    private const int MaxRows = 6_000;

    /// <summary>
    /// Declared type, an expression over random() that makes a value, and the text of it in Postgres and in DuckDB, where
    /// {0} is the column.
    /// </summary>
    private static readonly (string Type, string Value, string Postgres, string DuckDB)[] Kinds =
    [
        ("smallint", "((random() - 0.5) * 65534)::smallint", "{0}::text", "{0}::varchar"),
        ("integer", "((random() - 0.5) * 4294967290)::bigint::int", "{0}::text", "{0}::varchar"),
        ("bigint", "((random() - 0.5) * 1.8e19)::numeric(19,0)::bigint", "{0}::text", "{0}::varchar"),
        ("boolean", "random() < 0.5", "{0}::text", "{0}::varchar"),
        ("numeric(4,1)", "((random() - 0.5) * 1998)::numeric(4,1)", "{0}::text", "{0}::varchar"),
        ("numeric(15,2)", "((random() - 0.5) * 1e13)::numeric(15,2)", "{0}::text", "{0}::varchar"),
        (
            "numeric(38,10)",
            "((random() - 0.5)::numeric * 1e27 + random()::numeric)::numeric(38,10)",
            "{0}::text",
            "{0}::varchar"
        ),
        ("text", "repeat(chr(33 + (random() * 400)::int), (random() * 40)::int)", "md5({0})", "md5({0})"),
        ("varchar(20)", "left(md5(random()::text), (random() * 20)::int)", "{0}", "{0}"),
        (
            "bytea",
            "decode(repeat(md5(random()::text), (random() * 3)::int), 'hex')",
            "encode({0}, 'hex')",
            "lower(hex({0}))"
        ),
        (
            "date",
            "date '2000-01-01' + ((random() - 0.5) * 1000000)::int",
            "({0} - date '1970-01-01')::text",
            "date_diff('day', DATE '1970-01-01', {0})"
        ),
        (
            "timestamp",
            "timestamp '2000-01-01' + (random() - 0.5) * interval '3000 years'",
            "(extract(epoch FROM {0}) * 1000000)::numeric(30,0)::text",
            "epoch_us({0})::varchar"
        ),
        (
            "timestamptz",
            "timestamptz '2000-01-01Z' + (random() - 0.5) * interval '3000 years'",
            "(extract(epoch FROM {0}) * 1000000)::numeric(30,0)::text",
            "epoch_us({0})::varchar"
        ),
        (
            "time",
            "time '00:00' + random() * interval '24 hours'",
            "to_char({0}, 'HH24:MI:SS.US')",
            "strftime(DATE '2000-01-01' + {0}, '%H:%M:%S.%f')"
        ),
        ("uuid", "md5(random()::text)::uuid", "{0}::text", "{0}::varchar"),
        (
            "jsonb",
            "jsonb_build_object('k', (random() * 1e6)::int, 'l', md5(random()::text))",
            "md5({0}::text)",
            "md5({0}::varchar)"
        ),
        (
            "integer[]",
            "ARRAY[(random() * 9)::int, NULL, (random() * 1e9)::int]",
            "array_to_string({0}, ',', '-')",
            "list_aggregate(list_transform({0}, x -> coalesce(x::varchar, '-')), 'string_agg', ',')"
        ),
    ];

    [Fact]
    public async Task Random_tables_arrive_with_every_value()
    {
        var seed = int.TryParse(
            Environment.GetEnvironmentVariable("PINTAIL_TEST_SEED"),
            CultureInfo.InvariantCulture,
            out var given
        )
            ? given
            : Random.Shared.Next();
        var random = new Random(seed);
        var tables = Enumerable.Range(0, Tables).Select(_ => Columns(random)).ToList();
        var sql = string.Join("\n", tables.Select((columns, index) => Create(index, columns, random)));
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            $"SELECT setseed({random.NextDouble():F6});\n{sql}"
        );

        var result = await mirror.RunAsync();

        Assert.True(
            result.ExitCode == 0,
            $"seed {seed}: {result.Tables.FirstOrDefault(table => table.Error is not null)?.Error?.Message}"
        );
        for (var index = 0; index < tables.Count; index++)
        {
            for (var column = 0; column < tables[index].Length; column++)
            {
                var (type, _, postgres, duckdb) = Kinds[tables[index][column]];
                var expected = await mirror.Source.ScalarAsync(Digest(index, column, postgres, "text"));
                var actual = mirror.Scalar(Digest(index, column, duckdb, "varchar"));
                Assert.True(
                    expected == actual,
                    $"seed {seed}, table t{index}, column c{column} {type}: {expected} in Postgres, {actual} in DuckDB"
                );
            }
        }
    }

    private static int[] Columns(Random random) =>
        [.. Enumerable.Range(0, random.Next(1, MaxColumns)).Select(_ => random.Next(Kinds.Length))];

    // One value in eight is NULL.
    private static string Create(int index, int[] columns, Random random)
    {
        var declared = string.Join(", ", columns.Select((kind, number) => $"c{number} {Kinds[kind].Type}"));
        var values = string.Join(
            ", ",
            columns.Select(kind => $"CASE WHEN random() < 0.125 THEN NULL ELSE {Kinds[kind].Value} END")
        );
        return $"CREATE TABLE t{index} (id int, {declared}); INSERT INTO t{index} SELECT i, {values} FROM generate_series(1, {random.Next(MaxRows)}) i;";
    }

    // All values of a column in the order of their rows, as one number of rows and one hash.
    private static string Digest(int index, int column, string text, string textType)
    {
        var value = string.Format(CultureInfo.InvariantCulture, text, $"c{column}");
        return $"SELECT count(c{column}) || ' ' || md5(coalesce(string_agg(id || ':' || coalesce(({value})::{textType}, '∅'), ';' ORDER BY id), '')) FROM public.t{index}";
    }
}
