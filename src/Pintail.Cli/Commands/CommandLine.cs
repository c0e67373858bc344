using System.CommandLine;
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
    private readonly IReadOnlyDictionary<string, Option> _options;

    private CommandLine(ParseResult result, IReadOnlyDictionary<string, Option> options)
    {
        _result = result;
        _options = options;
    }

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
        var options = SettingTable
            .All.Where(setting => setting.Flag is not null)
            .ToDictionary(setting => setting.Flag!, ToOption);
        foreach (var verb in Verb.All)
        {
            var command = new Command(verb.Name);
            foreach (var setting in verb.Settings.Where(setting => setting.Flag is not null))
                command.Options.Add(options[setting.Flag!]);
            root.Subcommands.Add(command);
        }
        // No response files: '@' begins an abstract socket's name.
        var result = root.Parse(
            arguments,
            new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null }
        );
        return new CommandLine(result, options)
        {
            Verb = Verb.All.FirstOrDefault(verb => verb.Name == result.CommandResult.Command.Name),
            IsEmpty = arguments.Count == 0,
            WantsHelp = result.GetResult(help) is { Implicit: false },
            WantsVersion = result.GetResult(version) is { Implicit: false },
        };
    }

    /// <summary>The texts a flag was given; null when it was not given.</summary>
    public IReadOnlyList<string>? Texts(Setting setting)
    {
        if (setting.Flag is null || _result.GetResult(_options[setting.Flag]) is not { Implicit: false } given)
            return null;
        return given.Tokens.Count == 0 ? ["true"] : [.. given.Tokens.Select(token => token.Value)];
    }

    /// <exception cref="PintailException">The arguments are not a command and its options.</exception>
    public void Check()
    {
        var command = Verb is null ? "pintail" : $"pintail {Verb.Name}";
        if (_result.UnmatchedTokens is [var token, ..])
            throw Unknown(token, command);
        if (_result.Errors is [var error, ..])
            throw Wrong(error.Message, $"'{command} --help' lists the options.");
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
                $"'{command}' was given an argument that belongs to no option.",
                "A connection string goes after --source, a file after --target."
            );
        }
        var verbs = Verb.All.Where(verb => !verb.IsHidden).Select(verb => verb.Name).ToList();
        var hint = SpellingHint.For(token, verbs) ?? $"The commands are: {string.Join(", ", verbs)}.";
        return Wrong("There is no such command.", hint);
    }

    private static PintailException Wrong(string message, string hint) => new(ErrorKind.Configuration, message, hint);

    private static Option ToOption(Setting setting) =>
        setting.Shape switch
        {
            SettingShape.Switch => new Option<bool>(setting.Flag!),
            SettingShape.List or SettingShape.Pairs or SettingShape.TextAndPairs => new Option<string[]>(setting.Flag!)
            {
                Arity = ArgumentArity.OneOrMore,
                AllowMultipleArgumentsPerToken = false,
            },
            _ => new Option<string>(setting.Flag!) { Arity = ArgumentArity.ExactlyOne },
        };
}
