using Pintail.Postgres;
using Pintail.Tests.Support;
using Pintail.Types;
using Pintail.Wire;

namespace Pintail.Tests.Types;

/// <summary>Values DuckDB cannot hold stop the table with column, place and remedy; none is bent into another value.</summary>
public class RefusedValueTests(PostgresFixture fixture)
{
    [Theory]
    [InlineData("numeric(10,2)", "NaN", "NaN, which DECIMAL(10,2) cannot hold")]
    [InlineData("numeric(30,2)", "NaN", "NaN, which DECIMAL(30,2) cannot hold")]
    [InlineData(
        "timestamp",
        "294247-01-10 04:00:54.775807",
        "a timestamp out of range: past 294247-01-10 04:00:54.775806"
    )]
    [InlineData(
        "timestamptz",
        "294276-12-31 23:59:59.999999+00",
        "a timestamp out of range: past 294247-01-10 04:00:54.775806"
    )]
    [InlineData("interval", "infinity", "an infinite interval")]
    [InlineData("interval", "-infinity", "an infinite interval")]
    public async Task Value_DuckDB_cannot_hold_names_column_and_remedy(string type, string value, string what)
    {
        var database = await fixture.CreateDatabaseAsync();
        await database.ExecuteAsync($"CREATE TABLE t (id int, \"the column\" {type})");
        await database.ExecuteAsync($"INSERT INTO t VALUES (1, NULL), (2, '{value}')");
        var error = await Assert.ThrowsAsync<PintailException>(() => CopiedTable.CopyAsync(database));
        Assert.Equal(ErrorKind.ValueNotRepresentable, error.Kind);
        Assert.StartsWith($"Column \"the column\", row 2 of the stream: {what}", error.Message);
        Assert.Contains("leave the table out", error.Hint);
    }

    [Fact]
    public async Task Enum_label_added_after_the_catalog_was_read_is_an_error()
    {
        var database = await fixture.CreateDatabaseAsync();
        await database.ExecuteAsync("CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (id int, v e)");
        await using var connection = await database.OpenAsync();
        var columns = await CatalogColumns.ReadAsync(connection, "t");
        await database.ExecuteAsync("ALTER TYPE e ADD VALUE 'b'");
        await database.ExecuteAsync("INSERT INTO t VALUES (1, 'a'), (2, 'b')");

        var error = Assert.Throws<PintailException>(() => CopiedTable.Read(database, [.. columns.Select(Map)]));
        Assert.Equal(ErrorKind.ValueNotRepresentable, error.Kind);
        Assert.Contains("\"v\", row 2 of the stream: a label that enum public.e did not have", error.Message);
    }

    /// <summary>
    /// The bulk reader asks a SQL_ASCII database for its bytes as they are; then it is this check that stands between
    /// them and DuckDB, and it names the column, which the server's own error does not.
    /// </summary>
    [Fact]
    public async Task Text_that_is_not_UTF8_in_a_SQL_ASCII_database_is_refused_until_converted()
    {
        var database = await fixture.CreateDatabaseAsync(
            "npm",
            "ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
        );
        await database.ExecuteAsync("CREATE TABLE t (id int, good text, bad varchar)");
        await database.ExecuteAsync(
            @"INSERT INTO t VALUES (1, convert_from('\xc3bc', 'SQL_ASCII'), convert_from('\xfc', 'SQL_ASCII'))"
        );
        await using var connection = await database.OpenAsync();
        var options = new TypeOptions { ValidateText = true };
        ColumnMapping[] mappings =
        [
            .. (await CatalogColumns.ReadAsync(connection, "t")).Select(column => TypeTable.Map(column, options)),
        ];

        var error = Assert.Throws<PintailException>(() => CopiedTable.Read(database, mappings, "SQL_ASCII"));
        Assert.Equal(ErrorKind.ValueNotRepresentable, error.Kind);
        Assert.Contains("\"bad\", row 1 of the stream: text that is not UTF-8", error.Message);
        Assert.Throws<PostgresServerException>(() => CopiedTable.Read(database, mappings, "UTF8"));

        // The remedy of the hint.
        await database.ExecuteAsync(
            "UPDATE t SET bad = convert_from(convert(convert_to(bad, 'SQL_ASCII'), 'LATIN1', 'UTF8'), 'SQL_ASCII')"
        );
        Assert.Equal(1, CopiedTable.Read(database, mappings, "SQL_ASCII"));
        Assert.Contains(
            "convert_from(convert(convert_to(col, 'SQL_ASCII'), 'LATIN1', 'UTF8'), 'SQL_ASCII')",
            error.Hint
        );
    }

    private static ColumnMapping Map(Column column) => TypeTable.Map(column);
}
