using Pintail.Postgres;
using Pintail.Scan;
using Pintail.Session.Functions;
using Pintail.Types;

namespace Pintail.Session;

/// <summary>Queries of the user's own: planned on a connection of their own, read in the snapshot by one stream each.</summary>
internal sealed partial class AttachmentReader
{
    private StatementDescriber? _describer;

    private string What => $"{PostgresQuery.FunctionName} on {attachment.Alias}";

    /// <summary>Asks the server what a statement gives.</summary>
    /// <exception cref="PintailException">It is wrong, gives no rows, or takes another number of parameters.</exception>
    public BoundQuery Plan(QueryText text, IReadOnlyList<string?> parameters, CancellationToken cancellation)
    {
        var database = Database(cancellation);
        _describer ??= new StatementDescriber(attachment.Settings, database.MoneyFractionDigits);
        var described = Describe(text.Sql, cancellation);
        if (described.Columns is not { Count: > 0 })
        {
            throw new PintailException(
                ErrorKind.Configuration,
                $"{What}: the statement gives no rows and columns.",
                $"CALL {PostgresExecute.FunctionName}('{attachment.Alias}', 'SQL') runs what gives none."
            );
        }
        if (described.ParameterCount != parameters.Count)
        {
            throw new PintailException(
                ErrorKind.Configuration,
                $"{What}: the statement takes {described.ParameterCount} parameters, and params gives {parameters.Count}.",
                "Write params := row(…) with a value for each of $1, $2 …"
            );
        }
        var options = TypeOptions.For(database);
        return new BoundQuery(
            attachment,
            text.Sql,
            parameters,
            described,
            column => attachment.Values.Map(column, options)
        );
    }

    /// <summary>A job for a query's rows; the caller disposes it. After <see cref="Take"/>.</summary>
    public TableCopy Open(BoundQuery query, CancellationToken cancellation)
    {
        // Its one connection is beyond those that scans share, so that neither waits for the other.
        var streams = new ScanStreams(new StreamBudget(0), _workers!, Max: 1);
        return new TableCopy(query.Request(What), streams, advanced: null, readOnExporter: false, cancellation)
        {
            StandsAlone = true,
        };
    }

    // What is known of the database itself.
    private Catalog Database(CancellationToken cancellation) =>
        attachment.Cache.Known([])
        ?? Ask(
            session => session.ReadCatalogAsync(one => attachment.Cache.ReadAsync(one, [], cancellation), cancellation),
            cancellation
        ).Catalog;
}
