namespace Pintail.SqlLogic.Format;

// Turns the text of a .test file into records. The format is the one of DuckDB's own tests (its manual's pages on
// sqllogictest, and test/sqlite in its sources): records parted by empty lines, the first word says what each is, SQL
// goes on to an empty line, a comment or "----", and below the dashes stands what is expected.
// Parsing replaces no variable and asks for no database; what it cannot read becomes a MalformedRecord, which fails when
// the run comes to it. "mode skip" is dealt with here: what stands between it and "mode unskip" is not even read.

internal sealed class LogicParser
{
    private static readonly HashSet<string> Directives = new(StringComparer.Ordinal)
    {
        "continue",
        "halt",
        "hash-threshold",
        "load",
        "mode",
        "reconnect",
        "require",
        "require-env",
        "reset",
        "restart",
        "set",
        "sleep",
        "tags",
        "test-env",
        "unzip",
    };

    private readonly LineCursor _lines;
    private readonly Stack<OpenLoop> _loops = [];
    private int _skipLevel;

    private LogicParser(string text)
    {
        _lines = new LineCursor(text.Replace("\r", "", StringComparison.Ordinal).Split('\n'));
        _loops.Push(new OpenLoop(0, [], []));
    }

    internal static IReadOnlyList<LogicRecord> Parse(string text)
    {
        var parser = new LogicParser(text);
        while (parser._lines.SkipToRecord())
        {
            parser.ParseRecord();
            parser._lines.SkipRecord();
        }
        return parser.Finish();
    }

    private IReadOnlyList<LogicRecord> Finish()
    {
        while (_loops.Count > 1)
        {
            var open = _loops.Pop();
            Add(new MalformedRecord(open.LineNumber, "The loop has no endloop."));
        }
        return _loops.Peek().Body;
    }

    private void ParseRecord()
    {
        var conditions = new List<LoopCondition>();
        while (!_lines.AtEnd && _lines.Words() is ["skipif" or "onlyif", ..] words)
        {
            var skips = words[0] == "skipif";
            // Spaces around the signs are welcome.
            var text = string.Concat(words[1..]);
            if (LoopCondition.IsOne(text))
            {
                if (LoopCondition.TryParse(text, skips) is { } parsed)
                    conditions.AddRange(parsed);
                else
                    Malformed("skipif and onlyif take comparisons such as i=1, joined by &&.");
            }
            else if (text.Equals("duckdb", StringComparison.OrdinalIgnoreCase) == skips)
            {
                return;
            }
            _lines.Advance();
        }
        if (_lines.AtEnd || _lines.Words() is not [var name, .. var arguments])
            Malformed("skipif and onlyif stand on the line above a record.");
        else if (_skipLevel == 0 || name == "mode")
            ParseRecord(name, arguments, conditions);
    }

    private void ParseRecord(string name, string[] arguments, IReadOnlyList<LoopCondition> conditions)
    {
        if (name is not ("statement" or "query") && !_lines.EndsAfterThisLine)
        {
            Malformed("A line that is no statement or query must be followed by an empty line.");
            return;
        }
        switch (name)
        {
            case "statement":
                ParseStatement(arguments, conditions);
                break;
            case "query":
                ParseQuery(arguments, conditions);
                break;
            case "loop" or "foreach" or "concurrentloop" or "concurrentforeach":
                _loops.Push(new OpenLoop(_lines.LineNumber, [name, .. arguments], conditions));
                break;
            case "endloop":
                EndLoop();
                break;
            case "mode" when arguments is ["skip"]:
                _skipLevel++;
                break;
            case "mode" when arguments is ["unskip"]:
                _skipLevel = Math.Max(0, _skipLevel - 1);
                break;
            case "mode" when _skipLevel > 0:
                break;
            case var known when Directives.Contains(known):
                Add(new DirectiveRecord(_lines.LineNumber, name, arguments) { Conditions = conditions });
                break;
            default:
                Malformed($"'{name}' is no directive that this runner knows.");
                break;
        }
    }

