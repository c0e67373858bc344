using Pintail.Session.Syntax;

namespace Pintail.Tests.Session.Syntax;

public class CallReaderTests
{
    [Theory]
    [InlineData("call pg_clear_cache()")]
    [InlineData("CALL \"PG_Clear_Cache\" ( /* x */ );")]
    [InlineData("select pg_clear_cache()")]
    [InlineData("select * from pg_clear_cache()")]
    [InlineData("from pg_clear_cache()")]
    public void Call_without_arguments_is_read(string text)
    {
        var call = Assert.IsType<CallStatement>(SqlTexts.Statement(text));

        Assert.Equal("pg_clear_cache", call.Function);
        Assert.Empty(call.Arguments);
    }

    [Fact]
    public void Arguments_are_read_by_position_and_by_name()
    {
        var call = Assert.IsType<CallStatement>(
            SqlTexts.Statement(
                "call postgres_execute('pg', $$delete from t where a in (1, ',')$$, n - 1, p := row(1, [2, ')'], {a: 3}), "
                    + "q => -1_0, \"R\" = TRUE, null, x)"
            )
        );

        Assert.Equal(
            [
                (null, "'pg'", "pg"),
                (null, "$$delete from t where a in (1, ',')$$", "delete from t where a in (1, ',')"),
                (null, "n - 1", null),
                ("p", "row(1, [2, ')'], {a: 3})", null),
                ("q", "-1_0", "-10"),
                ("R", "TRUE", "true"),
                (null, "null", null),
                (null, "x", null),
            ],
            call.Arguments.Select(argument => (argument.Name, argument.Expression, argument.Constant))
        );
    }

    [Theory]
    [InlineData("call duckdb_tables()")]
    [InlineData("call pg_clear_cache")]
    [InlineData("call pg_clear_cache(")]
    [InlineData("call pg_clear_cache())")]
    [InlineData("call postgres_execute(, 'a')")]
    [InlineData("call postgres_execute('a',)")]
    [InlineData("call postgres_execute(a :=)")]
    [InlineData("select pg_clear_cache() as x")]
    [InlineData("select * from pg_clear_cache() as x")]
    [InlineData("select * pg_clear_cache()")]
    [InlineData("pg_clear_cache()")]
    [InlineData("select 'pg_clear_cache'()")]
    [InlineData("select 1")]
    public void Call_of_something_else_is_DuckDBs(string text) =>
        Assert.IsType<OtherStatement>(SqlTexts.Statement(text));
}
