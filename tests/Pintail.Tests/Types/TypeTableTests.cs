using Pintail.Postgres;
using Pintail.Types;
using static Pintail.Tests.Types.TestTypes;

namespace Pintail.Tests.Types;

public class TypeTableTests
{
    [Theory]
    [InlineData("bool", "BOOLEAN")]
    [InlineData("int2", "SMALLINT")]
    [InlineData("timestamptz", "TIMESTAMPTZ")]
    [InlineData("jsonb", "JSON")]
    [InlineData("bpchar", "VARCHAR")]
    [InlineData("char", "VARCHAR")]
    [InlineData("xid", "UINTEGER")]
    public void Built_in_type_is_exact_and_read_as_it_is(string type, string expected)
    {
        var mapping = TypeTable.Map(Column(BuiltIn(type), name: "my\"column"));
        Assert.Equal(
            (expected, Fidelity.Exact, "\"my\"\"column\""),
            (mapping.DuckDBTypeSql, mapping.Fidelity, mapping.SelectSql)
        );
    }

    [Theory]
    [InlineData(38, 0, "DECIMAL(38,0)")]
    [InlineData(1, 1, "DECIMAL(1,1)")]
    [InlineData(38, 38, "DECIMAL(38,38)")]
    [InlineData(39, 0, null)]
    [InlineData(5, -2, null)]
    [InlineData(2, 5, null)]
    [InlineData(1000, 1000, null)]
    public void Numeric_is_decimal_where_DuckDB_has_it_and_exact_text_elsewhere(
        int precision,
        int scale,
        string? expected
    )
    {
        var mapping = TypeTable.Map(Column(BuiltIn("numeric"), NumericModifier(precision, scale)));
        AssertExactOrText(mapping, expected, "\"c\"");
        if (expected is null)
            Assert.Contains($"numeric({precision},{scale})", mapping.Reason);
    }

    [Fact]
    public void Numeric_without_precision_is_text_with_a_reason() =>
        AssertExactOrText(TypeTable.Map(Column(BuiltIn("numeric"))), null, "\"c\"");

    [Fact]
    public void Numeric_array_without_precision_is_a_list_of_texts()
    {
        var mapping = TypeTable.Map(Column(ArrayOf(BuiltIn("numeric")), dimensions: 2));
        Assert.Equal(
            ("VARCHAR[][]", Fidelity.Text, "\"c\""),
            (mapping.DuckDBTypeSql, mapping.Fidelity, mapping.SelectSql)
        );
    }

    [Fact]
    public void Array_modifier_belongs_to_the_elements_and_no_declared_dimension_is_one()
    {
        var numerics = TypeTable.Map(Column(ArrayOf(BuiltIn("numeric")), NumericModifier(10, 2), dimensions: 1));
        Assert.Equal("DECIMAL(10,2)[]", numerics.DuckDBTypeSql);
        Assert.Equal("INTEGER[]", TypeTable.Map(Column(ArrayOf(BuiltIn("int4")))).DuckDBTypeSql);
        Assert.Equal("ENUM('a', 'b')[][]", TypeTable.Map(Column(ArrayOf(Enum("a", "b")), dimensions: 2)).DuckDBTypeSql);
    }

    [Fact]
    public void Domain_is_its_base_with_the_domains_modifier_and_dimensions()
    {
        var price = Domain(BuiltIn("numeric"), NumericModifier(12, 3));
        Assert.Equal("DECIMAL(12,3)", TypeTable.Map(Column(Domain(price))).DuckDBTypeSql);
        Assert.Equal("DECIMAL(12,3)[]", TypeTable.Map(Column(ArrayOf(price), dimensions: 1)).DuckDBTypeSql);
        var matrix = Domain(ArrayOf(BuiltIn("int4")), dimensions: 2);
        Assert.Equal("INTEGER[][]", TypeTable.Map(Column(matrix)).DuckDBTypeSql);
        Assert.Equal("INTEGER[][][]", TypeTable.Map(Column(ArrayOf(matrix), dimensions: 1)).DuckDBTypeSql);
    }

    [Fact]
    public void Enum_keeps_order_and_quotes_labels()
    {
        var mapping = TypeTable.Map(Column(Enum("z", "it's", "")));
        Assert.Equal(("ENUM('z', 'it''s', '')", Fidelity.Exact), (mapping.DuckDBTypeSql, mapping.Fidelity));
    }

    [Fact]
    public void Enum_that_DuckDB_cannot_hold_is_text_without_a_cast()
    {
        string[][] cases =
        [
            [],
            ["bad\uFFFD"],
            [.. Enumerable.Range(0, 65_536).Select(i => $"l{i}")],
        ];
        foreach (var labels in cases)
            AssertExactOrText(TypeTable.Map(Column(Enum(labels))), null, "\"c\"");
    }

    [Theory]
    [InlineData(TypeKind.Composite)]
    [InlineData(TypeKind.Range)]
    [InlineData(TypeKind.Multirange)]
    [InlineData(TypeKind.Base)]
    public void Unknown_type_and_its_array_are_text_and_the_reason_names_it(TypeKind kind)
    {
        var type = BuiltIn("int4") with { Schema = "other", Kind = kind };
        foreach (
            var mapping in new[] { TypeTable.Map(Column(type)), TypeTable.Map(Column(ArrayOf(type), dimensions: 1)) }
        )
        {
            AssertExactOrText(mapping, null, OutputOfC);
            Assert.Contains("other.int4", mapping.Reason);
        }
    }

    private const string OutputOfC = "CASE WHEN pg_catalog.num_nulls(\"c\") = 0 THEN pg_catalog.concat(\"c\") END";

    private static void AssertExactOrText(ColumnMapping mapping, string? exactType, string textSelect)
    {
        Assert.Equal(exactType ?? "VARCHAR", mapping.DuckDBTypeSql);
        Assert.Equal(exactType is null ? Fidelity.Text : Fidelity.Exact, mapping.Fidelity);
        Assert.Equal(exactType is null ? textSelect : "\"c\"", mapping.SelectSql);
        Assert.Equal(exactType is null, mapping.Reason is not null);
    }
}
