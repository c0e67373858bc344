using Pintail.Session.Syntax;

namespace Pintail.Tests.Session.Syntax;

public class AttachReaderTests
{
    [Fact]
    public void Attach_with_everything_is_read()
    {
        var attach = Attach(
            "ATTACH DATABASE IF NOT EXISTS 'host=a password=''b;''' AS \"P g\" (TYPE postgres, READ_ONLY, SECRET \"S\", "
                + "SCHEMA ['a', b], Port -1_000, x 'y', z true, w (1, 2), v [])"
        );

        Assert.Equal("host=a password='b;'", attach.Path);
        Assert.Equal("P g", attach.Alias);
        Assert.Equal("postgres", attach.Type);
        Assert.True(attach.IfNotExists);
        Assert.False(attach.OrReplace);
        Assert.Equal(
            "READ_ONLY=;SECRET=S;SCHEMA=a,b;Port=-1000;x=y;z=true;w=1,2;v=",
            string.Join(';', attach.Options.Select(option => $"{option.Key}={string.Join(',', option.Value)}"))
        );
        Assert.Equal(["a", "b"], attach.Options["schema"]);
    }

    [Theory]
    [InlineData("ATTACH '' AS pg (TYPE postgres)", "", "pg")]
    [InlineData("attach '' as pg (read_only, \"type\" 'Postgres')", "", "pg")]
    [InlineData("attach '' as pg (TYPE POSTGRES_SCANNER)", "", "pg")]
    [InlineData("attach 'dbname=a' (TYPE postgres)", "dbname=a", null)]
    [InlineData("attach 'postgres:dbname=a'", "dbname=a", null)]
    [InlineData("attach 'postgres:' as b", "", "b")]
    [InlineData("attach 'postgres:postgresql://h/d' as b", "postgresql://h/d", "b")]
    [InlineData("attach 'postgres://h/d' as b", "postgres://h/d", "b")]
    [InlineData("attach 'postgresql://h/d' as b", "postgresql://h/d", "b")]
    [InlineData("attach $$postgres:a$$ as b", "a", "b")]
    [InlineData("attach E'postgres:a\\tb' as b", "a\tb", "b")]
    [InlineData("attach 'postgres:'\n'a' as b", "a", "b")]
    [InlineData("/*a*/attach/*;*/'postgres:a'--x\nas/**/type", "a", "type")]
    public void Attach_is_known_by_type_or_path(string text, string conninfo, string? alias)
    {
        var attach = Attach(text);

        Assert.Equal(conninfo, attach.Conninfo);
        Assert.Equal(alias, attach.Alias);
    }

    [Theory]
    [InlineData("dbname=shop", "dbname=shop")]
    [InlineData("postgres:dbname=shop", "dbname=shop")]
    [InlineData("postgresql://db.example/shop", "shop")]
    [InlineData("postgresql://u@db.example", "postgres")]
    [InlineData("postgresql://db.example/temp", "temp_db")]
    [InlineData("host=10.0.0.1 dbname=shop", "host=10")]
    [InlineData("dbname=shop password=hidden", "postgres")]
    [InlineData("postgresql://u:hidden@db.example", "postgres")]
    [InlineData("postgresql://db.example/shop?password=hidden", "postgres")]
    [InlineData("", "postgres")]
    public void Attach_without_AS_has_the_name_that_DuckDB_makes_of_the_path(string path, string name) =>
        Assert.Equal(name, Attach($"ATTACH '{path}' (TYPE postgres)").Name);

    [Theory]
    [InlineData("attach or replace 'postgres:'", true, false)]
    [InlineData("attach or replace database 'postgres:'", true, false)]
    [InlineData("attach if not exists 'postgres:'", false, true)]
    [InlineData("attach if not exists database 'postgres:'", false, true)]
    public void Attach_says_what_to_do_with_an_existing_one(string text, bool orReplace, bool ifNotExists)
    {
        var attach = Attach(text);

        Assert.Equal(orReplace, attach.OrReplace);
        Assert.Equal(ifNotExists, attach.IfNotExists);
    }

