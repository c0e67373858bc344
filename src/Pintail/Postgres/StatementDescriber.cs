// What a user's statement takes and gives, asked of the server without running it. It has a connection of its own: a
// statement is planned before the snapshot is taken that it will read, and also when it is never run.
//
// The user's SQL is read with the role's own search_path, as it will be when it runs; all other settings are pinned, and
// nothing of our own is asked under that path. Types of which no table has a column are read by their OIDs. Built-in ones
// are kept; labels and attributes of the others may change, so they are read each time.

using Pintail.Wire;

namespace Pintail.Postgres;

/// <summary>Describes statements on one connection, opened when first needed. One thread at a time, except <see cref="Cancel"/>.</summary>
public sealed class StatementDescriber(ConnectionSettings settings, int moneyFractionDigits) : IDisposable
{
    private readonly Dictionary<uint, PostgresType> _builtIn = [];
    private volatile WireConnection? _connection;

    /// <exception cref="PintailException">The statement is wrong, or the server cannot be reached.</exception>
    public DescribedStatement Describe(string sql, string what, CancellationToken cancellation)
    {
        var isReused = _connection is { IsBroken: false };
        try
        {
            return Ask(sql, cancellation);
        }
        catch (Exception e) when (isReused && IsLoss(e) && !cancellation.IsCancellationRequested)
        {
            // It may have been cut off long ago, unnoticed.
            return Explained(() => Ask(sql, cancellation), what);
        }
        catch (Exception e)
        {
            throw StatementErrors.Explain(e, what);
        }
    }

    /// <summary>Ends a wait for the server. Any thread.</summary>
    public void Cancel()
    {
        try
        {
            _connection?.Cancel();
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or PostgresServerException)
        {
            // The lock timeout ends the wait, too.
        }
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private static DescribedStatement Explained(Func<DescribedStatement> ask, string what)
    {
        try
        {
            return ask();
        }
        catch (Exception e)
        {
            throw StatementErrors.Explain(e, what);
        }
    }

    private DescribedStatement Ask(string sql, CancellationToken cancellation)
    {
        var connection = Connection(cancellation);
        var major = SessionSettings.Major(connection.ServerParameters.GetValueOrDefault("server_version", ""));
        var begin = SessionSettings.Begin(major, new SnapshotOptions(), moneyFractionDigits: moneyFractionDigits);
        connection.Execute($"{begin}; {SessionSettings.OwnSearchPath}");
        try
        {
            var found = connection.Describe(sql);
            return new DescribedStatement(found.ParameterTypes.Count, Resolve(connection, found.Columns));
        }
        finally
        {
            if (!connection.IsBroken)
                connection.Execute("ROLLBACK");
        }
    }

    private List<Column>? Resolve(WireConnection connection, IReadOnlyList<ResultColumn>? columns)
    {
        if (columns is null)
            return null;
        var unknown = columns.Select(column => column.Type).Where(oid => !_builtIn.ContainsKey(oid)).ToHashSet();
        CatalogTypes? types = null;
        if (unknown.Count > 0)
        {
            connection.Execute(SessionSettings.PinnedSearchPath);
            types = CatalogTypes.Read(connection, unknown);
            foreach (var oid in unknown.Where(oid => oid < ObjectIds.FirstNormal))
                _builtIn.Add(oid, types.Resolve(oid));
        }
        return
        [
            .. columns.Select(
                (column, index) =>
                    new Column
                    {
                        Number = index + 1,
                        Name = column.Name,
                        Type = _builtIn.GetValueOrDefault(column.Type) ?? types!.Resolve(column.Type),
                        TypeModifier = column.TypeModifier,
                    }
            ),
        ];
    }

    private WireConnection Connection(CancellationToken cancellation)
    {
        if (_connection is { IsBroken: true } broken)
        {
            broken.Dispose();
            _connection = null;
        }
        return _connection ??= HostWalk.OpenWire(settings, cancellation);
    }

    private bool IsLoss(Exception e) =>
        _connection is { IsBroken: true } && e is IOException or PostgresServerException { EndsConnection: true };
}
