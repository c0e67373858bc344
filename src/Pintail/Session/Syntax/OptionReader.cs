namespace Pintail.Session.Syntax;

/// <summary>
/// Reads (option [value], …) of ATTACH and CREATE SECRET: each value a word, string, number, an expression (which DuckDB
/// evaluates) or a list of them. NULL is none.
/// </summary>
/// <param name="evaluate">Gives an expression's values; null where none can be evaluated.</param>
/// <param name="statement">ATTACH or CREATE SECRET, for messages.</param>
/// <param name="hint">How it is written.</param>
internal sealed class OptionReader(TokenCursor cursor, OptionEvaluator? evaluate, string statement, string hint)
{
    private const string Value = "a value (a word, a string, a number, an expression or a list of them)";

    /// <returns>Found without case; no value for a bare word such as READ_ONLY, several for a list.</returns>
    /// <exception cref="PintailException">The list is broken; it names the place.</exception>
    public Dictionary<string, IReadOnlyList<string>> Read()
    {
        var options = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        if (!cursor.TrySign("("))
            throw Expected("\"(\"");
        do
        {
            var place = cursor.Index;
            if (!cursor.TryName(out var name))
                throw Expected("an option's name");
            var values = ReadValues(name);
            if (options.TryAdd(name, values))
                continue;
            cursor.Index = place;
            throw Expected("an option that is not given already");
        } while (cursor.TrySign(","));
        return cursor.TrySign(")") ? options : throw Expected("\",\" or \")\"");
    }

    private IReadOnlyList<string> ReadValues(string name)
    {
        if (IsEnd)
            return [];
        var close =
            cursor.IsSign("[") ? "]"
            : cursor.IsSign("(") ? ")"
            : null;
        if (close is null || !IsBracketed())
            return ReadOne(name, ")");
        cursor.Skip();
        var values = new List<string>();
        if (!cursor.IsSign(close))
        {
            do values.AddRange(ReadOne(name, close));
            while (cursor.TrySign(","));
        }
        return cursor.TrySign(close) ? values : throw Expected($"\",\" or \"{close}\"");
    }

    // What has an operator or a call in it is an expression; of other words side by side a comma is missing.
    private IReadOnlyList<string> ReadOne(string name, string close)
    {
        var (from, isExpression) = (cursor.Index, false);
        if (cursor.TryNumber(out var text) && IsEnd)
            return [text];
        cursor.Index = from;
        for (var depth = 0; !cursor.AtEnd && (depth > 0 || !IsEnd); cursor.Skip())
        {
            isExpression |= cursor.Is(SqlTokenKind.Operator);
            depth += cursor.BracketStep(cursor.Index);
        }
        var to = cursor.Index;
        cursor.Index = from;
        var isNull = cursor.IsWord("NULL");
        if (isExpression && evaluate is not null && CanBegin(from))
        {
            cursor.Index = to;
            return evaluate(cursor.TextBetween(from, to)) ?? throw NoNull(name);
        }
        if (!cursor.TryNameOrString(out text) && !cursor.TryNumber(out text))
            throw Expected(Value);
        return !IsEnd ? throw Expected($"\",\" or \"{close}\"")
            : isNull ? throw NoNull(name)
            : [text];
    }

    private bool CanBegin(int index) =>
        !cursor.Is(SqlTokenKind.Operator) || cursor.IsSign("-") || cursor.IsSign("+") || cursor.BracketStep(index) > 0;

    // The bracket here is closed where the value ends.
    private bool IsBracketed()
    {
        var place = cursor.Index;
        var depth = 0;
        do
        {
            depth += cursor.BracketStep(cursor.Index);
            cursor.Skip();
        } while (!cursor.AtEnd && depth > 0);
        var isBracketed = IsEnd;
        cursor.Index = place;
        return isBracketed;
    }

    private bool IsEnd => cursor.AtEnd || cursor.IsSign(",") || cursor.IsSign(")") || cursor.IsSign("]");

    private PintailException Expected(string what) => cursor.Expected(what, statement, hint);

    // The name may be part of a password that was not quoted.
    private PintailException NoNull(string name)
    {
        var named = name.All(letter => char.IsAsciiLetter(letter) || letter == '_') ? $" \"{name}\"" : "";
        return new PintailException(
            ErrorKind.Configuration,
            $"NULL is not supported as a valid option for {statement} option{named}.",
            "Leave the option out, or give it a value; is the variable that it names set?"
        );
    }
}
