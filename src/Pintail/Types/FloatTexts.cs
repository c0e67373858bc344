namespace Pintail.Types;

/// <summary>
/// DuckDB's SQL for what float4out and float8out print (float.c, and d2s.c and f2s.c in src/common): the fewest digits that
/// are this float and no other, with an exponent from 10^15 on (10^6 for real) and below 10^−4. DuckDB's own text, with an
/// exponent from 10^16 on and ".0" behind integers, has the same digits but for three kinds of numbers:
/// 1. Powers of two, whose lower neighbour is nearer than the upper. For a few DuckDB prints what is another number (2^81 as
///    DOUBLE) or none (a letter for a digit).
/// 2. Numbers midway between two texts of the fewest digits: DuckDB prints one digit more (2097152.25 as FLOAT).
/// 3. Texts midway between two floats, which are read as the one with the even mantissa. DuckDB, as most, prints such a
///    text (9.5e21) when it is the shortest; Postgres keeps clear of ties and prints more digits. Ties can have so few
///    digits only where floats are whole numbers, so whole numbers of 128 bits find them.
/// For these the text is searched among the roundings to the last few numbers of digits.
/// </summary>
internal static class FloatTexts
{
    private const string Number = "float_number";
    private const string Text = "float_text";
    private const string Rounded = "float_rounded";

    public static string Double(string value) => Print(value, "DOUBLE", 16, 17, "1e15");

    public static string Real(string value) => Print(value, "FLOAT", 7, 9, "1e6");

    /// <param name="fewestDigits">A text of so few digits is never one too long.</param>
    /// <param name="maxDigits">As many tell any two floats apart.</param>
    /// <param name="firstWithExponent">From here on Postgres prints an exponent.</param>
    private static string Print(string value, string type, int fewestDigits, int maxDigits, string firstWithExponent)
    {
        var printed = ValueTexts.Let(Text, Shortest(type, fewestDigits, maxDigits), Layout(firstWithExponent));
        return ValueTexts.Let(
            Number,
            value,
            $"CASE WHEN isnan({Number}) THEN 'NaN' WHEN isinf({Number}) THEN "
                + $"CASE WHEN {Number} > 0 THEN 'Infinity' ELSE '-Infinity' END ELSE {printed} END"
        );
    }

    private static string Shortest(string type, int fewestDigits, int maxDigits)
    {
        var own = ValueTexts.Cast(Number);
        var isPowerOfTwo = $"pow(2, round(log2(abs({Number})))) = abs({Number})";
        var roundings = Enumerable
            .Range(fewestDigits - 1, maxDigits - fewestDigits + 1)
            .Select(decimals => $"format('{{:.{decimals}e}}', CAST({Number} AS DOUBLE))");
        var first = $"list_filter([{string.Join(", ", roundings)}], lambda {Rounded}: {IsAlone(Rounded, type)})[1]";
        var (ownDigits, roundedDigits) = (Digits(own), Digits(Rounded));
        var better =
            $"CASE WHEN {IsAlone(own, type)} AND (length({ownDigits}) < length({roundedDigits}) "
            + $"OR {ownDigits} = {roundedDigits}) THEN {own} ELSE {Rounded} END";
        return $"CASE WHEN {Number} = 0 THEN {own} WHEN NOT {isPowerOfTwo} AND length({Digits(own)}) <= {fewestDigits} "
            + $"AND {IsAlone(own, type)} THEN {own} "
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
        // A rounding has an exponent where Postgres may print none.
        var sign = $"CASE WHEN {Number} < 0 THEN '-' ELSE '' END";
        var (all, power) = (Digits(Text), $"CAST(right({Text}, 2) AS INTEGER)");
        var fraction = $"{sign} || '0.' || repeat('0', {power} - 1) || {all}";
        var whole =
            $"{sign} || rpad(left({all}, {power} + 1), {power} + 1, '0') || "
            + $"CASE WHEN length({all}) > {power} + 1 THEN '.' || substr({all}, {power} + 2) ELSE '' END";
        return $"CASE WHEN contains({Text}, 'e') AND abs({Number}) >= 1e-4 AND abs({Number}) < 1 THEN {fraction} "
            + $"WHEN contains({Text}, 'e') AND abs({Number}) >= 1 AND abs({Number}) < {firstWithExponent} THEN {whole} "
            + $@"WHEN contains({Text}, 'e') THEN regexp_replace({Text}, '\.?0*e', 'e') "
            + $"WHEN abs({Number}) >= {firstWithExponent} THEN {mantissa} || {exponent} "
            + $@"ELSE regexp_replace({Text}, '\.0$', '') END";
    }
}
