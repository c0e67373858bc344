using Pintail.Mirror;
using Pintail.Target;
using Pintail.Tests.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Delta;

/// <summary>Refreshes of a mirror, each compared with what the source has.</summary>
internal static class DeltaHarness
{
    /// <summary>A mirror that was loaded once.</summary>
    public static async Task<MirrorHarness> LoadedAsync(
        PostgresFixture fixture,
        string sql,
        Func<MirrorSpec, MirrorSpec>? change = null,
        string server = "npm"
    )
    {
        var mirror = await MirrorHarness.CreateAsync(fixture, sql, server);
        mirror.Spec = mirror.Spec with { DurabilityWait = TimeSpan.FromSeconds(60) };
        await mirror.FlushAsync();
        mirror.Spec = change?.Invoke(mirror.Spec) ?? mirror.Spec;
        var result = await mirror.SucceedAsync();
        Assert.All(result.Tables, table => Assert.Equal(ChangeKind.Replaced, table.Change!.Kind));
        return mirror;
    }

    /// <summary>Refreshes the one table there is, and holds it against the source row by row.</summary>
    public static async Task<TableResult> RefreshAsync(this MirrorHarness mirror, string table = "t")
    {
        await mirror.FlushAsync();
        var result = await mirror.SucceedAsync();
        var one = Assert.Single(result.Tables, one => one.Table == table);
        await mirror.AssertSameAsync(table);
        return one;
    }

    /// <summary>A refresh that has to end in a certain way, and why it was a full copy if it was one.</summary>
    public static async Task<TableResult> RefreshAsync(this MirrorHarness mirror, ChangeKind kind, string table = "t")
    {
        var one = await mirror.RefreshAsync(table);
        Assert.True(one.Change!.Kind == kind, $"{kind} was expected, not {one.Change.Kind}, because {one.Reason}.");
        return one;
    }

    /// <summary>Puts the source's log on disk, which an idle server does only after a while.</summary>
    public static Task FlushAsync(this MirrorHarness mirror) =>
        mirror.Source.ExecuteAsync("SELECT pg_logical_emit_message(true, 'pintail', 'flush')");

    /// <summary>A run over a server that cannot be written to, or not by the harness: how a table's rows changed, and why so.</summary>
    public static async Task<TableResult> SucceedAsync(
        this MirrorHarness mirror,
        TestDatabase source,
        string table = "t"
    )
    {
        var result = await mirror.SucceedAsync();
        await mirror.AssertSameAsync(table, source);
        return Assert.Single(result.Tables, one => one.Table == table);
    }

    /// <summary>Both sides print the same rows.</summary>
    /// <param name="source">Null: the mirror's own.</param>
    public static async Task AssertSameAsync(this MirrorHarness mirror, string table, TestDatabase? source = null)
    {
        var columns = mirror.Rows(
            $"SELECT column_name FROM duckdb_columns() WHERE schema_name = 'public' AND table_name = '{table}' ORDER BY column_index"
        );
        var there = await (source ?? mirror.Source).ScalarAsync(
            $"SELECT string_agg(attname, '|' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'public.{table}'::regclass AND attnum > 0 AND NOT attisdropped"
        );
        var copied = there!.Split('|').Where(name => !mirror.Spec.ExcludedColumns.Contains($"public.{table}.{name}"));
        Assert.Equal(copied, columns);
        var list = string.Join(", ", columns.Select(column => $"coalesce(\"{column}\"::text, '∅')"));
        var rows = await (source ?? mirror.Source).ScalarAsync(
            $"SELECT string_agg(r, E'\\n' ORDER BY r COLLATE \"C\") FROM (SELECT concat_ws('|', {list}) AS r FROM public.{table}) AS all_rows"
        );
        var copies = mirror.Rows($"SELECT concat_ws('|', {list}) AS r FROM public.{table} ORDER BY r");
        Assert.Equal(rows ?? "", string.Join('\n', copies));
    }
}
