namespace Pintail.Session.Secrets;

/// <summary><c>pintail_secrets()</c>: the secrets of types postgres and rds, in duckdb_secrets()' columns and redacted; the scopes one per line.</summary>
internal sealed class SecretList(SecretStore secrets) : ListFunction("pintail_secrets")
{
    protected override IReadOnlyList<string> Columns =>
        ["name", "type", "provider", "persistent", "storage", "scope", "secret_string"];

    protected override IEnumerable<string?[]> Rows() =>
        secrets.All.Select(stored =>
            new[]
            {
                stored.Secret.Name,
                stored.Secret.Type.Name,
                stored.Secret.Type.Provider,
                stored.IsPersistent ? "true" : "false",
                stored.Storage,
                stored.Secret.Scope.Count == 0 ? null : string.Join('\n', stored.Secret.Scope),
                stored.Redacted,
            }
        );
}
