using Pintail.Postgres;

namespace Pintail.Mirror;

/// <summary>How a row is named to a user: by its key where the relation has one, else by its place in the heap.</summary>
internal static class RowKey
{
    /// <summary>Postgres' SQL for a text such as <c>id=5</c> or <c>ctid=(0,1)</c>; the relation's name or no alias stands for the row.</summary>
    public static string TextSql(Relation relation)
    {
        var key =
            relation.Keys.FirstOrDefault(key => key.IsPrimary) ?? (relation.Keys is [var first, ..] ? first : null);
        var columns = key?.ColumnNumbers.Select(number => relation.Columns.First(column => column.Number == number));
        if (columns is not null && columns.All(column => column.CanSelect))
        {
            var parts = columns.Select(column =>
                $"{SqlText.Literal(column.Name + "=")}, {SqlText.Identifier(column.Name)}"
            );
            return $"pg_catalog.concat({string.Join(", ', ', ", parts)})";
        }
        return relation.CanSelect && relation.Kind is not (RelationKind.View or RelationKind.ForeignTable)
            ? "pg_catalog.concat('ctid=', ctid)"
            : "''::pg_catalog.text";
    }
}
