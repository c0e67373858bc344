using Pintail.Tests.Mirror;
using Pintail.Tests.Support;
using Pintail.Verify;

namespace Pintail.Tests.Verify;

/// <summary>What a copy that was tampered with is found to be. Nothing happens at the source after the mirror.</summary>
[Collection(nameof(QuietServers))]
public class DifferenceTests(QuietServers servers)
{
    private const string Items = """
        CREATE TABLE item (id int PRIMARY KEY, name text, price numeric(10,2));
        INSERT INTO item SELECT i, 'name ' || i, i / 4.0 FROM generate_series(1, 3000) i;
        INSERT INTO item VALUES (3001, NULL, NULL), (3002, '', 0);
        """;

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Copy_that_nobody_touched_is_equal(string server)
    {
        using var mirror = await MirroredAsync(Items + "CREATE TABLE nothing (a int)", server);
        var verification = new Verification(mirror);

        var result = await verification.RunAsync();

        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.Equal(
            ["item Equal 3002 3002 id,name,price ", "nothing Equal 0 0 a "],
            result
                .Tables.Select(table =>
                    $"{table.Table} {table.Status} {table.SourceRows} {table.TargetRows} {string.Join(',', table.Compared)} {table.Error?.Message}"
                )
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(2, verification.Told.Count);
    }

    [Theory]
    [InlineData("UPDATE item SET name = 'other' WHERE id = 17", "17 Differing name")]
    [InlineData("UPDATE item SET name = 'name 17 ' WHERE id = 17", "17 Differing name")]
    [InlineData("UPDATE item SET name = '' WHERE id = 3001", "3001 Differing name")]
    [InlineData("UPDATE item SET name = NULL, price = 1 WHERE id = 3002", "3002 Differing name,price")]
    [InlineData("UPDATE item SET price = price + 0.01 WHERE id IN (9, 10)", "9 Differing price;10 Differing price")]
    [InlineData("DELETE FROM item WHERE id IN (100, 20)", "20 Missing ;100 Missing ")]
    [InlineData("INSERT INTO item VALUES (-1, 'x', 0)", "-1 Surplus ")]
    [InlineData("INSERT INTO item SELECT * FROM item WHERE id = 5", "5 Surplus ")]
    [InlineData("UPDATE item SET id = 4000 WHERE id = 5", "5 Missing ;4000 Surplus ")]
    [InlineData("UPDATE item SET name = 'name ' || (15 - id) WHERE id IN (7, 8)", "7 Differing name;8 Differing name")]
    public async Task Copy_that_was_changed_is_told_with_keys_and_columns(string change, string expected)
    {
        using var mirror = await MirroredAsync(Items);
        mirror.Execute(change.Replace(" item", " public.item", StringComparison.Ordinal));

        var result = await Verification.OfAsync(mirror);

        Assert.Equal(ExitCodes.ProofFailed, result.ExitCode);
        var table = Assert.Single(result.Tables);
        Assert.Equal(VerifyStatus.Different, table.Status);
        Assert.Equal(["id"], table.Key);
        Assert.Equal(expected.Split(';'), Verification.Rows(table));
        Assert.Equal(expected.Split(';').Length, table.Unexplained.Total);
        Assert.Equal(0, table.Explained.Total);
        Assert.Equal(ErrorKind.ProofFailed, table.Error!.Kind);
    }

    [Fact]
    public async Task First_twenty_keys_are_listed_in_their_order_and_all_counted()
    {
        using var mirror = await MirroredAsync(Items);
        mirror.Execute(
            "UPDATE public.item SET name = 'x' WHERE id <= 1000; DELETE FROM public.item WHERE id > 2000; INSERT INTO public.item VALUES (5000, '', 0)"
        );

        var table = await Verification.OfTableAsync(mirror);

        Assert.Equal(new RowDifferences(1000, 1002, 1), table.Unexplained);
        Assert.Equal(Enumerable.Range(1, 20).Select(id => $"{id} Differing name"), Verification.Rows(table));
        Assert.Equal((3002, 2001), (table.SourceRows, table.TargetRows));
    }

    [Fact]
    public async Task Table_without_a_key_is_compared_by_whole_rows_however_often_each_is_there()
    {
        using var mirror = await MirroredAsync(
            """
            CREATE TABLE log (a int, b text);
            INSERT INTO log SELECT i % 10, NULLIF(i % 3, 0)::text FROM generate_series(1, 300) i;
            """
        );
        mirror.Execute(
            """
            DELETE FROM public.log WHERE rowid IN (SELECT min(rowid) FROM public.log WHERE a = 3);
            INSERT INTO public.log VALUES (4, NULL), (4, NULL), (77, 'new');
            """
        );

        var table = await Verification.OfTableAsync(mirror);

        Assert.Equal(VerifyStatus.Different, table.Status);
        Assert.Equal(new RowDifferences(0, 1, 3), table.Unexplained);
        Assert.Empty(table.Key);
        Assert.Empty(table.Rows);
    }

    [Fact]
    public async Task Rows_are_paired_by_composite_keys_of_any_order()
    {
        using var mirror = await MirroredAsync(
            """
            CREATE TABLE line (note text, nr int, shop text, PRIMARY KEY (shop, nr));
            INSERT INTO line SELECT 'n', i, s FROM generate_series(1, 100) i, unnest(ARRAY['a', 'b', 'a,b']) s;
            """
        );
        mirror.Execute("UPDATE public.line SET note = NULL WHERE nr = 9 AND shop LIKE '%b'");

        var table = await Verification.OfTableAsync(mirror);

        Assert.Equal(["shop", "nr"], table.Key);
        Assert.Equal(["a,b,9 Differing note", "b,9 Differing note"], Verification.Rows(table));
    }

    [Theory]
    [InlineData("a int UNIQUE, b int", "")]
    [InlineData("a int UNIQUE, b int NOT NULL UNIQUE", "b")]
    [InlineData("a int UNIQUE NULLS NOT DISTINCT, b int", "a")]
    public async Task Unique_key_pairs_rows_only_where_it_holds_for_every_row(string columns, string key)
    {
        using var mirror = await MirroredAsync(
            $"CREATE TABLE t ({columns}); INSERT INTO t SELECT NULLIF(i, 1), i FROM generate_series(1, 100) i"
        );
        mirror.Execute("UPDATE public.t SET a = 999 WHERE b = 2; UPDATE public.t SET b = 888 WHERE a IS NULL");

        var table = await Verification.OfTableAsync(mirror);

        Assert.Equal(key, string.Join(',', table.Key));
        Assert.Equal(
            key switch
            {
                "a" => new RowDifferences(1, 1, 1),
                "b" => new RowDifferences(1, 1, 1),
                _ => new RowDifferences(0, 2, 2),
            },
            table.Unexplained
        );
        if (key == "a")
            Assert.Contains("∅ Differing b", Verification.Rows(table));
    }

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Table_of_many_ranges_and_partitions_is_read_by_several_connections(string server)
    {
        using var mirror = await MirroredAsync(
            """
            CREATE TABLE big (id int, pad text, PRIMARY KEY (id)) PARTITION BY RANGE (id);
            CREATE TABLE big_1 PARTITION OF big FOR VALUES FROM (0) TO (50000);
            CREATE TABLE big_2 PARTITION OF big DEFAULT;
            INSERT INTO big SELECT i, repeat('x', 700) FROM generate_series(1, 100000) i;
            """,
            server
        );
        var equal = await Verification.OfAsync(mirror);
        mirror.Execute("UPDATE public.big SET pad = pad || 'y' WHERE id IN (1, 49999, 99999)");

        var table = await Verification.OfTableAsync(mirror);

        Assert.Equal((ExitCodes.Success, 2), (equal.ExitCode, equal.Connections));
        Assert.True(equal.Plan.Tables[0].Ranges.Count >= 4);
        Assert.Equal(["1 Differing pad", "49999 Differing pad", "99999 Differing pad"], Verification.Rows(table));
        Assert.Equal(100_000, table.SourceRows);
    }

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Values_of_many_types_are_printed_alike_and_a_changed_one_of_each_is_found(string server)
    {
        using var mirror = await MirroredAsync(
            """
            CREATE TYPE mood AS ENUM ('sad', 'ok');
            CREATE TYPE pair AS (a int, b text);
            CREATE TABLE t (
                id int PRIMARY KEY, f float8, d date, ts timestamp, tz timestamptz, i interval, b bytea, j jsonb, n numeric,
                m mood, p pair, r int4range, l text[], u uuid, bl bool, c char(5), bi varbit, tt timetz, mo money
            );
            INSERT INTO t
            SELECT k, k / 3.0, date '0044-03-15 BC' + k, 'epoch'::timestamp + k * interval '1.37 s',
                '2020-01-01'::timestamptz + k * interval '1 day', k * interval '-1 mon 2 days 3.5 s', int4send(k),
                jsonb_build_object('k', k), k / 11.0, 'ok', ROW(k, 'x"'::text)::pair, int4range(k, k + 5),
                ARRAY['a b', NULL, ''], md5(k::text)::uuid, k % 2 = 0, 'ab', B'101', '10:00+02', k::money
            FROM generate_series(1, 5000) k;
            INSERT INTO t (id, f, i) VALUES (0, 'NaN', '-1 day +3h'), (-1, '-0', NULL), (-2, '-Infinity', '-0.000001s');
            """,
            server
        );
        var equal = await Verification.OfTableAsync(mirror);
        string[] changes =
        [
            "f = f * (1 + 3e-16)",
            "d = d + 1",
            "ts = ts + INTERVAL 1 MICROSECOND",
            "tz = tz + INTERVAL 1 HOUR",
            "i = i + INTERVAL 1 MICROSECOND",
            "b = '\\x00'::BLOB",
            "j = '{}'",
            "n = 0",
            "m = 'sad'",
            "p = {'a': 1, 'b': NULL}",
            "r = NULL",
            "l = ['a b', '', NULL]",
            "u = '00000000-0000-0000-0000-000000000000'",
            "bl = NOT bl",
            "c = 'a'",
            "bi = '0101'",
            "tt = '10:00:00+03'",
            "mo = mo + 0.01",
        ];
        var updates = changes.Select((change, index) => $"UPDATE public.t SET {change} WHERE id = {index + 1}");
        mirror.Execute(string.Join(';', updates));

        var table = await Verification.OfTableAsync(mirror);

        Assert.Equal((VerifyStatus.Equal, 5003L), (equal.Status, equal.SourceRows));
        Assert.Empty(equal.NotCompared);
        Assert.Equal(
            changes.Select((change, index) => $"{index + 1} Differing {change.Split(' ')[0]}"),
            Verification.Rows(table)
        );
    }

    [Fact]
    public async Task Names_of_any_kind_are_verified()
    {
        using var mirror = await MirroredAsync(
            """
            CREATE SCHEMA "a.b'; --";
            CREATE TABLE "a.b'; --"."two "" words" ("text_0" int PRIMARY KEY, "Pintail_Value_1" text, "🦆 '--" int, "rowid" int);
            INSERT INTO "a.b'; --"."two "" words" VALUES (1, 'a', 2, 3), (2, 'b', 3, 4);
            """
        );
        var equal = await Verification.OfAsync(mirror);
        mirror.Execute("""UPDATE "a.b'; --"."two "" words" SET "🦆 '--" = 0 WHERE text_0 = 2""");

        var table = await Verification.OfTableAsync(mirror);

        Assert.Equal(ExitCodes.Success, equal.ExitCode);
        Assert.Equal(["2 Differing 🦆 '--"], Verification.Rows(table));
    }

    [Fact]
    public async Task Selection_columns_rows_and_names_are_those_of_the_mirror()
    {
        using var mirror = await MirroredAsync(
            Items + "CREATE TABLE other (a int); INSERT INTO other VALUES (1)",
            prepare: mirror =>
                mirror.Spec = mirror.Spec with
                {
                    Filter = new() { IncludedTables = ["public.item"] },
                    ExcludedColumns = ["public.item.price"],
                    RowFilters = new Dictionary<string, string> { ["public.item"] = "id <= 100" },
                    Renames = new Dictionary<string, string>
                    {
                        ["public.item"] = "thing",
                        ["public.item.name"] = "label",
                    },
                    SchemaRenames = new Dictionary<string, string> { ["public"] = "main" },
                }
        );
        var equal = await Verification.OfAsync(mirror);
        mirror.Execute("UPDATE main.thing SET label = '' WHERE id = 100");

        var table = await Verification.OfTableAsync(mirror);

        Assert.Equal(ExitCodes.Success, equal.ExitCode);
        Assert.Equal((100, "main.thing"), (table.SourceRows, table.Target.ToString()));
        Assert.Equal(["100 Differing name"], Verification.Rows(table));
    }

    private async Task<MirrorHarness> MirroredAsync(
        string sql,
        string server = "npm",
        Action<MirrorHarness>? prepare = null
    )
    {
        var mirror = await servers.CreateAsync(sql, server);
        prepare?.Invoke(mirror);
        await mirror.SucceedAsync();
        return mirror;
    }
}
