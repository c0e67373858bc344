using System.Globalization;

namespace Pintail.Cli.Settings;

/// <summary>The value of --limit: a number for every table, numbers for single ones.</summary>
/// <param name="All">Null: no limit for the others.</param>
internal sealed record RowLimits(long? All, IReadOnlyDictionary<string, long> Tables)
{
    public static RowLimits None { get; } = new(null, new Dictionary<string, long>());

    private static readonly PairParser<long> Pairs = new()
    {
        Expectation = "a number of rows, or schema.table=rows",
        ReadValue = Number,
        SplitsAtLast = true,
    };

    public static RowLimits Parse(IReadOnlyList<string> texts)
    {
        var numbers = texts.Where(IsAlone).Select(Number).Distinct().ToList();
        return numbers.Count > 1
            ? throw new SettingFormatException(texts.Last(IsAlone), "the only limit for all tables")
            : new RowLimits(
                numbers.Count == 0 ? null : numbers[0],
                Pairs.Parse([.. texts.Where(text => !IsAlone(text))])
            );
    }

    private static bool IsAlone(string text) => text.IndexOfAny(['=', PairParser.Separator]) < 0;

    private static long Number(string text) =>
        long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new SettingFormatException(text, Pairs.Expectation);
}
