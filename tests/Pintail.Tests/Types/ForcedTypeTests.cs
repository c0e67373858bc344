using Pintail.Tests.Support;
using Pintail.Types;
using static Pintail.Tests.Types.TestTypes;

namespace Pintail.Tests.Types;

/// <summary>The type that the user asks for: exactly, or an error; never a value that was bent without being said.</summary>
public class ForcedTypeTests(PostgresFixture fixture)
{
    public static TheoryData<string, string, string, string[]> Wishes =>
        new()
        {
            { "numeric", "DECIMAL(10,2)", "DECIMAL(10,2)", ["1.5", "-2", "0.00", "12345678.90"] },
            { "numeric(10,4)", "decimal( 6, 1 )", "DECIMAL(6,1)", ["1.5000", "-99999.9"] },
            { "numeric(10,4)", "NUMERIC(4,4)", "DECIMAL(4,4)", ["0.5", "-0.9999", "0"] },
            { "integer", "DECIMAL(12,2)", "DECIMAL(12,2)", ["1", "-2147483648"] },
            { "money", "DECIMAL(20,4)", "DECIMAL(20,4)", ["1.50", "-0.01"] },
            { "text", "DECIMAL(8,3)", "DECIMAL(8,3)", ["1.5", " -2e2 "] },
            { "numeric", "int", "INTEGER", ["1", "-5.00", "2147483647", "-2147483648", "1000000"] },
            { "integer", "BIGINT", "BIGINT", ["1", "-2147483648"] },
            { "bigint", "SMALLINT", "SMALLINT", ["32767", "-32768"] },
            { "smallint", "TINYINT", "TINYINT", ["127", "-128"] },
            { "smallint", "UTINYINT", "UTINYINT", ["255", "0"] },
            { "numeric", "UBIGINT", "UBIGINT", ["18446744073709551615", "0"] },
            { "numeric", "HUGEINT", "HUGEINT", ["99999999999999999999999999999999999999", "-1.0"] },
            { "oid", "BIGINT", "BIGINT", ["4294967295"] },
            { "text", "INTEGER", "INTEGER", ["17", "-3"] },
            { "integer", "BOOLEAN", "BOOLEAN", ["0", "1"] },
            { "boolean", "INTEGER", "INTEGER", ["true", "false"] },
            { "text", "BOOLEAN", "BOOLEAN", ["t", "no"] },
            { "numeric", "DOUBLE", "DOUBLE", ["0.1", "NaN", "123456789.123456789123456789"] },
            { "real", "DOUBLE", "DOUBLE", ["0.1", "Infinity"] },
            { "double precision", "REAL", "FLOAT", ["0.1", "1e10"] },
            { "money", "DOUBLE", "DOUBLE", ["1.10"] },
            { "text", "DATE", "DATE", ["2020-02-29", "infinity"] },
            { "date", "TIMESTAMP", "TIMESTAMP", ["2020-02-29", "0044-03-15 BC", "infinity"] },
            { "date", "TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE", ["2020-02-29"] },
            { "timestamptz", "TIMESTAMP", "TIMESTAMP", ["2020-02-29 12:00:00.5+02", "-infinity"] },
            { "timestamp", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP WITH TIME ZONE", ["2020-02-29 12:00:00.5"] },
            { "text", "UUID", "UUID", ["01234567-89AB-cdef-0123-456789abcdef"] },
            { "text", "JSON", "JSON", ["{\"a\": 1}"] },
            { "int[]", "JSON", "JSON", ["{1,NULL}", "{{1},{2}}"] },
            { "varchar(5)", "BLOB", "BLOB", ["é"] },
            { "uuid", "BLOB", "BLOB", ["01234567-89ab-cdef-0123-456789abcdef"] },
            { "interval", "string", "VARCHAR", ["1 year -2 days"] },
            { "integer", "INTEGER", "INTEGER", ["1"] },
        };

    [Theory]
    [MemberData(nameof(Wishes))]
    public async Task Column_arrives_in_the_type_asked_for(
        string type,
        string asked,
        string duckdbType,
        string[] values
    )
    {
        var database = await TableAsync(type, [.. values, null]);
        using var oracle = await TypeOracle.CopyAsync(database, Options(asked));
        Assert.Equal(duckdbType, oracle.DuckDBTexts("typeof(v)")[0]);
        Assert.Equal(values.Length + 1, await oracle.CheckAsync());
        Assert.Contains("as asked for", oracle.Mappings[1].Reason);
    }

    [Theory]
    [InlineData("INTEGER")]
    [InlineData("DECIMAL(8,3)")]
    [InlineData("BOOLEAN")]
    [InlineData("UUID")]
    [InlineData("DATE")]
    public void Text_that_is_read_as_something_else_is_not_called_exact(string asked)
    {
        var mapping = TypeTable.Map(Column(BuiltIn("text")), new TypeOptions { ForcedType = asked });
        Assert.Equal(Fidelity.Lossy, mapping.Fidelity);
        Assert.Contains("rounds and reads", mapping.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("numeric", "INTEGER", "1.5")]
    [InlineData("numeric", "INTEGER", "NaN")]
    [InlineData("bigint", "INTEGER", "2147483648")]
    [InlineData("integer", "UTINYINT", "-1")]
    [InlineData("integer", "BOOLEAN", "2")]
    [InlineData("numeric", "DECIMAL(5,1)", "1.25")]
    [InlineData("numeric", "DECIMAL(5,1)", "10000")]
    public async Task Value_that_the_type_cannot_hold_is_refused_or_NULL(string type, string asked, string value)
    {
        var database = await TableAsync(type, [value, "1"]);
        var error = await Assert.ThrowsAsync<PintailException>(() => TypeOracle.CopyAsync(database, Options(asked)));
        Assert.Equal(ErrorKind.ValueNotRepresentable, error.Kind);

        using var oracle = await TypeOracle.CopyAsync(
            database,
            column => Options(asked)(column) with { Unrepresentable = UnrepresentablePolicy.Null }
        );
        Assert.Equal(2, await oracle.CheckAsync());
        Assert.Equal([null, "1"], oracle.DuckDBTexts("CAST(CAST(v AS INTEGER) AS VARCHAR)"));
        Assert.Equal(Fidelity.Lossy, oracle.Mappings[1].Fidelity);
    }

    [Theory]
    [InlineData("uuid", "INTEGER", "UUID, VARCHAR, BLOB.")]
    [InlineData("int4", "nonsense", "DECIMAL(p,s)")]
    [InlineData("int4", "DECIMAL(39,0)", "DECIMAL(p,s)")]
    [InlineData("timestamp", "DATE", "TIMESTAMP, VARCHAR, TIMESTAMPTZ.")]
    public void Impossible_wish_names_column_type_and_what_is_possible(string type, string asked, string possible)
    {
        var error = Assert.Throws<PintailException>(() =>
            TypeTable.Map(Column(BuiltIn(type)), new TypeOptions { ForcedType = asked })
        );
        Assert.Equal(ErrorKind.Configuration, error.Kind);
        Assert.Equal($"Column \"c\" of type {type} cannot become '{asked}', as the settings ask.", error.Message);
        Assert.Contains(possible, error.Hint);
    }

    private static Func<Pintail.Postgres.Column, TypeOptions> Options(string asked) =>
        column => column.Name == "v" ? new TypeOptions { ForcedType = asked } : TypeOptions.Default;

    private async Task<TestDatabase> TableAsync(string type, string?[] values)
    {
        var database = await fixture.CreateDatabaseAsync();
        await database.ExecuteAsync($"CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, v {type})");
        foreach (var value in values)
            await database.ExecuteAsync($"INSERT INTO t (v) VALUES ({(value is null ? "NULL" : $"'{value}'")})");
        return database;
    }
}
