using Pintail.Mirror;
using Pintail.Target;
using Pintail.Tests.Support;

namespace Pintail.Tests.Delta;

/// <summary>Heaps that belong to two mirrored tables are counted for each.</summary>
public class SharedHeapTests(PostgresFixture fixture)
{
    [Fact]
    public async Task Inheriting_tables_rows_are_gone_from_both_tables_that_show_them()
    {
        using var mirror = await DeltaHarness.LoadedAsync(
            fixture,
            "CREATE TABLE a (id int); CREATE TABLE b () INHERITS (a); INSERT INTO b SELECT generate_series(1, 10)"
        );
        Assert.All((await mirror.SucceedAsync()).Tables, one => Assert.Equal(ChangeKind.Unchanged, one.Change!.Kind));
        await mirror.Source.ExecuteAsync("DELETE FROM b WHERE id <= 5");
        await mirror.SucceedAsync();
        await mirror.AssertSameAsync("a");
        await mirror.AssertSameAsync("b");
        await mirror.Source.ExecuteAsync("INSERT INTO b SELECT generate_series(11, 13); INSERT INTO a VALUES (99)");
        Assert.All((await mirror.SucceedAsync()).Tables, one => Assert.Equal(ChangeKind.Appended, one.Change!.Kind));
        await mirror.AssertSameAsync("a");
        await mirror.AssertSameAsync("b");
    }

    [Fact]
    public async Task Partition_that_is_a_table_of_its_own_too_is_counted_twice()
    {
        using var mirror = await DeltaHarness.LoadedAsync(
            fixture,
            """
            CREATE TABLE p (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
            CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (100);
            CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (100) TO (200);
            INSERT INTO p SELECT i, 'v' || i FROM generate_series(0, 199) i;
            """,
            spec => spec with { Filter = new TableFilter { IncludedTables = ["public.p", "public.p1"] } }
        );
        await mirror.Source.ExecuteAsync(
            "DELETE FROM p WHERE id % 20 = 0; UPDATE p SET v = 'new' WHERE id % 20 = 1; INSERT INTO p VALUES (0, 'again')"
        );
        Assert.All((await mirror.SucceedAsync()).Tables, one => Assert.Equal(ChangeKind.Merged, one.Change!.Kind));
        await mirror.AssertSameAsync("p");
        await mirror.AssertSameAsync("p1");
    }
}
