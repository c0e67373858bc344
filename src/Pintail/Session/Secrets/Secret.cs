namespace Pintail.Session.Secrets;

/// <summary>A secret of type postgres or rds, its options checked by name and spelled as <see cref="SecretType"/> spells them.</summary>
/// <param name="Name">As written; found without case.</param>
/// <param name="Scope">Kept and shown, without further meaning: a secret is chosen by its name.</param>
internal sealed record Secret(
    string Name,
    SecretType Type,
    IReadOnlyList<string> Scope,
    IReadOnlyDictionary<string, string> Options
)
{
    /// <summary>Null when it does not say it, or says nothing.</summary>
    public string? Option(string name) => Options.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>A record would print the options.</summary>
    public override string ToString() => Name;
}
