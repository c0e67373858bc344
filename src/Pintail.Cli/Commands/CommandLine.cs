using System.CommandLine;
using System.CommandLine.Parsing;
using Pintail.Cli.Settings;

namespace Pintail.Cli.Commands;

/// <summary>
/// The arguments, taken apart by System.CommandLine into a command and the texts of each flag; what the texts mean is
/// the table's business. Its mistakes are told in our words, with the nearest name. An argument that is no option is
/// never repeated in a message: it may be a connection string with a password in it.
/// </summary>
internal sealed class CommandLine
{
    private readonly ParseResult _result;
    private readonly IReadOnlyDictionary<Setting, Symbol> _symbols;

    private CommandLine(ParseResult result, IReadOnlyDictionary<Setting, Symbol> symbols)
    {
        _result = result;
        _symbols = symbols;
    }

    private IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The command; null when none was named.</summary>
    public Verb? Verb { get; private init; }

    /// <summary>Nothing was typed after the program's name.</summary>
    public bool IsEmpty { get; private init; }
    public bool WantsHelp { get; private init; }
    public bool WantsVersion { get; private init; }

    /// <summary>Readable before anything is checked, as errors are shown by it.</summary>
    public bool IsVerbose => Texts(SettingTable.Verbose) is not null;

    /// <summary>Readable before anything is checked, too.</summary>
    public bool WantsJson => Texts(SettingTable.Json) is not null;

    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var help = new Option<bool>("--help", "-h", "-?") { Recursive = true };
        var version = new Option<bool>("--version");
        var root = new RootCommand();
        root.Options.Clear();
        root.Directives.Clear();
        root.Options.Add(help);
        root.Options.Add(version);
        var symbols = SettingTable
            .All.Where(setting => setting.Flag is not null || setting.IsArgument)
            .ToDictionary(setting => setting, ToSymbol);
        foreach (var verb in Verb.All)
        {
            var command = new Command(verb.Name);
            foreach (var setting in verb.Settings)
            {
                if (symbols.GetValueOrDefault(setting) is Option option)
                    command.Options.Add(option);
                else if (symbols.GetValueOrDefault(setting) is Argument argument)
                    command.Arguments.Add(argument);
            }
            root.Subcommands.Add(command);
        }
        // No response files: '@' begins an abstract socket's name.
        var result = root.Parse(
            arguments,
            new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null }
        );
        return new CommandLine(result, symbols)
        {
            Verb = Verb.All.FirstOrDefault(verb => verb.Name == result.CommandResult.Command.Name),
            Arguments = arguments,
            IsEmpty = arguments.Count == 0,
            WantsHelp = result.GetResult(help) is { Implicit: false },
            WantsVersion = result.GetResult(version) is { Implicit: false },
        };
    }

    /// <summary>The texts a flag was given; null when it was not given.</summary>
    public IReadOnlyList<string>? Texts(Setting setting) =>
        _symbols.GetValueOrDefault(setting) switch
        {
            Option option when _result.GetResult(option) is { Implicit: false, Tokens: var tokens } => tokens.Count == 0
                ? ["true"]
                : Values(tokens),
            Argument argument when _result.GetResult(argument) is { Tokens: { Count: > 0 } tokens } => Values(tokens),
            _ => null,
        };

    /// <exception cref="PintailException">The arguments are not a command and its options.</exception>
    public void Check()
    {
        var command = Verb is null ? "pintail" : $"pintail {Verb.Name}";
        CheckSwitches();
        CheckArgument(command);
        if (_result.UnmatchedTokens is [var token, ..])
            throw Unknown(token, command);
        CheckOnce();
        if (_result.Errors is [var error, ..])
            throw Wrong(error.Message, Syntax(error) ?? $"'{command} --help' lists the options.");
    }

    private IEnumerable<Setting> Options => (Verb?.Settings ?? []).Where(setting => setting.Flag is not null);

    // A value that is not true or false is, to System.CommandLine, an argument of its own, and none at all is true.
    private void CheckSwitches()
    {
        foreach (var argument in Arguments.TakeWhile(argument => argument != "--"))
        {
            var parts = argument.Split('=', 2);
            if (
                parts.Length == 2
                && Options.FirstOrDefault(it => it.Flag == parts[0]) is { Shape: SettingShape.Switch } setting
            )
                setting.Check([parts[1]], setting.Name);
        }
    }

    // Where a command takes an argument, System.CommandLine lets an option that it does not know be one: a file '--quite'.
    private void CheckArgument(string command)
    {
        var before = Arguments.TakeWhile(argument => argument != "--").ToHashSet(StringComparer.Ordinal);
        foreach (var setting in (Verb?.Settings ?? []).Where(setting => setting.IsArgument))
        {
            if (Texts(setting) is [['-', _, ..] text] && before.Contains(text))
                throw Unknown(text, command);
        }
    }

    private void CheckOnce()
    {
        foreach (var setting in Options.Where(it => it.Shape is SettingShape.Text or SettingShape.Switch))
        {
            if (_result.GetResult((Option)_symbols[setting]) is { IdentifierTokenCount: > 1 })
                throw Wrong($"{setting.Flag} is given more than once.", $"Write {setting.Syntax} once.");
        }
    }

    private string? Syntax(ParseError error) =>
        Options.FirstOrDefault(it => (error.SymbolResult as OptionResult)?.Option == _symbols[it]) is { } setting
            ? $"Write {setting.Syntax}."
            : null;

    // An argument is not shown: it may be a secret. The option before it tells where it stands.
    private string Behind(string token)
    {
        var place = Arguments.TakeWhile(argument => argument != token).LastOrDefault() ?? "";
        return Options.Any(setting => setting.Flag == place) ? $" behind {place}" : "";
    }

    private PintailException Unknown(string token, string command)
    {
        if (token.StartsWith('-'))
        {
            // --name=value: the value may be a secret.
            var name = token.Split('=')[0];
            var flags = (Verb?.Settings ?? [])
                .Select(setting => setting.Flag)
                .OfType<string>()
                .Concat(["--help", "--version"]);
            return Wrong(
                $"'{name}' is not an option of '{command}'.",
                SpellingHint.For(name, flags) ?? $"'{command} --help' lists the options."
            );
        }
        if (Verb is not null)
        {
            return Wrong(
                $"'{command}' was given an argument{Behind(token)} that belongs to no option.",
                Verb.ArgumentHint
            );
        }
        var verbs = Verb.All.Where(verb => !verb.IsHidden).Select(verb => verb.Name).ToList();
        var hint = SpellingHint.For(token, verbs) ?? $"The commands are: {string.Join(", ", verbs)}.";
        return Wrong("There is no such command.", hint);
    }

    private static PintailException Wrong(string message, string hint) => new(ErrorKind.Configuration, message, hint);

    private static List<string> Values(IReadOnlyList<Token> tokens) => [.. tokens.Select(token => token.Value)];

    private static Symbol ToSymbol(Setting setting)
    {
        if (setting.IsArgument)
            return new Argument<string>(setting.ValueName) { Arity = ArgumentArity.ZeroOrOne };
        string[] aliases = setting.ShortFlag is { } shortFlag ? [shortFlag] : [];
        return setting.Shape switch
        {
            SettingShape.Switch => new Option<bool>(setting.Flag!, aliases),
            SettingShape.List or SettingShape.Texts or SettingShape.Pairs or SettingShape.TextAndPairs =>
                new Option<string[]>(setting.Flag!, aliases)
                {
                    Arity = ArgumentArity.OneOrMore,
                    AllowMultipleArgumentsPerToken = false,
                },
            _ => new Option<string>(setting.Flag!, aliases) { Arity = ArgumentArity.ExactlyOne },
        };
    }
}
