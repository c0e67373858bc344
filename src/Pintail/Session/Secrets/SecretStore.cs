// The secrets of types postgres and rds. DuckDB's C API has no way to add a type of secret, so these are the session's own:
// CREATE and DROP SECRET of these types come here, all others go to DuckDB. Temporary ones are in memory, for all sessions of
// the instance, whatever a transaction does; persistent ones are files (SecretFiles), read when they are asked for, so that
// programs that run side by side see each other's. A name that both have means the temporary one.

using Pintail.Session.Syntax;

namespace Pintail.Session.Secrets;

/// <summary>What a <see cref="SqlDatabase"/> knows of secrets. Any thread.</summary>
internal sealed class SecretStore(string? folder)
{
    /// <summary>What CREATE SECRET gives, as DuckDB's does: one row that says so.</summary>
    public static readonly SqlPiece Success = new(0, "SELECT true AS \"Success\"", []);

    private readonly SecretFiles _files = new(folder);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Secret> _memory = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Temporary and persistent ones, by their names.</summary>
    public IReadOnlyList<StoredSecret> All
    {
        get
        {
            lock (_lock)
            {
                return
                [
                    .. _memory
                        .Values.Select(secret => new StoredSecret(secret, SecretStorage.Memory))
                        .Concat(_files.All().Select(secret => new StoredSecret(secret, SecretStorage.File)))
                        .OrderBy(stored => stored.Secret.Name, StringComparer.OrdinalIgnoreCase),
                ];
            }
        }
    }

    /// <summary>Null when there is none.</summary>
    public Secret? Find(string name)
    {
        lock (_lock)
            return _memory.GetValueOrDefault(name) ?? _files.Find(name);
    }

    /// <exception cref="PintailException">An option is wrong, or there is such a secret already.</exception>
    public void Create(CreateSecretStatement statement)
    {
        var secret = SecretDefinition.Read(statement);
        var storage = SecretStorage.Meant(statement.Persistence, statement.Storage) ?? SecretStorage.Memory;
        lock (_lock)
        {
            if (!statement.OrReplace && IsIn(storage, secret.Name))
            {
                if (statement.IfNotExists)
                    return;
                throw new PintailException(
                    ErrorKind.Configuration,
                    $"{(storage == SecretStorage.Memory ? "Temporary" : "Persistent")} secret with name '{secret.Name}' already exists.",
                    "DROP it first, or write CREATE OR REPLACE SECRET, CREATE SECRET IF NOT EXISTS, or another name."
                );
            }
            if (storage == SecretStorage.Memory)
                _memory[secret.Name] = secret;
            else
                _files.Write(secret);
        }
    }

    /// <summary>False when the name is none of a secret here: it is DuckDB's, or nobody's.</summary>
    /// <exception cref="PintailException">It is in both storages, and none is named.</exception>
    public bool TryDrop(DropSecretStatement statement)
    {
        // A storage that only DuckDB knows.
        if (statement.Storage?.ToLowerInvariant() is not (null or SecretStorage.Memory or SecretStorage.File))
            return false;
        var storage = SecretStorage.Meant(statement.Persistence, statement.Storage);
        lock (_lock)
        {
            var isTemporary = storage != SecretStorage.File && IsIn(SecretStorage.Memory, statement.Name);
            var isPersistent = storage != SecretStorage.Memory && IsIn(SecretStorage.File, statement.Name);
            if (isTemporary && isPersistent)
            {
                throw new PintailException(
                    ErrorKind.Configuration,
                    $"Ambiguity found for secret name '{statement.Name}': there is a temporary and a persistent one.",
                    "Write DROP TEMPORARY SECRET or DROP PERSISTENT SECRET."
                );
            }
            if (isTemporary)
                _memory.Remove(statement.Name);
            else if (isPersistent)
                _files.Delete(statement.Name);
            return isTemporary || isPersistent;
        }
    }

    private bool IsIn(string storage, string name) =>
        storage == SecretStorage.Memory ? _memory.ContainsKey(name) : _files.Has(name);
}
