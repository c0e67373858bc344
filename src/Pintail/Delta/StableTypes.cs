using System.Text;
using Pintail.Postgres;

namespace Pintail.Delta;

/// <summary>
/// Types whose values stay as they are while their row stays as it is. What is stored says the whole value only for types
/// that look nothing up when they are sent: a regclass prints the name its table has now, an aclitem those of roles, and
/// what an extension's functions print is the extension's business. So this is a list of those that may be, not of
/// those that may not.
/// </summary>
internal static class StableTypes
{
    private static readonly HashSet<string> BuiltIn =
    [
        "bool",
        "int2",
        "int4",
        "int8",
        "float4",
        "float8",
        "numeric",
        "money",
        "oid",
        "xid",
        "xid8",
        "cid",
        "tid",
        "text",
        "varchar",
        "bpchar",
        "char",
        "name",
        "bytea",
        "bit",
        "varbit",
        "uuid",
        "json",
        "jsonb",
        "jsonpath",
        "xml",
        "date",
        "time",
        "timetz",
        "timestamp",
        "timestamptz",
        "interval",
        "inet",
        "cidr",
        "macaddr",
        "macaddr8",
        "point",
        "line",
        "lseg",
        "box",
        "path",
        "polygon",
        "circle",
        "tsvector",
        "tsquery",
        "pg_lsn",
        "pg_snapshot",
        "txid_snapshot",
        "refcursor",
        "int2vector",
        "oidvector",
    ];

    /// <summary>The type, or the one within it, whose values may change by themselves; null when there is none.</summary>
    public static string? Unstable(PostgresType type)
    {
        if (type.Extension is not null || type.IsEndless)
            return type.DisplayName;
        return type.Kind switch
        {
            TypeKind.Enum => null,
            TypeKind.Domain => Within(type.BaseType),
            TypeKind.Range => Within(type.RangeSubtype),
            TypeKind.Multirange => Within(type.MultirangeOf),
            TypeKind.Composite => type
                .Attributes.Select(one => Unstable(one.Type))
                .FirstOrDefault(one => one is not null),
            TypeKind.Base when type.Element is { } element => Unstable(element),
            TypeKind.Base when type.Schema == "pg_catalog" && BuiltIn.Contains(type.Name) => null,
            _ => type.DisplayName,
        };

        string? Within(PostgresType? inner) => inner is null ? type.DisplayName : Unstable(inner);
    }

    /// <summary>All of a type that decides what its stored values mean: labels, attributes, bases, at any depth.</summary>
    public static void Describe(PostgresType type, StringBuilder text)
    {
        text.Append('(').Append(type.Oid).Append(' ').Append(type.Kind).Append(' ').Append(type.BaseTypeModifier);
        foreach (var label in type.EnumLabels)
            text.Append(' ').Append(SqlText.Literal(label));
        foreach (var attribute in type.Attributes)
        {
            // The number, too: dropped and made again under its name, an attribute is NULL in values that are stored.
            text.Append(' ').Append(attribute.Number).Append(' ').Append(SqlText.Identifier(attribute.Name));
            text.Append(' ').Append(attribute.TypeModifier);
            Describe(attribute.Type, text);
        }
        foreach (var inner in new[] { type.Element, type.BaseType, type.RangeSubtype, type.MultirangeOf })
        {
            if (inner is not null)
                Describe(inner, text);
        }
        text.Append(')');
    }
}
