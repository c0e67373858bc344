using Pintail.Session.Syntax;

namespace Pintail.Tests.Session.Syntax;

public class StatementReaderTests
{
    [Theory]
    [InlineData("detach pg", "pg", false)]
    [InlineData("DETACH DATABASE \"P g\"", "P g", false)]
    [InlineData("detach database if exists pg", "pg", true)]
    [InlineData("detach if exists pg", "pg", true)]
    [InlineData("detach database", "database", false)]
    [InlineData("detach/*;*/pg--", "pg", false)]
    public void Detach_is_read(string text, string alias, bool ifExists) =>
        Assert.Equal(new DetachStatement(alias, ifExists), SqlTexts.Statement(text));

    [Theory]
    [InlineData("use pg", "pg")]
    [InlineData("USE pg.\"S.s\"", "pg|S.s")]
    [InlineData("use 'pg'", "pg")]
    public void Use_is_read(string text, string parts) =>
        Assert.Equal(parts, string.Join('|', Assert.IsType<UseStatement>(SqlTexts.Statement(text)).Parts));

    [Theory]
    [InlineData("install postgres", "postgres", null, null, false)]
    [InlineData("INSTALL 'postgres' FROM community", "postgres", "community", null, false)]
    [InlineData("force install postgres from 'a;b' version 'v'", "postgres", "a;b", "v", true)]
    public void Install_is_read(string text, string name, string? repository, string? version, bool force) =>
        Assert.Equal(new InstallStatement(name, repository, version, force), SqlTexts.Statement(text));

    [Theory]
    [InlineData("load postgres")]
    [InlineData("LOAD 'postgres'")]
    [InlineData("load \"postgres\"")]
    public void Load_is_read(string text) => Assert.Equal(new LoadStatement("postgres"), SqlTexts.Statement(text));

    [Theory]
    [InlineData("begin", null)]
    [InlineData("BEGIN TRANSACTION", null)]
    [InlineData("begin work", null)]
    [InlineData("begin transaction read only", true)]
    [InlineData("start transaction read write", false)]
    [InlineData("start", null)]
    public void Begin_is_read(string text, bool? readOnly) =>
        Assert.Equal(new BeginStatement(readOnly), SqlTexts.Statement(text));

    [Theory]
    [InlineData("commit")]
    [InlineData("commit transaction")]
    [InlineData("COMMIT WORK")]
    [InlineData("end")]
    [InlineData("end transaction")]
    public void Commit_is_read(string text) => Assert.IsType<CommitStatement>(SqlTexts.Statement(text));

    [Theory]
    [InlineData("rollback")]
    [InlineData("rollback transaction")]
    [InlineData("abort")]
    [InlineData("ABORT WORK")]
    public void Rollback_is_read(string text) => Assert.IsType<RollbackStatement>(SqlTexts.Statement(text));

    [Theory]
    [InlineData("detach")]
    [InlineData("detach a.b")]
    [InlineData("detach a, b")]
    [InlineData("use")]
    [InlineData("use a.b.c")]
    [InlineData("use a b")]
    [InlineData("use a.")]
    [InlineData("install")]
    [InlineData("install a from")]
    [InlineData("force checkpoint")]
    [InlineData("load a b")]
    [InlineData("begin read")]
    [InlineData("commit and chain")]
    [InlineData("\"begin\"")]
    [InlineData("'begin'")]
    [InlineData("begin /*")]
    [InlineData("ſtart")]
    [InlineData("$1")]
    public void Anything_else_is_DuckDBs(string text) => Assert.IsType<OtherStatement>(SqlTexts.Statement(text));
}
