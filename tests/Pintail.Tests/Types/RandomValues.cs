using System.Globalization;
using System.Numerics;

namespace Pintail.Tests.Types;

/// <summary>Random literals of every type of the table. A new type needs a line here.</summary>
internal static class RandomValues
{
    private static readonly RandomType Int4 = new("integer", random => Whole(random, 31));
    private static readonly RandomType Int8 = new("bigint", random => Whole(random, 63));
    private static readonly RandomType Float8 = new("double precision", Double);
    private static readonly RandomType Price = new RandomType("numeric(10,2)", r => Decimal(r, 8, 2)).Domain("r_price");
    private static readonly RandomType Mood = new("r_mood", random => Labels[random.Next(Labels.Length)])
    {
        Setup =
            $"CREATE TYPE r_mood AS ENUM ({string.Join(", ", Labels.Select(label => $"'{label.Replace("'", "''")}'"))})",
    };

    private static string[] Labels => ["sad", "it's ok", "", "NULL", "a,b", "äöü 🦆", "q\"\\"];

    public static IReadOnlyList<RandomType> All { get; } =
    [.. Single, .. Single.Select(type => type.Array()), .. RandomNested.Of(Single, Int4, Int8, Price, Mood)];

    private static IEnumerable<RandomType> Single =>
        [.. Numbers, .. RandomTexts.Types, .. RandomTimes.Types, .. RandomPrinted.Types];

    private static IEnumerable<RandomType> Numbers =>
        [
            new("boolean", random => random.Next(2) == 0 ? "t" : "f"),
            new("smallint", random => Whole(random, 15)),
            Int4,
            Int8,
            new("oid", random => Natural(random, 32)),
            new("xid", random => Natural(random, 32)),
            new("cid", random => Natural(random, 32)),
            new("xid8", random => Natural(random, 64)) { SinceMajor = 13 },
            new("real", Float4),
            Float8,
            .. new[] { (4, 2), (9, 0), (15, 2), (18, 18), (18, 9), (19, 0), (38, 0), (38, 38), (38, 10) }.Select(
                p => new RandomType(
                    $"numeric({p.Item1},{p.Item2})",
                    random => Decimal(random, p.Item1 - p.Item2, p.Item2)
                )
            ),
            new("numeric(50,2)", random => Decimal(random, 48, 2)),
            new("numeric(4,-3)", random => Decimal(random, 7, 0)) { SinceMajor = 15 },
            new("numeric(3,6)", random => "0.000" + random.Next(1000).ToString("000", CultureInfo.InvariantCulture))
            {
                SinceMajor = 15,
            },
            new("numeric", Numeric),
            new("numeric", random => random.Next(2) == 0 ? "Infinity" : "-Infinity") { SinceMajor = 14 },
            new("money", random => Decimal(random, 16, 2)),
            Price,
            Mood,
            new("r_many", random => $"label {random.Next(300)}")
            {
                Setup =
                    $"CREATE TYPE r_many AS ENUM ({string.Join(", ", Enumerable.Range(0, 300).Select(i => $"'label {i}'"))})",
            },
        ];

    /// <summary>Of every length in bits, as small numbers and those at the edges are where codecs fail.</summary>
    public static string Whole(Random random, int bits) =>
        random.Next(12) switch
        {
            0 => "0",
            1 => (BigInteger.Pow(2, bits) - 1).ToString(CultureInfo.InvariantCulture),
            2 => (-BigInteger.Pow(2, bits)).ToString(CultureInfo.InvariantCulture),
            var n => (n % 2 == 0 ? "-" : "") + Natural(random, random.Next(1, bits + 1)),
        };

    public static string Natural(Random random, int bits)
    {
        var value = new BigInteger(random.NextInt64()) << 64 | new BigInteger(random.NextInt64()) << 1 | random.Next(2);
        return (value & (BigInteger.Pow(2, random.Next(8) == 0 ? bits : random.Next(1, bits + 1)) - 1)).ToString(
            CultureInfo.InvariantCulture
        );
    }

    /// <summary>With that many digits at most on either side of the point.</summary>
    public static string Decimal(Random random, int integer, int fraction)
    {
        var before = Digits(random, random.Next(integer + 1));
        var behind = Digits(random, random.Next(fraction + 1));
        return (random.Next(2) == 0 ? "-" : "")
            + (before.Length == 0 ? "0" : before)
            + (behind.Length == 0 ? "" : "." + behind);
    }

    public static string Double(Random random) =>
        random.Next(10) switch
        {
            0 => "NaN",
            1 => random.Next(2) == 0 ? "Infinity" : "-Infinity",
            2 => random.Next(2) == 0 ? "0" : "-0",
            < 6 => Decimal(random, random.Next(20), random.Next(6)),
            _ => Finite(BitConverter.Int64BitsToDouble(random.NextInt64() ^ random.NextInt64() << 1)),
        };

    private static string Finite(double value) =>
        double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "1e15";

    private static string Float4(Random random)
    {
        if (random.Next(3) == 0)
            return random.Next(2) == 0 ? Decimal(random, random.Next(12), random.Next(6)) : "-Infinity";
        var value = BitConverter.Int32BitsToSingle(random.Next() ^ random.Next() << 1);
        return float.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "NaN";
    }

    private static string Numeric(Random random) =>
        random.Next(8) switch
        {
            0 => "NaN",
            1 => $"{Decimal(random, 3, 3)}e{random.Next(-200, 200)}",
            _ => Decimal(random, random.Next(60), random.Next(60)),
        };

    // Runs of zeros and nines meet the groups of four digits that Postgres sends.
    private static string Digits(Random random, int count) =>
        string.Concat(
            Enumerable.Range(0, count).Select(i => random.Next(3) == 0 ? random.Next(10) : "0099"[i / 4 % 4] - '0')
        );
}