    private void ParseStatement(string[] arguments, IReadOnlyList<LoopCondition> conditions)
    {
        var line = _lines.LineNumber;
        ExpectedOutcome? outcome = arguments.FirstOrDefault() switch
        {
            "ok" => ExpectedOutcome.Success,
            "error" => ExpectedOutcome.Error,
            "maybe" => ExpectedOutcome.Maybe,
            "debug" or "debug_skip" => ExpectedOutcome.Anything,
            _ => null,
        };
        _lines.Advance();
        var sql = _lines.TakeSql();
        var error = _lines.TakeExpected();
        if (outcome is null)
            Add(new MalformedRecord(line, "A statement is expected to be ok, error or maybe."));
        else if (sql.Length == 0)
            Add(new MalformedRecord(line, "The statement has no SQL."));
        else if (outcome == ExpectedOutcome.Success && error is not null)
            Add(new MalformedRecord(line, "Only 'statement error' and 'statement maybe' have an expected text."));
        else
            Add(
                new StatementRecord(
                    line,
                    sql,
                    outcome.Value,
                    string.Join('\n', error ?? []),
                    arguments.ElementAtOrDefault(1)
                )
                {
                    Conditions = conditions,
                }
            );
        if (arguments is ["debug_skip", ..])
            _skipLevel++;
    }

    private void ParseQuery(string[] arguments, IReadOnlyList<LoopCondition> conditions)
    {
        var line = _lines.LineNumber;
        _lines.Advance();
        var sql = _lines.TakeSql();
        var expected = _lines.TakeExpected() ?? [];
        var types = arguments.FirstOrDefault() ?? "";
        if (types.Length == 0 || types.AsSpan().ContainsAnyExcept("ITR"))
        {
            Add(new MalformedRecord(line, "A query is followed by one of the letters I, T and R per column."));
            return;
        }
        if (sql.Length == 0)
        {
            Add(new MalformedRecord(line, "The query has no SQL."));
            return;
        }
        // The second word is a way to sort, or a connection when it is none.
        SortStyle? sort = arguments.ElementAtOrDefault(1) switch
        {
            null or "nosort" or "none" => SortStyle.None,
            "rowsort" or "sort" => SortStyle.Rows,
            "valuesort" => SortStyle.Values,
            _ => null,
        };
        var connection = sort is null ? arguments[1] : null;
        Add(
            new QueryRecord(
                line,
                sql,
                types.Length,
                sort ?? SortStyle.None,
                arguments.ElementAtOrDefault(2),
                connection,
                expected
            )
            {
                Conditions = conditions,
            }
        );
    }

    private void EndLoop()
    {
        if (_loops.Count == 1)
        {
            Malformed("endloop without a loop.");
            return;
        }
        var open = _loops.Pop();
        if (open.Words is [var name, var variable, .. var arguments])
        {
            var isForeach = name.EndsWith("foreach", StringComparison.Ordinal);
            if (isForeach ? arguments.Length > 0 : arguments.Length == 2)
            {
                var isConcurrent = name.StartsWith("concurrent", StringComparison.Ordinal);
                Add(
                    new LoopRecord(open.LineNumber, variable, isForeach, isConcurrent, arguments, open.Body)
                    {
                        Conditions = open.Conditions,
                    }
                );
                return;
            }
        }
        Add(new MalformedRecord(open.LineNumber, "Write 'loop i 0 10', or 'foreach name value value …'."));
    }

    private void Malformed(string reason) => Add(new MalformedRecord(_lines.LineNumber, reason));

    private void Add(LogicRecord record) => _loops.Peek().Body.Add(record);

    private sealed record OpenLoop(int LineNumber, string[] Words, IReadOnlyList<LoopCondition> Conditions)
    {
        internal List<LogicRecord> Body { get; } = [];
    }
}
