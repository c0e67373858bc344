using Pintail.Postgres;

namespace Pintail.Tests.Types;

/// <summary>Catalog records by hand.</summary>
internal static class TestTypes
{
    public static PostgresType BuiltIn(string name, uint oid = 1) =>
        new()
        {
            Oid = oid,
            Schema = "pg_catalog",
            Name = name,
            Kind = TypeKind.Base,
        };

    public static PostgresType ArrayOf(PostgresType element) =>
        BuiltIn("_" + element.Name, element.Oid + 1_000_000) with
        {
            Element = element,
        };

    public static PostgresType Domain(PostgresType baseType, int modifier = -1, int dimensions = 0) =>
        new()
        {
            Oid = 90_000,
            Schema = "public",
            Name = "a_domain",
            Kind = TypeKind.Domain,
            BaseType = baseType,
            BaseTypeModifier = modifier,
            BaseDimensions = dimensions,
        };

    public static PostgresType Enum(params string[] labels) =>
        new()
        {
            Oid = 80_000,
            Schema = "public",
            Name = "an_enum",
            Kind = TypeKind.Enum,
            EnumLabels = labels,
        };

    public static Column Column(PostgresType type, int modifier = -1, int dimensions = 0, string name = "c") =>
        new()
        {
            Number = 1,
            Name = name,
            Type = type,
            TypeModifier = modifier,
            Dimensions = dimensions,
        };

    public static int NumericModifier(int precision, int scale) => ((precision << 16) | (scale & 0x7ff)) + 4;
}
