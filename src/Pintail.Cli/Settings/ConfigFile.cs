using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Pintail.Cli.Settings;

/// <summary>
/// pintail.yaml: one mapping from the table's keys to values, lists and pairs. Read through YamlDotNet's document model,
/// without reflection, so that everything that is wrong can be named by file, line and column. The whole file is checked
/// when it is read: a wrong value that a flag would have hidden is still an error today, not on the day the flag goes.
/// </summary>
internal sealed class ConfigFile
{
    public const string DefaultName = "pintail.yaml";

    private readonly Dictionary<string, (IReadOnlyList<string> Texts, string Origin)> _entries = [];

    private ConfigFile() { }

    /// <summary>The texts of a key and where they stand; null when the file does not set it.</summary>
    public (IReadOnlyList<string> Texts, string Origin)? Find(string key) =>
        _entries.TryGetValue(key, out var entry) ? entry : null;

    /// <param name="path">As --config gave it; null looks for pintail.yaml in <paramref name="folder"/>.</param>
    /// <returns>null when there is no file and none was asked for.</returns>
    public static ConfigFile? Load(string? path, string folder)
    {
        if (path is not null && Shown.IsConnectionString(path))
        {
            throw new PintailException(
                ErrorKind.Configuration,
                "--config was given a connection string, which is not shown, and takes a file.",
                "The source goes after --source."
            );
        }
        var file = Path.Combine(folder, path ?? DefaultName);
        if (path is null && !File.Exists(file))
            return null;
        try
        {
            return Parse(ConfigText.Read(file, path ?? DefaultName), path ?? DefaultName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PintailException(
                ErrorKind.Configuration,
                e is FileNotFoundException or DirectoryNotFoundException
                        ? $"The configuration file '{path}' does not exist."
                    : Directory.Exists(file) ? $"The configuration file '{path ?? DefaultName}' is a folder."
                    : $"The configuration file '{path ?? DefaultName}' cannot be read: {e.Message}",
                "Name a file that can be read with --config, or leave the option out.",
                e
            );
        }
    }

    /// <param name="name">How messages call the file.</param>
    public static ConfigFile Parse(string yaml, string name)
    {
        var stream = new YamlStream();
        try
        {
            YamlLimits.Check(yaml);
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException e)
        {
            throw Wrong(name, e.Start, $"This is not YAML as it is read here: {Shown.Beginning(e.Message)}");
        }
        var config = new ConfigFile();
        if (stream.Documents.Count == 0)
            return config;
        if (stream.Documents.Count > 1)
            throw Wrong(name, stream.Documents[1].RootNode.Start, "A second document; the file holds one.");
        var root = stream.Documents[0].RootNode;
        if (root is YamlScalarNode { Value: null or "" })
            return config;
        if (root is not YamlMappingNode mapping)
            throw Wrong(name, root.Start, "The file is not a mapping of 'key: value' lines.");
        foreach (var (key, value) in mapping.Children)
            config.Add(name, key, value);
        return config;
    }

    private void Add(string file, YamlNode keyNode, YamlNode value)
    {
        var key = (keyNode as YamlScalarNode)?.Value ?? "";
        var known = SettingTable.All.Where(setting => setting.Key is not null).ToList();
        var setting = known.Find(candidate => candidate.Key == key);
        if (setting is null)
        {
            var nearest = SpellingHint.For(key, known.Select(candidate => candidate.Key!));
            throw Wrong(
                file,
                keyNode.Start,
                $"Unknown key {Shown.Of(key)}.",
                nearest ?? $"The keys are: {string.Join(", ", known.Select(candidate => candidate.Key))}."
            );
        }
        var texts = Texts(file, setting, value);
        if (texts.Count == 0)
            return;
        var origin = $"{Position(file, value.Start)}: {key}";
        setting.Check(texts, origin);
        _entries[key] = (texts, origin);
    }

    private static IReadOnlyList<string> Texts(string file, Setting setting, YamlNode value) =>
        (setting.Shape, value) switch
        {
            (_, YamlScalarNode { Value: null or "" or "~" or "null", Style: ScalarStyle.Plain }) => [],
            (SettingShape.List, YamlScalarNode scalar) => SettingValues.SplitGiven(scalar.Value!),
            (SettingShape.List or SettingShape.TextAndPairs, YamlSequenceNode list) =>
            [
                .. list.Children.Select(item => Scalar(file, setting, item)),
            ],
            (SettingShape.Pairs or SettingShape.TextAndPairs, YamlMappingNode map) =>
            [
                .. map.Children.Select(pair =>
                    Scalar(file, setting, pair.Key) + PairParser.Separator + Scalar(file, setting, pair.Value)
                ),
            ],
            (SettingShape.Text or SettingShape.Switch or SettingShape.TextAndPairs, YamlScalarNode scalar) =>
            [
                scalar.Value!,
            ],
            _ => throw Wrong(file, value.Start, $"{setting.Key} takes {Expected(setting)}."),
        };

    private static string Scalar(string file, Setting setting, YamlNode node) =>
        node is YamlScalarNode { Value: { Length: > 0 } text }
            ? text
            : throw Wrong(file, node.Start, $"{setting.Key} takes {Expected(setting)}.");

    private static string Expected(Setting setting) =>
        setting.Shape switch
        {
            SettingShape.List => "a list of names",
            SettingShape.Pairs => $"a mapping of {setting.PairNames}",
            SettingShape.TextAndPairs => $"a value, a mapping of {setting.PairNames}, or a list of both",
            _ => "a single value",
        };

    private static string Position(string file, Mark mark) => $"{file}:{mark.Line}:{mark.Column}";

    private static PintailException Wrong(string file, Mark mark, string message, string? hint = null) =>
        new(
            ErrorKind.Configuration,
            $"{Position(file, mark)}: {message}",
            hint ?? "docs/reference.md shows every key."
        );
}
