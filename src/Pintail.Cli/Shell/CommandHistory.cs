using System.Text;
using System.Text.RegularExpressions;

namespace Pintail.Cli.Shell;

/// <summary>
/// The lines that were typed, kept in a file that only the user can read. Lines of a statement that may hold a secret are
/// kept for this session only. A file that cannot be read or written is no reason to stop: there is just no history.
/// </summary>
internal sealed partial class CommandHistory
{
    /// <summary>Older lines are dropped.</summary>
    public const int MaxLines = 1000;

    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string? _file;
    private readonly List<string> _lines = [];
    private int _place;
    private string _typed = "";

    /// <param name="file">Null: for this session only.</param>
    public CommandHistory(string? file)
    {
        _file = file;
        try
        {
            if (file is not null && File.Exists(file))
                _lines.AddRange(File.ReadLines(file).Where(line => line.Length > 0).TakeLast(MaxLines));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _file = null;
        }
        Rewind();
    }

    /// <summary>Where the XDG base directory specification puts it; null where there is no home.</summary>
    public static string? DefaultFile(IReadOnlyDictionary<string, string> environment)
    {
        if (environment.GetValueOrDefault("XDG_STATE_HOME", "") is { Length: > 0 } state && Path.IsPathRooted(state))
            return Path.Combine(state, "pintail", "sql_history");
        return environment.GetValueOrDefault("HOME", "") is { Length: > 0 } home
            ? Path.Combine(home, ".local", "state", "pintail", "sql_history")
            : null;
    }

    /// <summary>Adds what was typed up to the end of a statement.</summary>
    public void Add(IReadOnlyList<string> lines)
    {
        var kept = lines.Where(line => line.Trim().Length > 0).ToList();
        _lines.AddRange(kept);
        Rewind();
        if (_file is not null && kept.Count > 0 && !Secret().IsMatch(string.Join('\n', lines)))
            Append(_file, kept);
    }

    /// <summary>Back to the line that is being typed.</summary>
    public void Rewind() => (_place, _typed) = (_lines.Count, "");

    /// <summary>The line before; null at the oldest.</summary>
    /// <param name="typed">Comes back after the newest.</param>
    public string? Older(string typed)
    {
        if (_place == 0)
            return null;
        if (_place == _lines.Count)
            _typed = typed;
        return _lines[--_place];
    }

    public string? Newer()
    {
        if (_place >= _lines.Count)
            return null;
        return ++_place == _lines.Count ? _typed : _lines[_place];
    }

    private static void Append(string file, List<string> lines)
    {
        try
        {
            var folder = Path.GetDirectoryName(file)!;
            if (!OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder, OnlyOwner | UnixFileMode.UserExecute);
            else
                Directory.CreateDirectory(folder);
            var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = OnlyOwner;
            using (var writer = new StreamWriter(file, new UTF8Encoding(false), options))
                lines.ForEach(writer.WriteLine);
            Shorten(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another session may hold it.
        }
    }

    // Not at each line: when there are twice as many as are ever shown.
    private static void Shorten(string file)
    {
        var lines = File.ReadAllLines(file);
        if (lines.Length > 2 * MaxLines)
            File.WriteAllLines(file, lines.TakeLast(MaxLines));
    }

    // Words of options and parameters, and a password within a URI.
    [GeneratedRegex("passw|secret|token|://[^/@\\s]*:[^@\\s]*@", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();
}
