using System.Globalization;
using Pintail.DuckDB;
using Pintail.Postgres;
using Pintail.Types;

namespace Pintail.Mirror;

/// <summary>
/// The column by which an append tells new rows: those past the highest value of the copy, or past some way below it. The
/// user vouches for the column; what is changed or deleted below stays unseen.
/// </summary>
/// <param name="Overlap">A number, or an interval's text; null for none.</param>
internal sealed record Watermark(PlannedColumn Column, string? Overlap)
{
    private static readonly HashSet<string> Numbers = ["int2", "int4", "int8", "numeric"];
    private static readonly HashSet<string> Times = ["date", "timestamp", "timestamptz"];

    /// <param name="why">Why it cannot serve, as a clause.</param>
    public static Watermark? Of(TablePlan plan, MirrorSpec spec, out string? why)
    {
        why = null;
        var name = spec.Watermarks.GetValueOrDefault(plan.Name);
        var column = plan.Columns.FirstOrDefault(column => column.Mapping.Column.Name == name);
        var overlap = spec.Overlaps.GetValueOrDefault(plan.Name);
        var type = column?.Mapping.Column.Type;
        if (name is null)
            why = "--strategy append needs a --watermark";
        else if (column is null || type is null)
            why = $"its --watermark \"{name}\" is no column that is copied";
        else if (plan.RowLimit is not null)
            why = "--limit lets only some rows through";
        else if (plan.Relation.Kind is not (RelationKind.Table or RelationKind.PartitionedTable))
            why = "only tables are appended to";
        else if (type.Schema != "pg_catalog" || !(Numbers.Contains(type.Name) || Times.Contains(type.Name)))
            why = $"its --watermark \"{name}\" is neither a number nor a time";
        else if (column.Mapping.DuckDBTypeSql is "VARCHAR")
            why = $"its --watermark \"{name}\" arrives as text, which has another order";
        else if (column.Mapping.Fidelity == Fidelity.Lossy)
            why = $"its --watermark \"{name}\" arrives rounded, so that the highest value may be past the source's";
        else if (!column.Mapping.IsNeverNull)
            why = $"its --watermark \"{name}\" may be NULL";
        else if (overlap is not null && MergeKey.Of(plan).Count == 0)
            why = "an --overlap reads rows again, which needs a key";
        else if (overlap?.Contains('-', StringComparison.Ordinal) == true)
            why = $"its --overlap '{overlap}' has a minus sign: it would leave rows out";
        else if (
            overlap is not null
            && Numbers.Contains(type.Name)
            && !decimal.TryParse(overlap, CultureInfo.InvariantCulture, out _)
        )
            why = $"its --overlap '{overlap}' is not a number";
        return why is null ? new Watermark(column!, overlap) : null;
    }

    /// <summary>DuckDB's SQL for the highest value as text that Postgres reads; NULL where there is no row.</summary>
    public string HighestSql => $"max({DuckDBText.Identifier(Column.Name)})::VARCHAR";

    /// <summary>Postgres' SQL: true for rows to be read.</summary>
    /// <param name="highest">As <see cref="HighestSql"/> gave it.</param>
    public string IsNewSql(string highest)
    {
        var column = Column.Mapping.Column;
        var value = $"{SqlText.Literal(highest)}::pg_catalog.{SqlText.Identifier(column.Type.Name)}";
        var below =
            Overlap is null ? ""
            : Numbers.Contains(column.Type.Name) ? $" - {SqlText.Literal(Overlap)}::pg_catalog.numeric"
            : $" - {SqlText.Literal(Overlap)}::pg_catalog.interval";
        return $"{SqlText.Identifier(column.Name)} > {value}{below}";
    }
}
