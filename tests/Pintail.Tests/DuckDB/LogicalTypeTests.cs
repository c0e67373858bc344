using Pintail.DuckDB;

namespace Pintail.Tests.DuckDB;

public class LogicalTypeTests
{
    [Fact]
    public void Composed_type_tells_its_parts_after_the_parts_are_gone()
    {
        LogicalType map;
        using (var key = LogicalType.Enum(["b", "ü"]))
        using (var number = LogicalType.Decimal(20, 3))
        using (var array = LogicalType.Array(number, 4))
        using (var value = LogicalType.Struct(("x", array), ("y \"z\"", key)))
        {
            map = LogicalType.Map(key, value);
        }

        using (map)
        {
            using var key = map.MapKey();
            using var value = map.MapValue();
            using var array = value.StructChild(0);
            using var number = array.ArrayChild();
            Assert.Equal(DuckDBType.Map, map.Id);
            Assert.Equal(["b", "ü"], key.EnumLabels());
            Assert.Equal(DuckDBType.UTinyInt, key.EnumStorage);
            Assert.Equal((2, "x", "y \"z\""), (value.StructCount, value.StructName(0), value.StructName(1)));
            Assert.Equal(4, array.ArraySize);
            Assert.Equal(
                (20, 3, DuckDBType.HugeInt),
                (number.DecimalWidth, number.DecimalScale, number.DecimalStorage)
            );
        }
    }

    [Fact]
    public void Json_is_VARCHAR_under_an_alias()
    {
        using var type = LogicalType.Json;
        Assert.Equal((DuckDBType.Varchar, "JSON"), (type.Id, type.Alias));
        using var plain = LogicalType.Of(DuckDBType.Varchar);
        Assert.Null(plain.Alias);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(39, 0)]
    [InlineData(4, 5)]
    [InlineData(4, -1)]
    public void Decimal_that_DuckDB_does_not_have_is_refused(int width, int scale)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LogicalType.Decimal(width, scale));
    }

    [Theory]
    [InlineData(DuckDBType.Invalid)]
    [InlineData(DuckDBType.Decimal)]
    [InlineData(DuckDBType.List)]
    [InlineData((DuckDBType)4711)]
    public void Of_a_type_that_needs_parts_or_does_not_exist_is_refused(DuckDBType id)
    {
        Assert.Throws<ArgumentException>(() => LogicalType.Of(id));
    }

    [Fact]
    public void Enum_with_a_label_twice_is_refused()
    {
        Assert.Throws<ArgumentException>(() => LogicalType.Enum(["a", "a"]));
    }

    [Fact]
    public void Struct_and_Enum_without_parts_are_refused()
    {
        Assert.Throws<ArgumentException>(() => LogicalType.Struct());
        Assert.Throws<ArgumentException>(() => LogicalType.Enum([]));
    }

    [Fact]
    public void Enum_label_with_a_NUL_is_refused()
    {
        Assert.Throws<ArgumentException>(() => LogicalType.Enum(["a", "b\0c"]));
    }

    [Fact]
    public void Question_that_does_not_fit_the_type_is_refused()
    {
        using var type = LogicalType.Of(DuckDBType.Integer);
        Assert.Throws<InvalidOperationException>(() => type.DecimalWidth);
        Assert.Throws<InvalidOperationException>(type.EnumLabels);
        Assert.Throws<InvalidOperationException>(type.ListChild);
    }
}
