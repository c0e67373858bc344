using System.Text;
using Pintail.Types;

namespace Pintail.Tests.Types;

/// <summary>A Postgres type and random literals of it, all of which Postgres accepts and DuckDB's type can hold.</summary>
/// <param name="Sql">As a column is declared.</param>
internal sealed record RandomType(string Sql, Func<Random, string> Literal)
{
    /// <summary>CREATE TYPE or CREATE DOMAIN; run once, in the order of the types.</summary>
    public string? Setup { get; init; }

    /// <summary>The first major version of the server that has the type.</summary>
    public int SinceMajor { get; init; }

    /// <summary>The extension that brings it; the type is left out where the server cannot have it.</summary>
    public string? Extension { get; init; }

    /// <summary>What becomes of values that the DuckDB type cannot hold; by default there are none.</summary>
    public UnrepresentablePolicy Policy { get; init; }

    /// <summary>The data are asked, and decide the DuckDB type.</summary>
    public bool IsProbed { get; init; }

    /// <summary>What stands between elements of its arrays (pg_type.typdelim).</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>Literals that are met more often than by chance.</summary>
    public IReadOnlyList<string?> Edges { get; init; } = [];

    public override string ToString() => Sql;

    public RandomType Array(int dimensions = 1) =>
        this with
        {
            Sql = Sql + string.Concat(Enumerable.Repeat("[]", dimensions)),
            Setup = null,
            Delimiter = ',',
            Literal = random => ArrayLiteral(random, dimensions),
        };

    /// <summary>A composite type with a part of each.</summary>
    public static RandomType Composite(string name, params RandomType[] parts)
    {
        var attributes = parts.Select((part, i) => $"\"part {i}\" {part.Sql}");
        return new(name, random => $"({string.Join(',', parts.Select(part => Part(random, part)))})")
        {
            Setup = $"CREATE TYPE {name} AS ({string.Join(", ", attributes)})",
            SinceMajor = parts.Max(part => part.SinceMajor),
            Extension = parts.Select(part => part.Extension).FirstOrDefault(extension => extension is not null),
        };

        static string Part(Random random, RandomType part) =>
            random.Next(6) == 0 ? "" : Quoted(part.Literal(random), '"');
    }

    /// <param name="bounds">Two literals in order; the first of them may equal the second.</param>
    public static RandomType Range(string name, Func<Random, (string Lower, string Upper)> bounds) =>
        new(name, random => RangeLiteral(random, bounds));

    /// <summary>Of a range type.</summary>
    public RandomType Multirange(string name) =>
        this with
        {
            Sql = name,
            Setup = null,
            SinceMajor = 14,
            Literal = random =>
                $"{{{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Literal(random)))}}}",
        };

    public RandomType Domain(string name) => this with { Sql = name, Setup = $"CREATE DOMAIN {name} AS {Sql}" };

    private string ArrayLiteral(Random random, int dimensions)
    {
        var sizes = Enumerable.Range(0, dimensions).Select(_ => random.Next(0, 4)).ToArray();
        if (sizes.Contains(0))
            return "{}";
        var text = new StringBuilder();
        if (random.Next(5) == 0)
        {
            foreach (var size in sizes)
            {
                var lower = random.Next(-3, 4);
                text.Append($"[{lower}:{lower + size - 1}]");
            }
            text.Append('=');
        }
        Append(text, random, sizes);
        return text.ToString();
    }

    private void Append(StringBuilder text, Random random, ReadOnlySpan<int> sizes)
    {
        text.Append('{');
        for (var i = 0; i < sizes[0]; i++)
        {
            if (i > 0)
                text.Append(Delimiter);
            if (sizes.Length > 1)
                Append(text, random, sizes[1..]);
            else
                text.Append(random.Next(6) == 0 ? "NULL" : Quoted(Literal(random), '\\'));
        }
        text.Append('}');
    }

    private static string RangeLiteral(Random random, Func<Random, (string Lower, string Upper)> bounds)
    {
        if (random.Next(8) == 0)
            return "empty";
        var (lower, upper) = bounds(random);
        lower = random.Next(6) == 0 ? "" : Quoted(lower, '\\');
        upper = random.Next(6) == 0 ? "" : Quoted(upper, '\\');
        return $"{"[("[random.Next(2)]}{lower},{upper}{"])"[random.Next(2)]}";
    }

    private static string Quoted(string text, char escape) =>
        '"'
        + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", $"{escape}\"", StringComparison.Ordinal)
        + '"';
}
