using System.Globalization;
using Pintail.Aws;
using Pintail.Session.Syntax;

namespace Pintail.Session.Secrets;

/// <summary>From a CREATE SECRET to the secret it defines. Values are checked where they are not libpq's, who checks its own when
/// it connects. No message shows a value.</summary>
internal static class SecretDefinition
{
    private static readonly string[] Switches = [SecretType.UsesIam, SecretType.IamEnabled];

    public static Secret Read(CreateSecretStatement statement)
    {
        var type = SecretType.Find(statement.Type)!;
        if (statement.Provider is { } provider && !provider.Equals(type.Provider, StringComparison.OrdinalIgnoreCase))
        {
            throw Wrong(
                $"Secret provider '{provider}' not found for type '{type}'.",
                $"Write PROVIDER {type.Provider}, or leave it out."
            );
        }
        var options = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (written, values) in statement.Options)
        {
            var name = type.OptionName(written) ?? throw Unknown(type, written.ToLowerInvariant());
            var value = values is [var one]
                ? one
                : throw Wrong($"The option {name} takes one value.", "Write name value.");
            if (!options.TryAdd(name, Check(name, value)))
                throw Wrong($"The option {name} is given twice, by two of its names.", "Give it once.");
        }
        if (
            AwsCredentialChain.Split(options.GetValueOrDefault("chain", "")).Contains("sts")
            && !options.ContainsKey("assume_role_arn")
        )
            throw Wrong("CHAIN 'sts' needs a role.", "Add ASSUME_ROLE_ARN.");
        return new Secret(statement.Name ?? $"__default_{type}", type, statement.Scope, options);
    }

    /// <summary>The words DuckDB takes for a BOOLEAN.</summary>
    public static bool IsTrue(string value) => value is "true" or "t" or "1" or "yes" or "on";

    private static string Check(string name, string value)
    {
        if (Switches.Contains(name))
        {
            var word = value.ToLowerInvariant();
            return IsTrue(word) || word is "false" or "f" or "0" or "no" or "off"
                ? word
                : throw Wrong(
                    $"The option {name} is neither true nor false.",
                    $"Write {name.ToUpperInvariant()} true."
                );
        }
        if (name == SecretType.Expiration)
        {
            var most = (int)RdsToken.MaxLifetime.TotalSeconds;
            return
                int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && seconds >= 1
                && seconds <= most
                ? value
                : throw Wrong(
                    $"The option {name} is no number of seconds from 1 to {most}.",
                    "AWS ends every token then."
                );
        }
        if (name == "chain" && AwsCredentialChain.Split(value).Except(AwsCredentialChain.Links).Any())
        {
            throw Wrong(
                "CHAIN holds a link that is not known.",
                $"There are {string.Join(", ", AwsCredentialChain.Links)}, with semicolons between them."
            );
        }
        return value;
    }

    // A part of a password that was not quoted could stand where a name is expected.
    private static PintailException Unknown(SecretType type, string name)
    {
        var isName = name.Length <= 40 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
        var nearest = isName ? NearestName.Of(name, type.Options) : null;
        return Wrong(
            isName ? $"A secret of type {type} has no option {name}." : $"A secret of type {type} has no such option.",
            nearest is null ? "docs/sql.md lists them." : $"Was {nearest} meant?"
        );
    }

    private static PintailException Wrong(string message, string hint) =>
        new(ErrorKind.Configuration, $"CREATE SECRET: {message}", hint);
}
