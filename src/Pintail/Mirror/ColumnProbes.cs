using Pintail.Postgres;
using Pintail.Types;

namespace Pintail.Mirror;

/// <summary>
/// What the data of the snapshot say about columns whose mapping depends on them: one aggregate query per table that has
/// such columns, within the snapshot and over just the rows that will be copied.
/// </summary>
internal sealed class ColumnProbes
{
    /// <summary>Each asks for four values at most.</summary>
    private const int MappingsPerQuery = 400;

    private readonly Dictionary<(uint Relation, int Column), ColumnProbe> _answers = [];
    private readonly Dictionary<uint, PintailException> _errors = [];

    public static ColumnProbes None { get; } = new();

    public ColumnProbe? Of(Relation relation, Column column) =>
        _answers.GetValueOrDefault((relation.Oid, column.Number));

    /// <summary>Why a table could not be asked; null when it could.</summary>
    public PintailException? ErrorOf(Relation relation) => _errors.GetValueOrDefault(relation.Oid);

    /// <param name="all">Also whether there are values that a column's type cannot hold.</param>
    public static async Task<ColumnProbes> AskAsync(
        SnapshotSession session,
        IEnumerable<TablePlan> tables,
        bool all,
        CancellationToken cancellation
    )
    {
        var probes = new ColumnProbes();
        foreach (var table in tables)
        {
            var asked = table
                .Columns.Select(column => column.Mapping)
                .Where(mapping => mapping.Questions(all).Count > 0);
            // A SELECT list has at most 1,664 entries (MaxTupleAttributeNumber, htup_details.h).
            foreach (var mappings in asked.Chunk(MappingsPerQuery))
                await probes.AskAsync(session, table, [.. mappings], all, cancellation).ConfigureAwait(false);
        }
        return probes;
    }

    private async Task AskAsync(
        SnapshotSession session,
        TablePlan table,
        List<ColumnMapping> mappings,
        bool all,
        CancellationToken cancellation
    )
    {
        var aggregates = string.Join(",\n", mappings.SelectMany(mapping => mapping.Questions(all)));
        try
        {
            var values = await session
                .QueryRowAsync($"SELECT {aggregates}\n{CopyStatement.AllRows(table)}", table.Name, cancellation)
                .ConfigureAwait(false);
            foreach (var mapping in mappings)
            {
                var count = mapping.Questions(all).Count;
                _answers.Add((table.Relation.Oid, mapping.Column.Number), mapping.Answer(all, [.. values.Take(count)]));
                values = [.. values.Skip(count)];
            }
        }
        catch (PintailException e) when (!session.IsLost && !e.Kind.IsTransient())
        {
            _errors[table.Relation.Oid] = e;
        }
    }
}
