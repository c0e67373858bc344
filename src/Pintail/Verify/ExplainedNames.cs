// What a statement uses, as EXPLAIN (VERBOSE, FORMAT JSON) prints it: there the server has resolved every name, opened
// every view and inlined what it inlines. Expressions are SQL again (src/backend/utils/adt/ruleutils.c): functions by
// their name right before a parenthesis, with the schema unless it is pg_catalog, as search_path is empty; the clock's
// special forms as bare words. What stands behind an operator or a cast is not seen, and one inside a function neither.

using System.Text;
using System.Text.Json;

namespace Pintail.Verify;

/// <summary>The names in a plan that the server printed.</summary>
internal sealed class ExplainedNames
{
    // SQLValueFunction in ruleutils.c.
    private static readonly HashSet<string> ClockWords =
    [
        "CURRENT_DATE",
        "CURRENT_TIME",
        "CURRENT_TIMESTAMP",
        "LOCALTIME",
        "LOCALTIMESTAMP",
    ];

    private readonly HashSet<(string Schema, string Name)> _functions = [];
    private readonly HashSet<(string Schema, string Name)> _relations = [];
    private readonly HashSet<string> _clocks = [];

    /// <summary>Words before a parenthesis: functions, and types with a modifier.</summary>
    public IReadOnlySet<(string Schema, string Name)> Functions => _functions;

    /// <summary>All that are read, views not among them.</summary>
    public IReadOnlySet<(string Schema, string Name)> Relations => _relations;

    /// <summary>CURRENT_DATE and its like.</summary>
    public IReadOnlySet<string> Clocks => _clocks;

    /// <param name="json">What EXPLAIN (VERBOSE, FORMAT JSON) returned.</param>
    public static ExplainedNames Of(string json)
    {
        var names = new ExplainedNames();
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = int.MaxValue });
        names.Walk(document.RootElement);
        return names;
    }

    private void Walk(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    Walk(item);
                break;
            case JsonValueKind.Object:
                if (element.TryGetProperty("Relation Name", out var name))
                    _relations.Add((element.GetProperty("Schema").GetString()!, name.GetString()!));
                foreach (var property in element.EnumerateObject())
                    Walk(property.Value);
                break;
            case JsonValueKind.String:
                Read(element.GetString()!);
                break;
        }
    }

    private void Read(string sql)
    {
        List<string> path = [];
        for (var i = 0; i < sql.Length; )
        {
            if (sql[i] == '\'')
            {
                i = Quoted(sql, i, out _);
                path = [];
            }
            else if (sql[i] == '"')
            {
                i = Quoted(sql, i, out var name);
                path = Follow(sql, i, [.. path, name]);
            }
            else if (IsWord(sql[i]))
            {
                var start = i;
                while (i < sql.Length && (IsWord(sql[i]) || char.IsAsciiDigit(sql[i]) || sql[i] == '$'))
                    i++;
                var word = sql[start..i];
                if (ClockWords.Contains(word))
                    _clocks.Add(word);
                path = Follow(sql, i, [.. path, word]);
            }
            else
            {
                if (sql[i] != '.')
                    path = [];
                i++;
            }
        }
    }

    // What the path is once its last part ends here; it goes on with a dot.
    private List<string> Follow(string sql, int end, List<string> path)
    {
        var next = end < sql.Length ? sql[end] : ' ';
        if (next == '(')
            _functions.Add(path is [.., var schema, var name] ? (schema, name) : ("pg_catalog", path[0]));
        return next == '.' ? path : [];
    }

    // With standard_conforming_strings a quote is only ever doubled, also in E''.
    private static int Quoted(string sql, int start, out string content)
    {
        var text = new StringBuilder();
        var quote = sql[start];
        var i = start + 1;
        while (i < sql.Length)
        {
            if (sql[i] == quote)
            {
                if (i + 1 == sql.Length || sql[i + 1] != quote)
                    break;
                i++;
            }
            text.Append(sql[i++]);
        }
        content = text.ToString();
        return i + 1;
    }

    private static bool IsWord(char letter) => letter == '_' || char.IsAsciiLetter(letter) || letter > '\x7f';
}
