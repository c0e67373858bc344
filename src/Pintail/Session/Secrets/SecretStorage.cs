namespace Pintail.Session.Secrets;

/// <summary>Where secrets are, by DuckDB's names.</summary>
internal static class SecretStorage
{
    public const string Memory = "memory";
    public const string File = "local_file";

    /// <summary>Where a statement wants a secret to be; null when it leaves that open.</summary>
    public static string? Meant(Syntax.SecretPersistence persistence, string? storage)
    {
        var named = storage?.ToLowerInvariant();
        if (named is not (null or Memory or File))
        {
            throw new PintailException(
                ErrorKind.Configuration,
                $"Secret storage '{storage}' not found.",
                $"There are {Memory} and {File}; the secrets of type postgres and rds are in no other."
            );
        }
        var said = persistence switch
        {
            Syntax.SecretPersistence.Temporary => Memory,
            Syntax.SecretPersistence.Persistent => File,
            _ => named,
        };
        return named is null || named == said
            ? said
            : throw new PintailException(
                ErrorKind.Configuration,
                $"A {(said == Memory ? "temporary" : "persistent")} secret cannot be in the storage {named}.",
                $"Temporary ones are in {Memory}, persistent ones in {File}; leave one of both out."
            );
    }
}
