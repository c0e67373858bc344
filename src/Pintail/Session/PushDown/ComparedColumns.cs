using Pintail.Postgres;
using Pintail.Types;

namespace Pintail.Session.PushDown;

/// <summary>What can be asked of each column, by its type in Postgres and by how it is read.</summary>
internal static class ComparedColumns
{
    /// <param name="rules">The texts of the relation's database.</param>
    /// <param name="exactly">Conditions are wanted that let no other rows through.</param>
    public static IReadOnlyList<ComparedColumn> Of(AttachedRelation relation, TextRules rules, bool exactly) =>
        [.. relation.Columns.Select(column => Of(column, rules, exactly))];

    private static ComparedColumn Of(AttachedColumn column, TextRules rules, bool exactly)
    {
        var mapping = column.Mapping;
        // What is read through an expression is not what is stored.
        if (mapping.SelectSql != SqlText.Identifier(mapping.Column.Name) || mapping.Type.MakesNulls)
            return new ComparedColumn(column);
        var type = TypeTable.Base(mapping.Column.Type, mapping.Column.TypeModifier, mapping.Column.Dimensions).Type;
        var duckdb = mapping.DuckDBTypeSql;
        // A label would be read as a value of the domain, which has no operators.
        if (mapping.Column.Type.Kind == TypeKind.Enum && duckdb.StartsWith("ENUM", StringComparison.Ordinal))
            return new EnumColumn(column, type.EnumLabels, isText: false);
        if (type is { Kind: TypeKind.Base, Extension: "citext", Name: "citext" } && duckdb == "VARCHAR")
            return new TextColumn(column, null, rules, exactly);
        return type is { Kind: TypeKind.Base, Schema: "pg_catalog", Element: null }
            ? OfBuiltIn(column, type.Name, duckdb, rules, exactly)
            : new ComparedColumn(column);
    }

    private static ComparedColumn OfBuiltIn(
        AttachedColumn column,
        string type,
        string duckdb,
        TextRules rules,
        bool exactly
    ) =>
        (type, duckdb) switch
        {
            ("bool", "BOOLEAN") => new LiteralColumn(column, duckdb, type),
            ("int2", "SMALLINT") => new WholeNumberColumn(column, duckdb, type, short.MinValue, short.MaxValue, true),
            ("int4", "INTEGER") => new WholeNumberColumn(column, duckdb, type, int.MinValue, int.MaxValue, true),
            ("int8", "BIGINT") => new WholeNumberColumn(column, duckdb, type, long.MinValue, long.MaxValue, false),
            ("oid", "UINTEGER") => new WholeNumberColumn(column, duckdb, type, 0, uint.MaxValue, true),
            ("float4", "FLOAT") or ("float8", "DOUBLE") => new FloatColumn(column, duckdb, duckdb),
            ("numeric", _) when duckdb.StartsWith("DECIMAL(", StringComparison.Ordinal) => new NumericColumn(column),
            ("text" or "varchar" or "name", "VARCHAR") => new TextColumn(column, "text", rules, exactly),
            ("bpchar", "VARCHAR") => new TextColumn(column, type, rules, exactly),
            ("date", "DATE") or ("time", "TIME") or ("timestamp", "TIMESTAMP") or ("uuid", "UUID") => new LiteralColumn(
                column,
                duckdb,
                type
            ),
            ("timestamptz", "TIMESTAMPTZ") => new LiteralColumn(column, "TIMESTAMP WITH TIME ZONE", type),
            ("bytea", "BLOB") => new LiteralColumn(column, duckdb, type),
            _ => new ComparedColumn(column),
        };
}
