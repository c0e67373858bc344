using Pintail.Session.Syntax;

namespace Pintail.Tests.Session.Syntax;

public class WriteReaderTests
{
    [Theory]
    [InlineData("insert into pg.\"S\".t (a) values (1)", "INSERT TABLE pg|S|t")]
    [InlineData("insert or replace into t by name select 1", "INSERT TABLE t")]
    [InlineData("INSERT OR IGNORE INTO t AS u VALUES (1)", "INSERT TABLE t")]
    [InlineData("insert into 't' values (1)", "INSERT TABLE t")]
    [InlineData("insert/*;*/into--x\npg/**/./**/t default values", "INSERT TABLE pg|t")]
    [InlineData("update pg.t as u set a = 1", "UPDATE TABLE pg|t")]
    [InlineData("update only t set a = 1", "UPDATE TABLE t")]
    [InlineData("update extensions set a = 1", "UPDATE TABLE extensions")]
    [InlineData("delete from only pg.t", "DELETE TABLE pg|t")]
    [InlineData("delete from \"a.b\" using c", "DELETE TABLE a.b")]
    [InlineData("merge into pg.t using u on true when matched then delete", "MERGE TABLE pg|t")]
    [InlineData("truncate pg.t", "TRUNCATE TABLE pg|t")]
    [InlineData("truncate table t", "TRUNCATE TABLE t")]
    [InlineData("copy pg.s.t from 'x'", "COPY TABLE pg|s|t")]
    [InlineData("copy t (a, b) from 'x' (format csv)", "COPY TABLE t")]
    [InlineData("with x as (select ')' /*)*/) insert into pg.t from x", "INSERT TABLE pg|t")]
    [InlineData(
        "with recursive x(a) using key (a) as materialized (select 1), \"as\" as not materialized (from (x)) update pg.t set a = 1",
        "UPDATE TABLE pg|t"
    )]
    [InlineData("with insert as (select 1) delete from t", "DELETE TABLE t")]
    [InlineData("explain insert into pg.t values (1)", "INSERT TABLE pg|t")]
    [InlineData("explain analyze delete from pg.t", "DELETE TABLE pg|t")]
    [InlineData("explain (analyze, format json) delete from pg.t", "DELETE TABLE pg|t")]
    [InlineData("prepare insert as insert into pg.t values ($1)", "INSERT TABLE pg|t")]
    [InlineData("create table pg.s.t (a int)", "CREATE TABLE pg|s|t")]
    [InlineData("create or replace table if as select 1", "CREATE TABLE if")]
    [InlineData("create table if not exists pg.t as select 1", "CREATE TABLE pg|t")]
    [InlineData("create temp table t as select 1", "CREATE TABLE t temporary")]
    [InlineData("create or replace local temporary view t as select 1", "CREATE VIEW t temporary")]
    [InlineData("create recursive view pg.v(a) as select 1", "CREATE VIEW pg|v")]
    [InlineData("create schema if not exists pg.s", "CREATE SCHEMA pg|s")]
    [InlineData("create index i on pg.t (a)", "CREATE TABLE pg|t")]
    [InlineData("create unique index concurrently if not exists a.i on pg.t using art (a)", "CREATE TABLE pg|t")]
    [InlineData("create index on t (a)", "CREATE TABLE t")]
    [InlineData("create sequence if not exists pg.s start 1", "CREATE SEQUENCE pg|s")]
    [InlineData("create type pg.t as enum ('a')", "CREATE TYPE pg|t")]
    [InlineData("create or replace macro pg.m(a) as a", "CREATE MACRO pg|m")]
    [InlineData("create temp function f(a) as table select a", "CREATE FUNCTION f temporary")]
    [InlineData("drop table if exists pg.s.t cascade", "DROP TABLE pg|s|t")]
    [InlineData("drop view v", "DROP VIEW v")]
    [InlineData("drop schema pg.s", "DROP SCHEMA pg|s")]
    [InlineData("drop macro table pg.m", "DROP MACRO pg|m")]
    [InlineData("alter table if exists only pg.t add column a int", "ALTER TABLE pg|t")]
    [InlineData("alter view v rename to w", "ALTER VIEW v")]
    [InlineData("alter database pg set alias to a", "ALTER DATABASE pg")]
    [InlineData("comment on table pg.s.t is 'x'", "COMMENT TABLE pg|s|t")]
    [InlineData("comment on column pg.s.t.c is 'x'", "COMMENT TABLE pg|s|t")]
    [InlineData("comment on column t.c is null", "COMMENT TABLE t")]
    [InlineData("comment on macro table m is 'x'", "COMMENT MACRO m")]
    public void Write_names_its_target(string text, string expected)
    {
        var write = Assert.IsType<WriteStatement>(SqlTexts.Statement(text));

        var target = $"{write.Verb} {write.ObjectKind} {string.Join('|', write.Target)}";
        Assert.Equal(expected, write.IsTemporary ? $"{target} temporary" : target);
    }

    [Theory]
    [InlineData("select 1")]
    [InlineData("with x as (select 1) select * from x")]
    [InlineData("with insert as (select 1) select * from insert")]
    [InlineData("with x as (insert into t values (1) returning *) select * from x")]
    [InlineData("with x as (select 1")]
    [InlineData("explain select 1")]
    [InlineData("prepare p as select 1")]
    [InlineData("\"insert\" into t")]
    [InlineData("copy pg.t to 'x'")]
    [InlineData("copy (from pg.t) to 'x'")]
    [InlineData("update extensions")]
    [InlineData("update extensions (postgres)")]
    [InlineData("insert into")]
    [InlineData("insert into 't")]
    [InlineData("set x = 1")]
    [InlineData("from t")]
    [InlineData("/* insert into t */ select 'delete from t'")]
    public void Reading_and_broken_statements_are_DuckDBs(string text) =>
        Assert.IsType<OtherStatement>(SqlTexts.Statement(text));
}
