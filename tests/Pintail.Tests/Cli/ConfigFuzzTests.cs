using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pintail.Cli.Settings;

namespace Pintail.Tests.Cli;

/// <summary>
/// Whatever bytes stand in pintail.yaml, they give settings or one error that names the file, soon and in little memory.
/// PINTAIL_YAML_SECONDS says how long other files are tried than those of every run; a failure names its seed and number,
/// which PINTAIL_YAML_SEED and PINTAIL_YAML_NUMBER make again.
/// </summary>
public class ConfigFuzzTests(ITestOutputHelper output)
{
    private const string SecondsVariable = "PINTAIL_YAML_SECONDS";
    private const string SeedVariable = "PINTAIL_YAML_SEED";
    private const string NumberVariable = "PINTAIL_YAML_NUMBER";
    private const int DefaultFiles = 2_000;
    private const int DefaultSeed = 1598285777;
    private const string Name = "fuzz.yaml";
    private const int MostAllocatedBytes = 256 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // Right, with every kind of value and of YAML's ways to write one.
    private const string Whole = """
        # a comment
        source: "postgresql://reader@db.example/shop?application_name=\u00e4"
        target: '/srv/it''s/shop.duckdb'
        included_schemas: [shop, billing, "with, comma"]
        excluded_tables:
          - shop.web_event
          - &log shop.log
        where:
          shop.order: |
            created > now() - interval '1 year'
              AND note <> 'a: b # c'
          shop.item: &new >-
            id > 7
            OR id IS NULL
          shop.part: *new
        rename: { shop.Order: orders, ? shop.t.c : d }
        limit: [1000, shop.big=10]
        column_type: {shop.t.c: "DECIMAL(10,2)"}
        unrepresentable: {shop.t.c: null}
        strategy: {shop.a: append, shop.b: skip}
        watermark: {shop.a: at}
        overlap: {shop.a: '1 hour'}
        jobs: 4
        wait_lock: 5m
        retry_base_seconds: 0.5
        memory_limit: 2GB
        strict: yes
        views: !!str false
        prune: ~

        """;

    private static readonly string[] Pieces =
    [
        "\n",
        "  ",
        "\t",
        ": ",
        ":",
        "- ",
        "? ",
        ", ",
        "[",
        "]",
        "{",
        "}",
        "&a ",
        "*a",
        "!",
        "!!str ",
        "!!binary ",
        "|\n",
        ">-\n",
        "'",
        "\"",
        "\\",
        "\\0",
        "\\uD800",
        "\\x",
        "#",
        "%YAML 1.1\n",
        "---\n",
        "...\n",
        "<<: ",
        "@",
        "`",
        "\0",
        "\r",
        "\u0085",
        "\u2028",
        "\ufeff",
        "🦆",
        "null",
        "~",
        "jobs: 3\n",
        "target: x\n",
        "rename:\n",
        "1e99",
        "-1",
        "99999999999999999999",
    ];

    [Fact]
    public void Mutated_files_give_settings_or_an_error_that_names_the_file()
    {
        var seconds = Variable(SecondsVariable);
        var seed = (int)(Variable(SeedVariable) ?? (seconds is null ? DefaultSeed : Random.Shared.Next()));
        if (Variable(NumberVariable) is { } one)
        {
            Try(seed, (int)one);
            return;
        }
        var clock = Stopwatch.StartNew();
        int taken = 0,
            refused = 0;
        for (var number = 0; seconds is null ? number < DefaultFiles : clock.Elapsed.TotalSeconds < seconds; number++)
        {
            if (Try(seed, number))
                taken++;
            else
                refused++;
        }
        output.WriteLine($"{SeedVariable}={seed}: {taken:N0} taken, {refused:N0} refused");
        // Both kinds of outcome were met, or the mutations test nothing.
        Assert.True(taken > 10 && refused > 10, $"{taken} taken, {refused} refused");
    }

    private static bool Try(int seed, int number)
    {
        var bytes = Mutated(new Random(unchecked(seed * 397) ^ number));
        var started = Stopwatch.GetTimestamp();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var replay = $"{SeedVariable}={seed} {NumberVariable}={number}";
        try
        {
            var config = ConfigFile.Parse(ConfigText.Decode(bytes, Name), Name);
            new SettingValues(new Dictionary<string, string>(), _ => null, config).CheckAll();
            return true;
        }
        catch (PintailException e)
        {
            Assert.True(e.Kind == ErrorKind.Configuration, $"{replay}: {e}");
            Assert.True(e.Message.StartsWith(Name + ":", StringComparison.Ordinal), $"{replay}: {e}");
            Assert.True(e.Message.Length < 500, $"{replay}: {e}");
            return false;
        }
        catch (Exception e) when (e is not Xunit.Sdk.IAssertionException)
        {
            throw new InvalidOperationException($"{replay}: {e.GetType().Name}", e);
        }
        finally
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"{replay}: {Stopwatch.GetElapsedTime(started)}");
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - allocated < MostAllocatedBytes, $"{replay}: memory");
        }
    }

    private static byte[] Mutated(Random random)
    {
        var text = new StringBuilder(Whole);
        for (var left = random.Next(6); left > 0; left--)
            Mutate(text, random);
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        // Bytes that are no UTF-8, now and then.
        if (bytes.Length > 0 && random.Next(8) == 0)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }

    private static void Mutate(StringBuilder text, Random random)
    {
        var at = random.Next(text.Length + 1);
        var length = random.Next(Math.Min(40, text.Length - at) + 1);
        switch (random.Next(6))
        {
            case 0:
                text.Remove(at, length);
                break;
            case 1:
                text.Insert(random.Next(text.Length + 1), text.ToString(at, length));
                break;
            case 2:
                text.Insert(at, string.Concat(Enumerable.Repeat(Piece(random), random.Next(1, 2_000))));
                break;
            case 3:
                text.Length = at;
                break;
            case 4 when at < text.Length:
                text[at] = (char)random.Next(0x250);
                break;
            default:
                text.Insert(at, Piece(random));
                break;
        }
    }

    private static string Piece(Random random) => Pieces[random.Next(Pieces.Length)];

    private static double? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? double.Parse(value, CultureInfo.InvariantCulture)
            : null;
}
