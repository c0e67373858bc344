using System.Globalization;
using Pintail.Postgres;
using Pintail.Target;
using Pintail.Types;

namespace Pintail.Mirror;

/// <summary>
/// How each column is mapped: by the catalog, what the user wishes for it, what its data showed, and what the last run
/// chose.
/// </summary>
internal sealed class ColumnChoices(MirrorSpec spec, Catalog catalog, TargetContents contents, ColumnProbes probes)
{
    private readonly TypeOptions _defaults = TypeOptions.For(catalog) with { WillProbe = !spec.KeepsTypes };
    private readonly Dictionary<(string, string), RecordedTable> _recorded = contents
        .Recorded.Where(table => table.Source == spec.Source.Endpoint)
        .GroupBy(table => (table.SourceSchema, table.SourceTable))
        .ToDictionary(group => group.Key, group => group.First());

    public ColumnMapping Map(Relation relation, Column column)
    {
        var name = $"{relation.FullName}.{column.Name}";
        var probe = probes.Of(relation, column);
        var mapping = TypeTable.Map(
            column,
            _defaults with
            {
                Unrepresentable = spec.Unrepresentable.GetValueOrDefault(name),
                ForcedType = spec.ColumnTypes.GetValueOrDefault(name),
                Probe = probe,
                KeepsPrevious = spec.KeepsTypes || (probes.KeepRecorded && probe is null),
                PreviousTypeSql = _recorded
                    .GetValueOrDefault((relation.Schema, relation.Name))
                    ?.ColumnTypes.GetValueOrDefault(column.Name),
            }
        );
        return spec.Recode?.Invoke(mapping) ?? mapping;
    }

    /// <summary>Why the table's data could not be asked; null when they could, or were not.</summary>
    public Finding? Obstacle(Relation relation) =>
        probes.ErrorOf(relation) is { } error
            ? new Finding(
                FindingSeverity.Error,
                FindingKind.NotProbed,
                relation.FullName,
                null,
                $"{relation.FullName}: {error.Message}",
                error.Hint
            )
            : null;

    public IEnumerable<Finding> Findings(Relation relation, PlannedColumn planned)
    {
        var column = planned.Mapping.Column;
        if (probes.Of(relation, column) is not { } probe)
            yield break;
        var name = $"{relation.FullName}.{column.Name}";
        if (probe.HasOtherLowerBounds == true)
        {
            yield return new Finding(
                FindingSeverity.Note,
                FindingKind.LowerBoundsDropped,
                relation.FullName,
                column.Name,
                $"{name} holds arrays whose lower bounds are not 1: the bounds are not kept."
            );
        }
        if (probe.Unrepresentable > 0 && planned.Mapping.UnrepresentableSql is not null)
        {
            yield return new Finding(
                FindingSeverity.Note,
                FindingKind.ValuesNotRepresentable,
                relation.FullName,
                column.Name,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}: {probe.Unrepresentable} rows hold a value that {planned.Mapping.DuckDBTypeSql} cannot, which becomes NULL."
                )
            );
        }
    }
}
