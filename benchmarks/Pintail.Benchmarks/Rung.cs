using System.Globalization;
using Pintail.Cli.Demo;
using Pintail.Postgres;

namespace Pintail.Benchmarks;

/// <summary>One step between what Postgres needs to send and a finished copy; each adds something to the one before.</summary>
/// <param name="Letter">As the reports call it.</param>
internal sealed record Rung(string Letter, string What, Func<Measurement> Run);

/// <summary>The rungs for one table.</summary>
internal sealed class Rungs(SourceServer source, SourceTable table, string program, string folder)
{
    /// <summary>Two connections everywhere: the machine of the reference figures has two cores.</summary>
    public const int Streams = 2;

    /// <summary>The file that mirrors go to.</summary>
    public string Mirrored => Path.Combine(folder, "mirrored.duckdb");

    /// <summary>In the order in which a turn runs them. The last has to run once before the first turn.</summary>
    public IReadOnlyList<Rung> All =>
        [
            new("a", "two `psql` streams of COPY BINARY, thrown away", RunPsql),
            new("b", "our reader, thrown away", () => RunChild("read")),
            new("c", "our reader and decoders, chunks thrown away", () => RunChild("decode")),
            new("d", "DuckDB alone: the same rows from memory into a fresh file", RunStore),
            new("e", "`pintail mirror`, the whole process into a fresh file", () => RunMirror()),
        ];

    /// <summary>Into a fresh file.</summary>
    public Measurement RunMirror(params string[] arguments)
    {
        File.Delete(Mirrored);
        return RunRefresh(arguments);
    }

    /// <summary>Into the file that the last run left.</summary>
    public Measurement RunRefresh(params string[] arguments) =>
        MeasuredProcess.Run([
            program,
            "mirror",
            "--source",
            source.Conninfo,
            "--target",
            Mirrored,
            "--include-table",
            $"public.{table.Shape.Name}",
            "--jobs",
            Streams.ToString(CultureInfo.InvariantCulture),
            "--quiet",
            .. arguments,
        ]);

    /// <summary>One COPY statement for each stream: the heap in equal parts.</summary>
    public static IReadOnlyList<string> CopyStatements(string tableName, long pages) =>
        [
            .. CtidRanges
                .Split(pages, blockBytes: 1, targetBytes: Math.Max(1, (pages + Streams - 1) / Streams))
                .Select(range =>
                    $"COPY (SELECT * FROM ONLY {SqlText.Qualified("public", tableName)} WHERE {range.Condition ?? "true"}) TO STDOUT (FORMAT binary)"
                ),
        ];

    private Measurement RunPsql()
    {
        const string Script = """
            psql=$1; url=$2; shift 2; pids=
            for sql in "$@"; do "$psql" -X -q -d "$url" -c "$sql" > /dev/null & pids="$pids $!"; done
            for pid in $pids; do wait $pid || exit 1; done
            """;
        return MeasuredProcess.Run([
            .. new[] { "sh", "-c", Script, "sh", FindPsql(), source.Conninfo },
            .. CopyStatements(table.Shape.Name, table.Pages),
        ]);
    }

    private Measurement RunChild(string workload) => MeasuredProcess.Run(Child(workload));

    // The rows have to be in memory first, which is not this rung's work: the child measures itself.
    private Measurement RunStore()
    {
        var stored = Path.Combine(folder, "stored.duckdb");
        File.Delete(stored);
        var (_, line) = MeasuredProcess.RunAndRead(Child("store", Mirrored, stored));
        var figures = line.Split(' ').Select(long.Parse).ToArray();
        return new Measurement(TimeSpan.FromTicks(figures[0]), TimeSpan.FromTicks(figures[1]), figures[2]);
    }

    private string[] Child(string workload, params string[] more) =>
        [
            Environment.ProcessPath!,
            "child",
            workload,
            source.Conninfo,
            table.Shape.Name,
            table.Pages.ToString(CultureInfo.InvariantCulture),
            .. more,
        ];

    // npm's package brings a server only.
    public static string FindPsql() =>
        PostgresBinaries
            .FromDebian()
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .Select(bin => Path.Combine(bin, "psql"))
            .FirstOrDefault(File.Exists)
        ?? throw new PintailException(
            ErrorKind.Configuration,
            "psql was not found; it is the yardstick.",
            "apt-get install postgresql-client"
        );
}
