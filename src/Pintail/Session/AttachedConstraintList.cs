using System.Text.Json;
using Pintail.DuckDB;
using Pintail.Postgres;

namespace Pintail.Session;

/// <summary>
/// <c>pintail_attached_constraints()</c>: a row per constraint of a table in attached databases as last listed: database,
/// schema, relation, place within the relation, type and text as DuckDB has them, expression, numbers (from 0) and names of
/// the columns, name, referenced table and columns. Lists are JSON.
/// </summary>
internal sealed class AttachedConstraintList(SqlDatabase database) : ListFunction("pintail_attached_constraints")
{
    protected override IReadOnlyList<string> Columns =>
        [
            "database",
            "schema",
            "relation",
            "place",
            "type",
            "text",
            "expression",
            "column_indexes",
            "column_names",
            "name",
            "referenced_table",
            "referenced_columns",
        ];

    protected override IEnumerable<string?[]> Rows() =>
        database.Attachments.SelectMany(attachment =>
        {
            var declared = attachment.DeclaredKeys.Constraints.ToLookup(constraint => constraint.RelationOid);
            return attachment.Defined.SelectMany(relation =>
                declared[relation.Relation.Oid]
                    .Select(constraint => Row(relation, constraint))
                    .Concat(
                        relation
                            .Columns.Where(column => column.Mapping.Column.NotNull)
                            .Select(column => NotNull(relation, column))
                    )
                    .Select((row, place) => Place(relation, place, row))
            );
        });

    private static string?[] Place(AttachedRelation relation, int place, string?[] row) =>
        [
            relation.Attachment.Alias,
            relation.SchemaName,
            relation.Name,
            place.ToString(System.Globalization.CultureInfo.InvariantCulture),
            .. row,
        ];

    private static string?[] Row(AttachedRelation relation, DeclaredConstraint constraint)
    {
        var columns = constraint
            .ColumnNumbers.Select(number =>
                relation.Columns.FirstOrDefault(column => column.Mapping.Column.Number == number)
            )
            .OfType<AttachedColumn>()
            .ToList();
        var (type, text) = constraint.Kind switch
        {
            'p' => ("PRIMARY KEY", $"PRIMARY KEY({Names(columns)})"),
            'u' => ("UNIQUE", $"UNIQUE({Names(columns)})"),
            'c' => ("CHECK", constraint.Definition),
            _ => ("FOREIGN KEY", constraint.Definition),
        };
        return
        [
            type,
            text,
            constraint.Expression,
            .. Lists(relation, columns),
            constraint.Name,
            constraint.ReferencedTable,
            constraint.ReferencedColumns ?? "[]",
        ];
    }

    private static string?[] NotNull(AttachedRelation relation, AttachedColumn column) =>
        [
            "NOT NULL",
            "NOT NULL",
            null,
            .. Lists(relation, [column]),
            // As Postgres names them from version 18 on; before they have no name.
            $"{relation.Relation.Name}_{column.Mapping.Column.Name}_not_null",
            null,
            "[]",
        ];

    private static string[] Lists(AttachedRelation relation, IReadOnlyList<AttachedColumn> columns)
    {
        var all = relation.Columns.ToList();
        return
        [
            $"[{string.Join(", ", columns.Select(column => all.IndexOf(column)))}]",
            $"[{string.Join(", ", columns.Select(column => $"\"{JsonEncodedText.Encode(column.Name)}\""))}]",
        ];
    }

    // DuckDB quotes only names that need it.
    private static string Names(IEnumerable<AttachedColumn> columns) =>
        string.Join(
            ", ",
            columns.Select(column =>
                column.Name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_')
                && !char.IsAsciiDigit(column.Name[0])
                    ? column.Name
                    : DuckDBText.Identifier(column.Name)
            )
        );
}
