using Pintail.Cli.Settings;

namespace Pintail.Cli.Commands;

/// <summary>Help for the program and for one command: what it does, its options by group, what to type.</summary>
internal sealed class HelpPage(TextWriter writer, int width, bool hasColour)
{
    private const int Indent = 2;
    private const int TextColumn = 32;

    // Longer lines are hard to read, shorter ones leave no room beside the flags.
    private readonly int _width = Math.Clamp(width, 72, 110);

    public void WriteProgram()
    {
        writer.WriteLine("Pintail keeps an exact copy of PostgreSQL in DuckDB or MotherDuck.");
        Heading("Usage");
        Line("pintail <command> [options]");
        Heading("Commands");
        foreach (var verb in Verb.All.Where(verb => !verb.IsHidden))
            Entry(verb.Name, verb.Summary);
        Heading("Options");
        Entry("--help", "Help for the program, or for the command it follows.");
        Entry("--version", "Versions of Pintail and DuckDB.");
        Examples(Verb.All.Where(verb => !verb.IsHidden).Select(verb => verb.Examples[0]));
    }

    public void WriteCommand(Verb verb)
    {
        Wrapped(verb.Summary, 0);
        if (verb.Details.Length > 0)
        {
            writer.WriteLine();
            Wrapped(verb.Details, 0);
        }
        Heading("Usage");
        Line($"pintail {verb.Name} {verb.Arguments}[options]");
        foreach (var group in verb.Settings.GroupBy(setting => setting.Group))
        {
            Heading(group.Key.ToString());
            foreach (var setting in group)
                Setting(setting);
        }
        Examples(verb.Examples);
        writer.WriteLine();
        Wrapped(verb.Footer, 0);
    }

    private void Setting(Setting setting)
    {
        Entry(setting.Syntax.Length == 0 ? setting.Name : setting.Syntax, setting.Description);
        List<string> notes = [];
        if (setting.Flag is not null && setting.Variables.Count > 0)
            notes.Add("env " + setting.Variables[0]);
        if (setting.Key is not null)
            notes.Add("yaml " + setting.Key);
        if (setting.DefaultText.Length > 0)
            notes.Add("default " + setting.DefaultText);
        if (notes.Count > 0)
            writer.WriteLine(new string(' ', TextColumn) + Dim($"[{string.Join(" · ", notes)}]"));
    }

    private void Examples(IEnumerable<(string Command, string Why)> examples)
    {
        Heading("Examples");
        foreach (var (command, why) in examples)
        {
            if (why.Length > 0)
                Line(Dim($"# {why}"));
            Line(command);
        }
    }

    private void Entry(string name, string text)
    {
        var left = new string(' ', Indent) + name.TrimEnd();
        if (left.Length >= TextColumn)
        {
            writer.WriteLine(left);
            left = "";
        }
        writer.Write(left.PadRight(TextColumn));
        Wrapped(text, TextColumn);
    }

    // The first line begins where the writer stands.
    private void Wrapped(string text, int column)
    {
        var length = column;
        foreach (var word in text.Split(' '))
        {
            if (length > column && length + 1 + word.Length > _width)
            {
                writer.Write("\n" + new string(' ', column));
                length = column;
            }
            else if (length > column)
            {
                writer.Write(' ');
                length++;
            }
            writer.Write(word);
            length += word.Length;
        }
        writer.WriteLine();
    }

    private void Heading(string text) => writer.WriteLine(hasColour ? $"\n\e[1m{text}\e[0m" : $"\n{text}");

    private void Line(string text) => writer.WriteLine(new string(' ', Indent) + text);

    private string Dim(string text) => hasColour ? $"\e[2m{text}\e[0m" : text;
}
