using Pintail.Target;
using Pintail.Tests.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Delta;

/// <summary>Types that the data decided at an earlier load are not asked for again, and widened where a new value needs it.</summary>
public class RecordedTypesTests(PostgresFixture fixture)
{
    private const string Table =
        "CREATE TABLE t (id int PRIMARY KEY, n numeric, a int[]); INSERT INTO t SELECT i, i / 4.0, ARRAY[i] FROM generate_series(1, 500) i;";

    [Fact]
    public async Task Numbers_that_the_recorded_scale_holds_are_appended_and_merged()
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table);
        await RefreshAsync(mirror, ChangeKind.Unchanged);
        await mirror.Source.ExecuteAsync("INSERT INTO t VALUES (501, 7.5, '{1,2}')");
        await RefreshAsync(mirror, ChangeKind.Appended);
        await mirror.Source.ExecuteAsync("UPDATE t SET n = 12345678901234567890.25 WHERE id = 3");
        await RefreshAsync(mirror, ChangeKind.Merged);
        Assert.Equal("DECIMAL(38,2)", mirror.Scalar("SELECT DISTINCT typeof(n) FROM public.t"));
    }

    [Theory]
    [InlineData("INSERT INTO t VALUES (501, 0.0625, NULL)", "DECIMAL(38,4)")]
    [InlineData("UPDATE t SET n = 0.0625 WHERE id = 3", "DECIMAL(38,4)")]
    [InlineData("UPDATE t SET n = 'NaN' WHERE id = 3", "VARCHAR")]
    [InlineData("INSERT INTO t VALUES (501, 1e40, NULL)", "VARCHAR")]
    // So many that they are read in full by the look alone.
    [InlineData("UPDATE t SET n = n + 0.0625", "DECIMAL(38,4)")]
    [InlineData("TRUNCATE t; INSERT INTO t VALUES (1, 0.0625, NULL)", "DECIMAL(38,4)")]
    public async Task Number_that_it_does_not_hold_widens_the_column(string change, string type)
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table);
        await mirror.Source.ExecuteAsync(change);

        await RefreshAsync(mirror, ChangeKind.Replaced);

        Assert.Equal(type, mirror.Scalar("SELECT DISTINCT typeof(n) FROM public.t"));
        await RefreshAsync(mirror, ChangeKind.Unchanged);
    }

    // The texts differ by zeros at their ends.
    private static async Task RefreshAsync(MirrorHarness mirror, ChangeKind kind)
    {
        await mirror.FlushAsync();
        var table = Assert.Single((await mirror.SucceedAsync()).Tables);
        Assert.True(
            table.Change!.Kind == kind,
            $"{kind} was expected, not {table.Change.Kind}, because {table.Reason}."
        );
        var source = await mirror.Source.ScalarAsync("SELECT string_agg(id || ' ' || n, ',' ORDER BY id) FROM t");
        var copy = mirror.Rows("SELECT id || ' ' || n FROM public.t ORDER BY id");
        Assert.Equal(source!.Split(',').Select(Trimmed), copy.Select(Trimmed));
    }

    private static string Trimmed(string number) => number.Contains('.') ? number.TrimEnd('0').TrimEnd('.') : number;

    [Fact]
    public async Task Arrays_of_another_depth_than_recorded_become_json()
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table);
        await mirror.Source.ExecuteAsync("INSERT INTO t VALUES (501, 1, '{{1,2},{3,4}}')");
        await mirror.SucceedAsync();
        Assert.Equal(
            "JSON",
            mirror.Scalar(
                "SELECT data_type FROM duckdb_columns() WHERE table_name = 't' AND column_name = 'a' AND schema_name = 'public'"
            )
        );
    }
}
