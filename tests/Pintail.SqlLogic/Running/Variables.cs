namespace Pintail.SqlLogic.Running;

/// <summary>What is replaced in a file's texts: ${NAME} of require-env, test-env and loops, {TEST_DIR} and its like,
/// __TEST_DIR__ and its like. What has no value stays as it is.</summary>
internal sealed class Variables
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly string _testFolder;

    /// <param name="testFolder">A folder of this file's run alone.</param>
    internal Variables(string testName, string testFolder)
    {
        _testFolder = testFolder;
        var flatName = testName.Replace('/', '_');
        var working = Directory.GetCurrentDirectory();
        _values["TEST_DIR"] = testFolder;
        _values["TEMP_DIR"] = testFolder;
        _values["WORKING_DIR"] = working;
        _values["WORKING_DIRECTORY"] = working;
        _values["DATA_DIR"] = Path.Combine(working, "data");
        _values["TEST_NAME"] = testName;
        _values["TEST_NAME__NO_SLASH"] = flatName;
        _values["BASE_TEST_NAME"] = flatName;
        _values["TEST_UUID"] = Guid.NewGuid().ToString();
    }

    /// <summary>False when the name is taken.</summary>
    internal bool TryAdd(string name, string value) => _values.TryAdd(name, value);

    internal string Expand(string text, LoopScope scope) => ExpandLoops(ExpandPlaces(text), scope);

    internal string ExpandLoops(string text, LoopScope scope)
    {
        foreach (var (names, value) in scope.Variables)
            text = ExpandLoop(text, names, value);
        return text;
    }

    private string ExpandPlaces(string text)
    {
        if (!text.AsSpan().ContainsAny('{', '_'))
            return text;
        foreach (var (name, value) in _values)
        {
            text = text.Replace($"${{{name}}}", value, StringComparison.Ordinal)
                .Replace($"{{{name}}}", value, StringComparison.Ordinal);
        }
        if (text.Contains("{UUID}", StringComparison.Ordinal))
            text = text.Replace("{UUID}", Guid.NewGuid().ToString(), StringComparison.Ordinal);
        return text.Replace("__TEST_DIR__", _testFolder, StringComparison.Ordinal)
            .Replace("__WORKING_DIRECTORY__", _values["WORKING_DIR"], StringComparison.Ordinal);
    }

    // "foreach a,b x,1 y,2" turns two variables at once.
    private string ExpandLoop(string text, string names, string value)
    {
        var variables = names.Split(',');
        var values = variables.Length == 1 ? [value] : value.Split(',');
        if (values.Length != variables.Length)
            throw new RecordFailedException(
                $"foreach {names} has {variables.Length} variables and the value '{value}'."
            );
        for (var i = 0; i < variables.Length; i++)
            text = text.Replace($"${{{variables[i]}}}", ExpandPlaces(values[i]), StringComparison.Ordinal);
        return text;
    }
}
