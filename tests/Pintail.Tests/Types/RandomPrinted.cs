using System.Globalization;
using System.Net;

namespace Pintail.Tests.Types;

/// <summary>Types whose bytes are printed anew: addresses, geometry, positions, identifiers.</summary>
internal static class RandomPrinted
{
    public static IEnumerable<RandomType> Types =>
        [
            new("uuid", random => Hex(random, 32)),
            new("inet", random => Address(random, isNetwork: false)),
            new("cidr", random => Address(random, isNetwork: true)),
            new("macaddr", random => Hex(random, 12)),
            new("macaddr8", random => Hex(random, 16)),
            new("point", Point),
            new("line", random => $"{{{Finite(random)},1,{Finite(random)}}}"),
            new("lseg", random => $"[{Point(random)},{Point(random)}]"),
            Box,
            new("path", random => random.Next(2) == 0 ? $"[{Points(random)}]" : $"({Points(random)})"),
            new("polygon", random => $"({Points(random)})"),
            new("circle", random => $"<{Point(random)},{random.Next(1000)}.5>"),
            new("pg_lsn", random => $"{random.Next():X}/{random.Next():X}"),
            new("tid", random => $"({RandomValues.Natural(random, 32)},{random.Next(65536)})"),
            new("pg_snapshot", Snapshot) { SinceMajor = 13 },
            new("txid_snapshot", Snapshot),
        ];

    /// <summary>The one built-in type whose elements are not divided by commas.</summary>
    public static RandomType Box { get; } =
        new("box", random => $"{FinitePoint(random)},{FinitePoint(random)}") { Delimiter = ';' };

    public static string Finite(Random random) => RandomValues.Decimal(random, random.Next(18), random.Next(8));

    private static string FinitePoint(Random random) => $"({Finite(random)},{Finite(random)})";

    private static string Point(Random random) => $"({RandomValues.Double(random)},{RandomValues.Double(random)})";

    private static string Points(Random random) =>
        string.Join(',', Enumerable.Range(0, random.Next(1, 5)).Select(_ => FinitePoint(random)));

    private static string Hex(Random random, int digits)
    {
        var bytes = new byte[digits / 2];
        random.NextBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    private static string Snapshot(Random random)
    {
        var low = random.Next(3, 1000);
        var open = Enumerable
            .Range(low, 20)
            .Where(_ => random.Next(4) == 0)
            .Select(id => id.ToString(CultureInfo.InvariantCulture));
        return $"{low}:{low + 20 + random.Next(9)}:{string.Join(',', open)}";
    }

    // Runs of zero words are what printing IPv6 is about.
    private static string Address(Random random, bool isNetwork)
    {
        var bytes = new byte[random.Next(2) == 0 ? 4 : 16];
        random.NextBytes(bytes);
        for (var i = 0; bytes.Length == 16 && i < 16; i += 2)
        {
            if (random.Next(2) == 0)
                (bytes[i], bytes[i + 1]) = (0, random.Next(3) == 0 ? (byte)random.Next(256) : (byte)0);
        }
        var bits = random.Next(bytes.Length * 8 + 1);
        for (var bit = bits; isNetwork && bit < bytes.Length * 8; bit++)
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return $"{new IPAddress(bytes)}{(isNetwork || random.Next(2) == 0 ? $"/{bits}" : "")}";
    }
}
