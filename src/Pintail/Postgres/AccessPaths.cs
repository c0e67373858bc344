using System.Text.Json;
using Npgsql;

namespace Pintail.Postgres;

/// <summary>
/// How the server means to find the rows of a query over one table: what EXPLAIN says of each relation that is read. Those
/// that it does not name hold no such rows (pruned partitions).
/// </summary>
internal sealed class AccessPaths
{
    private readonly Dictionary<(string Schema, string Name), bool> _isSequential = [];

    /// <summary>False: a part of the plan does not say what it reads (an extension's), so that nothing is known.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>True: from the first page to the last, so that parts of it can be read side by side; null: not at all.</summary>
    public bool? IsSequential(Relation relation) =>
        _isSequential.TryGetValue((relation.Schema, relation.Name), out var isSequential) ? isSequential : null;

    /// <param name="query">A SELECT; it is planned and not run. An error of it leaves the transaction as it was.</param>
    /// <exception cref="PostgresException">The server does not plan it.</exception>
    public static Task<AccessPaths> ReadAsync(
        NpgsqlConnection connection,
        string query,
        CancellationToken cancellation
    ) =>
        Savepoint.WithinAsync(
            connection,
            async () =>
            {
                await using var command = new NpgsqlCommand($"EXPLAIN (FORMAT JSON, VERBOSE) {query}", connection);
                var plan = (string)(await command.ExecuteScalarAsync(cancellation))!;
                return Parse(plan);
            },
            cancellation
        );

    internal static AccessPaths Parse(string plan)
    {
        using var document = JsonDocument.Parse(plan);
        var paths = new AccessPaths();
        foreach (var query in document.RootElement.EnumerateArray())
            paths.Add(query.GetProperty("Plan"));
        return paths;
    }

    // The names of nodes and properties: src/backend/commands/explain.c, ExplainNode.
    private void Add(JsonElement node)
    {
        if (node.TryGetProperty("Relation Name", out var name) && node.TryGetProperty("Schema", out var schema))
        {
            var key = (schema.GetString()!, name.GetString()!);
            var isSequential = node.GetProperty("Node Type").GetString() == "Seq Scan";
            _isSequential[key] = isSequential && _isSequential.GetValueOrDefault(key, true);
        }
        if (!node.TryGetProperty("Plans", out var below))
        {
            // A Result has no rows; an index's bitmap belongs to the heap scan above it.
            IsComplete &=
                node.TryGetProperty("Relation Name", out _)
                || node.GetProperty("Node Type").GetString() is "Result" or "Bitmap Index Scan";
            return;
        }
        foreach (var child in below.EnumerateArray())
            Add(child);
    }
}
