using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Pintail.Delta;
using Pintail.Postgres;

namespace Pintail.Mirror;

/// <summary>
/// A hash of all that decides how a row of the source becomes one of the target, and what the target's table is beside its
/// rows: columns, types and what they stand over, how each is read, settings, NOT NULL, defaults, comments, keys. Rows of
/// two loads can stand in one table only when it is the same for both.
/// </summary>
internal static class TableDefinition
{
    /// <summary>To be raised when a codec changes what it makes of a value: copies that older ones made are read again.</summary>
    private const int CodecGeneration = 1;

    public static string Hash(TablePlan plan, MirrorSpec spec, Catalog catalog)
    {
        var text = new StringBuilder();
        Add(text, CodecGeneration.ToString(CultureInfo.InvariantCulture));
        Add(text, catalog.Encoding);
        Add(text, catalog.MoneyFractionDigits.ToString(CultureInfo.InvariantCulture));
        Add(text, plan.Relation.FullName);
        Add(text, plan.Target.ToString());
        Add(text, plan.Relation.Comment);
        Add(text, plan.RowFilter);
        Add(text, plan.RowLimit?.ToString(CultureInfo.InvariantCulture));
        Add(text, plan.Holders.Append(plan.Relation).Any(one => one.RowSecurityActive) ? "row security" : null);
        Add(text, plan.Relation.HasInheritingTables ? "inherited" : null);
        foreach (var column in plan.Columns)
            Add(text, plan.Relation, column, spec);
        // A merge by a key needs one that held at the last load, too.
        foreach (var name in MergeKey.Of(plan))
            Add(text, name);
        if (spec.Keys)
        {
            foreach (var key in TargetKeys.Of(plan))
            {
                Add(text, key.Name);
                Add(text, key.IsPrimary ? "primary" : "unique");
                foreach (var name in key.Columns)
                    Add(text, name);
            }
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static void Add(StringBuilder text, Relation relation, PlannedColumn planned, MirrorSpec spec)
    {
        var (mapping, column) = (planned.Mapping, planned.Mapping.Column);
        var name = $"{relation.FullName}.{column.Name}";
        Add(text, planned.Name);
        Add(text, mapping.SelectSql);
        Add(text, mapping.DuckDBTypeSql);
        Add(text, mapping.IsNeverNull ? "never null" : null);
        Add(text, mapping.DefaultSql);
        Add(text, column.Comment);
        Add(text, spec.ColumnTypes.GetValueOrDefault(name));
        Add(text, spec.Unrepresentable.GetValueOrDefault(name).ToString());
        Add(
            text,
            string.Create(CultureInfo.InvariantCulture, $"{column.Number} {column.TypeModifier} {column.Dimensions}")
        );
        StableTypes.Describe(column.Type, text);
    }

    // With its length, so that no two lists of texts are one text.
    private static void Add(StringBuilder text, string? part) =>
        text.Append(part?.Length ?? -1).Append(':').Append(part).Append('\n');
}
