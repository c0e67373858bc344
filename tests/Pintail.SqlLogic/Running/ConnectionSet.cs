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
    internal void Load(string? path, bool isReadOnly, string? storageVersion)
    {
        Close();
        if (!string.IsNullOrEmpty(path) && !isReadOnly)
        {
            File.Delete(path);
            File.Delete(path + ".wal");
        }
        _place = _place with { Path = path, IsReadOnly = isReadOnly, StorageVersion = storageVersion };
        Reopen();
    }

    internal void Restart()
    {
        if (string.IsNullOrEmpty(_place.Path))
            throw new RecordFailedException("A database in memory cannot be restarted. Write 'load <path>' before.");
        Close();
        Reopen();
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

    private void Reopen()
    {
        try
        {
            _database = _open(_place);
            Main = _database.Connect();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new FileFailedException($"The database '{_place.Path}' could not be opened: {e.Message}");
        }
    }
}