    [Theory]
    [InlineData("attach 'a.duckdb' as b")]
    [InlineData("attach 'a.db' (TYPE sqlite)")]
    [InlineData("attach 'postgres.db' (TYPE duckdb, x postgres)")]
    [InlineData("attach 'type postgres'")]
    [InlineData("\"attach\" 'postgres:'")]
    [InlineData("attach postgres:a")]
    [InlineData("attach 'a.db' as b (TYPE sqlite, )")]
    [InlineData("attach 'postgres:a")]
    [InlineData("attach or replace if not exists 'postgres:a'")]
    [InlineData("attach ('postgres:' || 'a')")]
    [InlineData("attach 'postgres:a' as b (TYPE sqlite)")]
    [InlineData("attach")]
    public void Attach_of_something_else_is_DuckDBs(string text) =>
        Assert.IsType<OtherStatement>(SqlTexts.Statement(text));

    [Fact]
    public void Attach_of_MotherDuck_is_told_apart()
    {
        var attach = Assert.IsType<AttachMotherDuckStatement>(
            SqlTexts.Statement("attach if not exists 'md:db' as m (token 'a')")
        );

        Assert.Equal(("md:db", "m", true), (attach.Path, attach.Alias, attach.IfNotExists));
        Assert.Equal(["a"], attach.Options["TOKEN"]);
    }

    [Theory]
    [InlineData("attach '' as pg (type postgres", "\",\" or \")\"", 31, "the statement ends")]
    [InlineData("attach '' as pg (type postgres,)", "an option's name", 32, "\")\"")]
    [InlineData("attach '' as pg (type postgres, 'x' 1)", "an option's name", 33, "a string")]
    [InlineData("attach '' as pg (type postgres, x = 1)", "a value", 35, "\"=\"")]
    [InlineData("attach '' as pg (type postgres, x 'y' 'z')", "\",\" or \")\"", 39, "a string")]
    [InlineData("attach '' as pg (type postgres, x [a b])", "\",\" or \"]\"", 38, "a word")]
    [InlineData("attach '' as pg (type postgres, x [a)", "\",\" or \"]\"", 37, "\")\"")]
    [InlineData("attach '' as pg (type postgres, x {a: 1})", "a value", 35, "\"{\"")]
    [InlineData("attach '' as pg (type postgres, x $1)", "a value", 35, "a parameter")]
    [InlineData("attach '' as pg (type postgres, x 1, X 2)", "not given already", 38, "a word")]
    [InlineData("attach '' as pg (type postgres) as b", "the statement's end", 33, "a word")]
    [InlineData("attach 'postgres:' as 'pg'", "a name for the database", 23, "a string")]
    [InlineData("attach 'postgres:' pg", "AS, \"(\" or the statement's end", 20, "a word")]
    [InlineData("attach 'postgres:' as pg type postgres", "\"(\" or the statement's end", 26, "a word")]
    [InlineData("attach 'postgres:' ()", "an option's name", 21, "\")\"")]
    [InlineData("select 1; attach 'postgres:' pg", "AS", 30, "a word")]
    [InlineData("attach 'md:a' (token 'a' 'b')", "\",\" or \")\"", 26, "a string")]
    public void Broken_attach_says_what_is_expected_and_where(string text, string expected, int place, string found)
    {
        var piece = SqlScript.Split(text)[^1];

        var error = Assert.Throws<PintailException>(() => StatementReader.Read(piece));

        Assert.Equal(ErrorKind.Configuration, error.Kind);
        Assert.Contains(expected, error.Message);
        Assert.Contains($"at character {place} of", error.Message);
        Assert.Contains($"but {found}", error.Message);
        Assert.NotNull(error.Hint);
    }

    [Theory]
    [InlineData("attach 'postgres:' (type [postgres, b])")]
    [InlineData("attach 'postgres:' (type)")]
    public void Attach_takes_one_type(string text) =>
        Assert.Contains("one value", Assert.Throws<PintailException>(() => SqlTexts.Statement(text)).Message);

    [Theory]
    [InlineData("attach 'postgres:x' (password hush hush)")]
    [InlineData("attach 'postgres:hush' 'hush'")]
    [InlineData("create secret (type postgres, password 'a' 'hush')")]
    [InlineData("create secret (type postgres, password \"a\" \"hush\")")]
    public void Broken_statement_shows_no_secret(string text)
    {
        var error = Assert.Throws<PintailException>(() => SqlTexts.Statement(text));

        Assert.DoesNotContain("hush", error.ToString());
    }

    [Fact]
    public void Statement_prints_without_its_content() =>
        Assert.Equal("AttachStatement", Attach("attach 'postgres:password=hush'").ToString());

    private static AttachStatement Attach(string text) => Assert.IsType<AttachStatement>(SqlTexts.Statement(text));
}
