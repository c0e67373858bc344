using Pintail.SqlLogic.Databases;

namespace Pintail.SqlLogic.Running;

/// <summary>The database of a file's run with its connections: the main one, and those with a label.</summary>
internal sealed class ConnectionSet : IDisposable
{
    private readonly DatabaseOpener _open;
    private readonly Dictionary<string, ILogicConnection> _labelled = new(StringComparer.Ordinal);
    private DatabasePlace _place;
    private ILogicDatabase _database;

    internal ConnectionSet(DatabaseOpener open, DatabasePlace place)
    {
        _open = open;
        _place = place;
        _database = open(place);
        Main = _database.Connect();
    }

    internal ILogicConnection Main { get; private set; }

    internal ILogicConnection Connect() => _database.Connect();

    /// <summary>A label's connection lives until load or restart.</summary>
    internal ILogicConnection Labelled(string label)
    {
        if (!_labelled.TryGetValue(label, out var connection))
            _labelled.Add(label, connection = _database.Connect());
        return connection;
    }

    internal void Reconnect()
    {
        Main.Dispose();
        Main = _database.Connect();
    }

    /// <summary>Another database in this one's place. A file that may be written is made anew.</summary>
    internal void Load(string? path, bool isReadOnly, string? storageVersion) =>
        Reopen(
            _place with
            {
                Path = path,
                IsReadOnly = isReadOnly,
                StorageVersion = storageVersion,
            },
            isNew: !isReadOnly
        );

    /// <summary>Closes the database and opens it again; the main connection's settings stay.</summary>
    internal void Restart()
    {
        if (string.IsNullOrEmpty(_place.Path))
            throw new RecordFailedException("A database in memory cannot be restarted. Write 'load <path>' before.");
        var before = KeptSettings.Read(Main);
        Reopen(_place, isNew: false);
        KeptSettings.Restore(before, Main);
    }

    public void Dispose() => Close();

    private void Close()
    {
        foreach (var connection in _labelled.Values)
            connection.Dispose();
        _labelled.Clear();
        Main.Dispose();
        _database.Dispose();
    }

    private void Reopen(DatabasePlace place, bool isNew)
    {
        Close();
        _place = place;
        try
        {
            if (isNew && !string.IsNullOrEmpty(place.Path))
            {
                File.Delete(place.Path);
                File.Delete(place.Path + ".wal");
            }
            _database = _open(place);
            Main = _database.Connect();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new FileFailedException($"The database '{place.Path}' could not be opened: {e.Message}");
        }
    }
}
