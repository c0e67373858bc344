using System.Globalization;

namespace Pintail.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchmarkOptions
{
    private const string Usage =
        "ladder|memory|startup|proof|keys|refresh|session|serve [--shape lineitem|keyed_lineitem|events|accounts] [--rows N] [--runs N] "
        + "[--postgres debian|npm|<bin folder>] [--source <url of a filled server>] [--out <folder>] [--before <pintail>]";

    public required string Mode { get; init; }

    /// <summary>Empty: all of them, where the mode takes several.</summary>
    public IReadOnlyList<Shape> Shapes { get; init; } = [];

    /// <summary>Null: each shape's own.</summary>
    public long? Rows { get; init; }

    /// <summary>Turns through the rungs; the figures are medians over them.</summary>
    public int Runs { get; init; } = 5;

    /// <summary>Whose server: Debian's, npm's, or a bin folder.</summary>
    public string Postgres { get; init; } = "debian";

    /// <summary>A server that 'serve' has filled; null starts one.</summary>
    public string? Source { get; init; }

    /// <summary>Where the report goes; null: benchmarks/results of this checkout, and nothing with --rows.</summary>
    public string? OutFolder { get; init; }

    /// <summary>Another published program to run beside, in 'proof'.</summary>
    public string? Before { get; init; }

    public static BenchmarkOptions Parse(string[] arguments)
    {
        if (arguments.Length == 0)
            throw Wrong("A mode is missing.");
        var options = new BenchmarkOptions { Mode = arguments[0] };
        for (var i = 1; i < arguments.Length; i += 2)
        {
            if (i + 1 == arguments.Length)
                throw Wrong($"{arguments[i]} needs a value.");
            options = options.With(arguments[i], arguments[i + 1]);
        }
        return options;
    }

    public static PintailException Wrong(string message) => new(ErrorKind.Configuration, message, $"Usage: {Usage}");

    private BenchmarkOptions With(string name, string value) =>
        name switch
        {
            "--shape" => this with { Shapes = [.. Shapes, Shape.Named(value)] },
            "--rows" => this with { Rows = Positive(name, value) },
            "--runs" => this with { Runs = (int)Positive(name, value) },
            "--postgres" => this with { Postgres = value },
            "--source" => this with { Source = value },
            "--out" => this with { OutFolder = value },
            "--before" => this with { Before = value },
            _ => throw Wrong($"There is no option {name}."),
        };

    private static long Positive(string name, string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number is > 0 and <= int.MaxValue
            ? number
            : throw Wrong($"{name} takes a number from 1 on.");
}
