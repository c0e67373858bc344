using System.Globalization;

namespace Pintail.Tests.Types;

/// <summary>Types made of other types, several levels deep.</summary>
internal static class RandomNested
{
    public static IEnumerable<RandomType> Of(
        IEnumerable<RandomType> single,
        RandomType int4,
        RandomType int8,
        RandomType price,
        RandomType mood
    )
    {
        var text = new RandomType("text", RandomTexts.Text);
        var pair = RandomType.Composite("r_pair", int4, text);
        var ranges = Ranges().ToArray();
        var numbers = ranges[0];
        var bag = RandomType.Composite(
            "r_bag",
            pair,
            pair.Array(2),
            text.Array(2),
            numbers.Array(),
            mood,
            price,
            new("bytea", RandomTexts.Bytes),
            new("char(3)", random => RandomTexts.Word(random, 4))
        );
        var everything = RandomType.Composite("r_everything", [.. single.Where(CanBePart)]);
        var matrix = int4.Array(2).Domain("r_matrix");
        return
        [
            int4.Array(3),
            text.Array(2),
            mood.Array(2),
            new RandomType("bpchar", RandomTexts.Text).Array(2),
            new("int2vector", Vector),
            new("oidvector", Vector),
            matrix,
            matrix.Array(),
            pair,
            pair.Array(),
            bag,
            bag.Array(),
            everything,
            everything.Array(),
            .. ranges,
            .. ranges.Select(range => range.Array()),
            numbers.Multirange("int4multirange"),
            numbers.Multirange("int4multirange").Array(),
            RandomType.Composite("r_span", numbers, numbers.Multirange("int4multirange"), int8.Array()),
            numbers.Domain("r_span_domain"),
            .. RandomExtensions.Types,
        ];
    }

    // What every version has, and what does not make the whole a text.
    private static bool CanBePart(RandomType type) =>
        type.SinceMajor <= 13 && type.Extension is null && type.Sql is not ("tsvector" or "tsquery" or "regclass");

    private static IEnumerable<RandomType> Ranges() =>
        [
            RandomType.Range("int4range", Whole),
            RandomType.Range("int8range", Whole),
            RandomType.Range("numrange", Whole),
            RandomType.Range("daterange", RandomTimes.Dates),
            RandomType.Range("tsrange", RandomTimes.Timestamps),
            RandomType.Range("tstzrange", RandomTimes.Timestamps),
            RandomType.Range("r_textrange", Texts) with
            {
                Setup = "CREATE TYPE r_textrange AS RANGE (subtype = text, collation = \"C\")",
            },
        ];

    private static (string, string) Whole(Random random)
    {
        var lower = random.Next(4) == 0 ? random.Next(int.MinValue, 0) : random.Next(-99, 99);
        return (
            lower.ToString(CultureInfo.InvariantCulture),
            (lower + random.Next(200)).ToString(CultureInfo.InvariantCulture)
        );
    }

    // A prefix stands before what it begins.
    private static (string, string) Texts(Random random)
    {
        var lower = RandomTexts.Text(random);
        return (lower, lower + RandomTexts.Text(random));
    }

    // Not empty: Postgres takes no empty one back (int2vectorrecv in int.c wants a dimension, which array_recv drops).
    private static string Vector(Random random) =>
        string.Join(' ', Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(short.MaxValue)));
}
