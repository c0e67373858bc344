using Pintail.Types;

namespace Pintail.Tests.Types;

/// <summary>
/// Columns whose DuckDB type is chosen: by the data, when they are asked, or by what the user wants to become of values
/// that the type cannot hold.
/// </summary>
internal static class RandomChoices
{
    public static IEnumerable<RandomType> Types =>
        [
            new("numeric", random => RandomValues.Decimal(random, 18, 20)) { IsProbed = true },
            new("numeric", random => RandomValues.Decimal(random, random.Next(60), random.Next(60)))
            {
                IsProbed = true,
            },
            new("integer[]", ArrayOfAnyDepth) { IsProbed = true },
            new("text[]", ArrayOfAnyDepth) { IsProbed = true },
            new("timestamptz[]", ArrayOfAnyDepth) { IsProbed = true },
            .. new[] { UnrepresentablePolicy.Null, UnrepresentablePolicy.Text }.SelectMany(policy =>
                OutOfRange.Select(type => type with { Policy = policy })
            ),
        ];

    private static IEnumerable<RandomType> OutOfRange =>
        [
            new("numeric(10,2)", random => random.Next(4) == 0 ? "NaN" : RandomValues.Decimal(random, 8, 2)),
            new("numeric(38,6)", random => random.Next(4) == 0 ? "NaN" : RandomValues.Decimal(random, 32, 6)),
            new("timestamp", FarTimestamp),
            new("timestamptz", FarTimestamp),
            new("bit varying", random => random.Next(3) == 0 ? "" : "10110"[..random.Next(1, 5)]),
            new("interval", random => random.Next(3) == 0 ? "infinity" : $"{random.Next(99)} days") { SinceMajor = 17 },
        ];

    private static string ArrayOfAnyDepth(Random random)
    {
        var element = new RandomType("any", inner => inner.Next(1000, 3000) + "0101");
        return element.Array(random.Next(1, 4)).Literal(random);
    }

    private static string FarTimestamp(Random random) =>
        random.Next(3) == 0 ? "294276-12-31 23:59:59.999999" : $"294247-01-{random.Next(1, 20):00} 04:00:54.775806";
}
