using System.Globalization;

namespace Pintail.SqlLogic.Format;

/// <summary>One comparison of an onlyif or skipif line with a loop's variable: onlyif i&gt;=3.</summary>
internal sealed record LoopCondition(string Variable, string Comparison, string Value, bool Skips)
{
    // The two-letter ones first: ">=" holds a ">".
    private static readonly string[] Comparisons = ["<>", ">=", ">", "<=", "<", "="];

    internal static bool IsOne(string text) => text.AsSpan().ContainsAny("=<>");

    /// <summary>Null when the text is no list of comparisons joined by &amp;&amp;.</summary>
    internal static IReadOnlyList<LoopCondition>? TryParse(string text, bool skips)
    {
        var conditions = new List<LoopCondition>();
        foreach (var part in text.Split("&&"))
        {
            var comparison = Comparisons.FirstOrDefault(sign => part.Contains(sign, StringComparison.Ordinal));
            if (comparison is null || part.Split(comparison) is not [var variable, var value])
                return null;
            conditions.Add(new LoopCondition(variable.Trim(), comparison, value.Trim(), skips));
        }
        return conditions;
    }

    /// <summary>= and &lt;&gt; compare texts, the others whole numbers.</summary>
    internal bool Allows(string actual) => Holds(actual) != Skips;

    private bool Holds(string actual) =>
        Comparison switch
        {
            "=" => actual.Equals(Value, StringComparison.OrdinalIgnoreCase),
            "<>" => !actual.Equals(Value, StringComparison.OrdinalIgnoreCase),
            ">" => Number(actual) > Number(Value),
            ">=" => Number(actual) >= Number(Value),
            "<" => Number(actual) < Number(Value),
            _ => Number(actual) <= Number(Value),
        };

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
