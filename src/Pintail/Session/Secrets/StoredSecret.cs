namespace Pintail.Session.Secrets;

internal sealed record StoredSecret(Secret Secret, string Storage)
{
    public bool IsPersistent => Storage == SecretStorage.File;

    /// <summary>As DuckDB writes a secret in duckdb_secrets(), what is sensitive left out always.</summary>
    public string Redacted
    {
        get
        {
            var secret = Secret;
            var scope = secret.Scope.Count == 0 ? "scope" : $"scope={string.Join(',', secret.Scope)}";
            var options = secret.Options.Select(option =>
                $";{option.Key}={(SecretType.IsSensitive(option.Key, option.Value) ? "redacted" : option.Value)}"
            );
            return $"name={secret.Name};type={secret.Type};provider={secret.Type.Provider};serializable=true;{scope}"
                + string.Concat(options);
        }
    }
}
