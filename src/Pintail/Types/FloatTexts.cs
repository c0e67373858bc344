namespace Pintail.Types;

/// <summary>
/// DuckDB's SQL for what float4out and float8out print (float.c, and d2s.c and f2s.c in src/common): the fewest digits that
/// are this float and no other, with an exponent from 10^15 on (10^6 for real) and below 10^−4. DuckDB's own text, with an
/// exponent from 10^16 on and ".0" behind integers, has the same digits but for two kinds of numbers:
/// 1. Powers of two, whose lower neighbour is nearer than the upper. DuckDB prints digits too many for some, and for a few
///    what is another number (2^81 as DOUBLE) or none (a letter for a digit).
/// 2. Texts midway between two floats, which are read as the one with the even mantissa. DuckDB, as most, prints such a
///    text (9.5e21) when it is the shortest; Postgres keeps clear of ties and prints more digits. Ties can have so few
///    digits only where floats are whole numbers, so whole numbers of 128 bits find them.
/// For these the text is searched among the roundings to each number of digits.
/// </summary>
internal static class FloatTexts
{
    private const string Number = "float_number";
    private const string Text = "float_text";
    private const string Rounded = "float_rounded";

    private const int DoubleDigits = 17;
    private const int RealDigits = 9;

    public static string Double(string value) => Print(value, "DOUBLE", DoubleDigits, "1e15");

    public static string Real(string value) => Print(value, "FLOAT", RealDigits, "1e6");

    /// <param name="maxDigits">As many tell any two floats apart.</param>
    /// <param name="firstWithExponent">From here on Postgres prints an exponent.</param>
    private static string Print(string value, string type, int maxDigits, string firstWithExponent)
    {
        var printed = ValueTexts.Let(Text, Shortest(type, maxDigits), Layout(firstWithExponent));
        return ValueTexts.Let(
            Number,
            value,
            $"CASE WHEN isnan({Number}) THEN 'NaN' WHEN isinf({Number}) THEN "
                + $"CASE WHEN {Number} > 0 THEN 'Infinity' ELSE '-Infinity' END ELSE {printed} END"
        );
    }

    private static string Shortest(string type, int maxDigits)
    {
        var own = ValueTexts.Cast(Number);
        var isPowerOfTwo = $"pow(2, round(log2(abs({Number})))) = abs({Number})";
        var roundings = Enumerable
            .Range(0, maxDigits)
            .Select(decimals => $"format('{{:.{decimals}e}}', CAST({Number} AS DOUBLE))");
        var first = $"list_filter([{string.Join(", ", roundings)}], lambda {Rounded}: {IsAlone(Rounded, type)})[1]";
        var (ownDigits, roundedDigits) = (Digits(own), Digits(Rounded));
        var better =
            $"CASE WHEN {IsAlone(own, type)} AND (length({ownDigits}) < length({roundedDigits}) "
            + $"OR {ownDigits} = {roundedDigits}) THEN {own} ELSE {Rounded} END";
        return $"CASE WHEN {Number} = 0 THEN {own} WHEN NOT {isPowerOfTwo} AND {IsAlone(own, type)} THEN {own} "
            + $"ELSE {ValueTexts.Let(Rounded, first, better)} END";
    }

    /// <summary>The text is read as this float, and lies nearer to it than to any other.</summary>
    private static string IsAlone(string text, string type)
    {
        // What lies as far beyond the text as the float lies before it is a float too: a tie. Past 128 bits there is no
        // tie of at most 17 digits.
        var whole = $"TRY_CAST({Number} AS HUGEINT)";
        var read = $"TRY_CAST({text} AS HUGEINT)";
        var beyond = $"({read} + ({read} - {whole}))";
        return $"(coalesce(TRY_CAST({text} AS {type}) = {Number}, false) AND CASE WHEN abs({Number}) BETWEEN {FirstTie(type)} AND 1e37 THEN "
            + $"{read} = {whole} OR TRY_CAST(TRY_CAST({beyond} AS {type}) AS HUGEINT) <> {beyond} ELSE true END)";
    }

    /// <summary>2^mantissa bits: from here on floats are whole numbers.</summary>
    private static string FirstTie(string type) => type == "DOUBLE" ? "9007199254740992" : "16777216";

    private static string Digits(string text) =>
        $"rtrim(ltrim(regexp_replace({text}, '^-|\\.|e.*$', '', 'g'), '0'), '0')";

    private static string Layout(string firstWithExponent)
    {
        var digits = $"rtrim(replace({Text}, '.', ''), '0')";
        var mantissa = $@"regexp_replace({digits}, '^(-?\d)(\d+)$', '\1.\2')";
        var exponent = $"printf('e+%02d', strpos(ltrim({Text}, '-'), '.') - 2)";
        // A rounding always has an exponent.
        var fraction =
            $"CASE WHEN {Number} < 0 THEN '-' ELSE '' END || '0.' || "
            + $"repeat('0', CAST(right({Text}, 1) AS INTEGER) - 1) || {Digits(Text)}";
        return $"CASE WHEN contains({Text}, 'e') AND abs({Number}) >= 1e-4 AND abs({Number}) < 1 THEN {fraction} "
            + $@"WHEN contains({Text}, 'e') THEN regexp_replace({Text}, '\.?0*e', 'e') "
            + $"WHEN abs({Number}) >= {firstWithExponent} THEN {mantissa} || {exponent} "
            + $@"ELSE regexp_replace({Text}, '\.0$', '') END";
    }
}
