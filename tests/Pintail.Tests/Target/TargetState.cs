using Pintail.Target;
using Pintail.Tests.Delta;
using Pintail.Tests.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Target;

/// <summary>What must hold of a target whatever has failed: each table old or new and whole, and the records agree with it.</summary>
internal static class TargetState
{
    /// <summary>A small table and one of some MB, both at version 0; a version is all that ever changes.</summary>
    public const string Tables = """
        CREATE TABLE small (id int PRIMARY KEY, v int); INSERT INTO small SELECT i, 0 FROM generate_series(1, 1000) i;
        CREATE TABLE large (id int PRIMARY KEY, v int, t text);
        INSERT INTO large SELECT i, 0, md5(i::text) || md5((i * 7)::text) || md5((i * 13)::text) FROM generate_series(1, 40000) i;
        ANALYZE;
        """;

    /// <summary>Refreshed by difference from then on, as far as its first run gets.</summary>
    public static async Task<MirrorHarness> CreateAsync(PostgresFixture fixture, string? folder = null)
    {
        var source = await fixture.CreateDatabaseAsync();
        await source.ExecuteAsync(Tables);
        var mirror = folder is null
            ? new MirrorHarness(source)
            : new MirrorHarness(source) { TargetFile = Path.Combine(folder, "copy.duckdb") };
        mirror.Spec = mirror.Spec with
        {
            Target = new TargetSpec { File = mirror.TargetFile },
            DurabilityWait = TimeSpan.FromSeconds(60),
        };
        await mirror.FlushAsync();
        return mirror;
    }

    /// <summary>So many rows that the small table is copied again, and the large one is merged, a few times.</summary>
    public static async Task ChangeAsync(this MirrorHarness mirror, int version)
    {
        await mirror.Source.ExecuteAsync(
            $"UPDATE small SET v = {version} WHERE id % 2 = 0; UPDATE large SET v = {version} WHERE id % 20 = 0"
        );
        await mirror.FlushAsync();
    }

    /// <summary>Each table is whole, at the version before or this one, and the records say the same.</summary>
    public static void AssertOldOrNew(this MirrorHarness mirror, int version, bool isNew = false)
    {
        if (!File.Exists(mirror.TargetFile))
        {
            Assert.Equal((0, false), (version, isNew));
            return;
        }
        foreach (var table in mirror.Tables().Where(name => !name.Contains("_pintail_staging_")))
        {
            var (rows, changing) = table == "public.small" ? (1000, 2) : (40000, 20);
            var counts = mirror.Scalar($"SELECT count(*), count(DISTINCT id), sum(v) FROM {table}");
            var (old, fresh) = ((version - 1) * rows / changing, version * rows / changing);
            Assert.Contains(
                counts,
                version == 0 || isNew
                    ? [$"{rows}|{rows}|{fresh}"]
                    : new[] { $"{rows}|{rows}|{old}", $"{rows}|{rows}|{fresh}" }
            );
            Assert.Equal(
                $"{rows}|1",
                mirror.Scalar(
                    $"SELECT row_count, (SELECT count(*) FROM pintail.table_run r WHERE r.status = 'loaded' AND r.target_table = s.target_table AND r.snapshot_time = s.snapshot_time) FROM pintail.table_state s WHERE 'public.' || target_table = '{table}'"
                )
            );
        }
        Assert.Equal(
            mirror.Rows("SELECT target_table FROM pintail.table_state ORDER BY ALL").Select(name => $"public.{name}"),
            mirror.Tables().Where(name => !name.Contains("_pintail_staging_"))
        );
    }

    /// <summary>The fault is mended: the next run succeeds and leaves nothing beside the file.</summary>
    public static async Task AssertNextRunSucceedsAsync(this MirrorHarness mirror, int version)
    {
        await mirror.FlushAsync();
        await mirror.SucceedAsync();
        mirror.AssertOldOrNew(version, isNew: true);
        Assert.Equal(["public.large", "public.small"], mirror.Tables());
        foreach (var table in new[] { "small", "large" })
            await mirror.AssertSameAsync(table);
        Assert.Equal("0", mirror.Scalar("SELECT count(*) FROM pintail.run WHERE status = 'running'"));
        mirror.AssertNothingBeside();
    }

    public static void AssertNothingBeside(this MirrorHarness mirror) =>
        Assert.Equal(
            [mirror.TargetFile],
            Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(mirror.TargetFile)!)
        );
}
