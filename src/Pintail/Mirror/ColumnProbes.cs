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

    /// <summary>
    /// A column that was not asked about is taken for what the last run recorded. Where a value says otherwise the copy
    /// meets it: no decoder rounds.
    /// </summary>
    public bool KeepRecorded { get; set; }

    public ColumnProbe? Of(Relation relation, Column column) =>
        _answers.GetValueOrDefault((relation.Oid, column.Number));

    /// <summary>Why a table could not be asked; null when it could.</summary>
    public PintailException? ErrorOf(Relation relation) => _errors.GetValueOrDefault(relation.Oid);

    /// <summary>Adds what the rows of a table show, in the place of what was known of it. Not while somebody reads this.</summary>
    public async Task AskAsync(
        SnapshotSession session,
        TablePlan table,
        QuestionScope scope,
        CancellationToken cancellation
    )
    {
        var asked = table.Columns.Select(column => column.Mapping).Where(mapping => mapping.Questions(scope).Count > 0);
        // A SELECT list has at most 1,664 entries (MaxTupleAttributeNumber, htup_details.h).
        foreach (var mappings in asked.Chunk(MappingsPerQuery))
            await AskAsync(session, table, [.. mappings], scope, cancellation).ConfigureAwait(false);
    }

    private async Task AskAsync(
        SnapshotSession session,
        TablePlan table,
        List<ColumnMapping> mappings,
        QuestionScope scope,
        CancellationToken cancellation
    )
    {
        var aggregates = string.Join(",\n", mappings.SelectMany(mapping => mapping.Questions(scope)));
        try
        {
            var values = await session
                .QueryRowAsync($"SELECT {aggregates}\n{CopyStatement.AllRows(table)}", table.Name, cancellation)
                .ConfigureAwait(false);
            foreach (var mapping in mappings)
            {
                var count = mapping.Questions(scope).Count;
                _answers[(table.Relation.Oid, mapping.Column.Number)] = mapping.Answer(scope, [.. values.Take(count)]);
                values = [.. values.Skip(count)];
            }
        }
        catch (PintailException e) when (!session.IsLost && !e.Kind.IsTransient())
        {
            _errors[table.Relation.Oid] = e;
        }
    }
}
