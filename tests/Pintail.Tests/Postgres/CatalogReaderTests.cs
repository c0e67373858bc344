using Pintail.Postgres;
using Pintail.Tests.Support;

namespace Pintail.Tests.Postgres;

public class CatalogReaderTests(PostgresFixture fixture)
{
    public static TheoryData<string> Servers => PostgresFixture.Servers;

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Database_read_tells_version_encoding_and_block_size(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server, "ENCODING 'LATIN1' TEMPLATE template0");
        await database.ExecuteAsync("CREATE TABLE \"größe\" (\"é\" int); COMMENT ON TABLE \"größe\" IS 'ü'");
        var catalog = await database.ReadCatalogAsync();
        Assert.Equal(database.Name, catalog.Database);
        Assert.Equal("LATIN1", catalog.Encoding);
        Assert.False(catalog.IsInRecovery);
        Assert.Equal(8192, catalog.BlockBytes);
        Assert.Equal(await database.ScalarAsync("SHOW server_version_num"), $"{catalog.ServerVersionNumber}");
        Assert.Equal(await database.ScalarAsync("SHOW server_version"), catalog.ServerVersion);
        var relation = Assert.Single(catalog.Relations);
        Assert.Equal(("größe", "ü", "é"), (relation.Name, relation.Comment, relation.Columns[0].Name));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Relations_of_every_kind_are_listed_without_temporary_and_system_ones(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync(
            """
            CREATE SCHEMA b; CREATE SCHEMA "A"; CREATE SCHEMA pgx;
            CREATE TABLE b.plain (x int); CREATE UNLOGGED TABLE b.unlogged (x int); CREATE TABLE pgx.t (x int);
            CREATE VIEW b.view AS SELECT 1 AS x; CREATE MATERIALIZED VIEW b.mat AS SELECT 1 AS x;
            CREATE MATERIALIZED VIEW b.unpopulated AS SELECT 1 AS x WITH NO DATA;
            CREATE TABLE "A".parent (x int) PARTITION BY LIST (x);
            CREATE EXTENSION file_fdw; CREATE SERVER f FOREIGN DATA WRAPPER file_fdw;
            CREATE FOREIGN TABLE b.foreign_one (x int) SERVER f OPTIONS (filename '/dev/null');
            CREATE SEQUENCE b.sequence; CREATE TYPE b.composite AS (x int); CREATE INDEX ON b.plain (x);
            """
        );
        await using var other = await database.OpenAsync();
        await using (var command = new Npgsql.NpgsqlCommand("CREATE TEMPORARY TABLE temp (x int)", other))
        {
            await command.ExecuteNonQueryAsync();
        }
        var catalog = await database.ReadCatalogAsync();
        Assert.Equal(
            [
                ("A.parent", RelationKind.PartitionedTable, Persistence.Permanent, null),
                ("b.foreign_one", RelationKind.ForeignTable, Persistence.Permanent, null),
                ("b.mat", RelationKind.MaterializedView, Persistence.Permanent, "heap"),
                ("b.plain", RelationKind.Table, Persistence.Permanent, "heap"),
                ("b.unlogged", RelationKind.Table, Persistence.Unlogged, "heap"),
                ("b.unpopulated", RelationKind.MaterializedView, Persistence.Permanent, "heap"),
                ("b.view", RelationKind.View, Persistence.Permanent, null),
                ("pgx.t", RelationKind.Table, Persistence.Permanent, "heap"),
            ],
            catalog.Relations.Select(r => (r.FullName, r.Kind, r.Persistence, r.AccessMethod))
        );
        Assert.Equal(["b.unpopulated"], catalog.Relations.Where(r => !r.IsPopulated).Select(r => r.FullName));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Partitions_and_inheriting_tables_know_parent_and_children(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync(
            """
            CREATE TABLE root (x int, y int, PRIMARY KEY (x, y)) PARTITION BY LIST (x);
            CREATE TABLE middle PARTITION OF root FOR VALUES IN (1) PARTITION BY LIST (y);
            CREATE TABLE leaf PARTITION OF middle FOR VALUES IN (1);
            CREATE TABLE other_leaf PARTITION OF root DEFAULT;
            CREATE TABLE mother (x int); CREATE TABLE father (z int);
            CREATE TABLE child (y int) INHERITS (mother, father);
            """
        );
        var catalog = await database.ReadCatalogAsync();
        uint Oid(string name) => catalog.Relation(name).Oid;
        Assert.Null(catalog.Relation("root").PartitionOf);
        Assert.Equal([Oid("middle"), Oid("other_leaf")], catalog.Relation("root").Children);
        Assert.Equal(Oid("root"), catalog.Relation("middle").PartitionOf);
        Assert.Equal(Oid("middle"), catalog.Relation("leaf").PartitionOf);
        Assert.Equal([Oid("child")], catalog.Relation("mother").Children);
        Assert.Equal([Oid("child")], catalog.Relation("father").Children);
        Assert.Null(catalog.Relation("child").PartitionOf);
        Assert.Equal(["x", "z", "y"], catalog.Relation("child").Columns.Select(column => column.Name));
        Assert.True(Assert.Single(catalog.Relation("leaf").Keys).IsPrimary);
    }

    [Fact]
    public async Task Children_are_all_that_give_rows_to_a_query()
    {
        var database = await fixture.CreateDatabaseAsync();
        await database.ExecuteAsync(
            "CREATE TABLE mother (x int); CREATE TABLE information_schema.hidden () INHERITS (public.mother)"
        );
        await using var other = await database.OpenAsync();
        await using (var command = new Npgsql.NpgsqlCommand("CREATE TEMP TABLE own () INHERITS (mother)", other))
        {
            await command.ExecuteNonQueryAsync();
        }
        var catalog = await database.ReadCatalogAsync();
        var child = Assert.Single(catalog.Relation("mother").Children);
        Assert.DoesNotContain(catalog.Relations, relation => relation.Oid == child);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Columns_tell_type_generation_identity_and_gaps(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        var hasVirtual = await database.MajorAsync() >= 18;
        await database.ExecuteAsync(
            $$"""
            CREATE TABLE t (
                id bigint GENERATED ALWAYS AS IDENTITY, gone int, amount numeric(12, 3) NOT NULL,
                stored int GENERATED ALWAYS AS (1 + 1) STORED,
                seen int {{(hasVirtual ? "GENERATED ALWAYS AS (2 + 1) VIRTUAL" : "")}},
                "we""ird.🐦" varchar(7)[][]
            );
            ALTER TABLE t DROP COLUMN gone;
            COMMENT ON TABLE t IS 'a table'; COMMENT ON COLUMN t."we""ird.🐦" IS 'it''s odd';
            CREATE TABLE no_columns ();
            """
        );
        var catalog = await database.ReadCatalogAsync();
        var table = catalog.Relation("t");
        Assert.Equal("a table", table.Comment);
        Assert.Empty(catalog.Relation("no_columns").Columns);
        Assert.Equal([1, 3, 4, 5, 6], table.Columns.Select(column => column.Number));
        Assert.Equal([true, false, false, false, false], table.Columns.Select(column => column.IsIdentity));
        Assert.Equal([true, true, false, false, false], table.Columns.Select(column => column.NotNull));
        Assert.Equal(GeneratedKind.Stored, table.Columns[2].Generated);
        Assert.Equal(hasVirtual ? GeneratedKind.Virtual : GeneratedKind.None, table.Columns[3].Generated);
        // numeric(p, s) is (p << 16 | s) + 4: src/backend/utils/adt/numeric.c, make_numeric_typmod.
        Assert.Equal(
            ("numeric", (12 << 16 | 3) + 4),
            (table.Columns[1].Type.DisplayName, table.Columns[1].TypeModifier)
        );
        var odd = table.Columns[4];
        Assert.Equal(("we\"ird.🐦", "it's odd", 2, 7 + 4), (odd.Name, odd.Comment, odd.Dimensions, odd.TypeModifier));
        Assert.Equal("varchar", odd.Type.Element!.Name);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Types_reachable_from_columns_are_resolved(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync(
            """
            CREATE SCHEMA s;
            CREATE TYPE s.mood AS ENUM ('sad', 'h''a,"p{py', '🐦'); ALTER TYPE s.mood ADD VALUE 'first' BEFORE 'sad';
            CREATE DOMAIN s.inner_one AS numeric(5, 2); CREATE DOMAIN s.outer_one AS s.inner_one NOT NULL;
            CREATE DOMAIN s.list AS int[][]; CREATE TYPE s.pair AS (a int, b s.mood); CREATE TYPE s.unused AS ENUM ('x');
            CREATE TYPE s.span AS RANGE (subtype = float8);
            CREATE TABLE t (a s.mood[], b s.outer_one, c s.list, d s.outer_one[], e s.pair, f s.span, g int, h int, i name);
            """
        );
        var columns = (await database.ReadCatalogAsync()).Relation("t").Columns;
        Assert.Equal((TypeKind.Enum, "s.mood"), (columns[0].Type.Element!.Kind, columns[0].Type.Element!.DisplayName));
        Assert.Equal(["first", "sad", "h'a,\"p{py", "🐦"], columns[0].Type.Element!.EnumLabels);
        Assert.Equal(TypeKind.Domain, columns[1].Type.Kind);
        Assert.Equal(("inner_one", -1), (columns[1].Type.BaseType!.Name, columns[1].Type.BaseTypeModifier));
        Assert.Equal(
            ("numeric", (5 << 16 | 2) + 4),
            (columns[1].Type.BaseType!.BaseType!.Name, columns[1].Type.BaseType!.BaseTypeModifier)
        );
        Assert.Null(columns[2].Type.Element);
        Assert.Equal(("int4", 2), (columns[2].Type.BaseType!.Element!.Name, columns[2].Type.BaseDimensions));
        Assert.Same(columns[1].Type, columns[3].Type.Element);
        Assert.Equal((TypeKind.Composite, TypeKind.Range), (columns[4].Type.Kind, columns[5].Type.Kind));
        Assert.Same(columns[6].Type, columns[7].Type);
        // name has a typelem too, but is no array.
        Assert.Null(columns[8].Type.Element);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Keys_are_those_that_hold_for_every_row_at_once(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync(
            """
            CREATE TABLE t (a int, b int, c int, d int, PRIMARY KEY (b, a) INCLUDE (d));
            CREATE UNIQUE INDEX aa ON t (c) INCLUDE (a);
            CREATE UNIQUE INDEX partial ON t (d) WHERE d > 0; CREATE UNIQUE INDEX expression ON t ((c + 1));
            CREATE UNIQUE INDEX mixed ON t (c, (d + 1)); CREATE INDEX plain ON t (d);
            ALTER TABLE t ADD CONSTRAINT late UNIQUE (d) DEFERRABLE;
            """
        );
        var table = (await database.ReadCatalogAsync()).Relation("t");
        var keys = table.Keys;
        Assert.Equal([("t_pkey", true), ("aa", false)], keys.Select(key => (key.Name, key.IsPrimary)));
        Assert.Equal([2, 1], keys[0].ColumnNumbers);
        Assert.Equal([3], keys[1].ColumnNumbers);
        Assert.Equal(
            [
                new UniqueIndex("expression", false, UniqueIndexObstacle.Expression),
                new UniqueIndex("late", false, UniqueIndexObstacle.Deferrable),
                new UniqueIndex("mixed", false, UniqueIndexObstacle.Expression),
                new UniqueIndex("partial", false, UniqueIndexObstacle.Partial),
            ],
            table.UniqueIndexes
        );
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Key_tells_whether_rows_with_a_null_may_repeat(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        var hasNotDistinct = await database.MajorAsync() >= 15;
        var notDistinct = hasNotDistinct ? "NULLS NOT DISTINCT" : "";
        await database.ExecuteAsync(
            $"CREATE TABLE t (a int, b int NOT NULL, CONSTRAINT k UNIQUE (a, b), CONSTRAINT l UNIQUE {notDistinct} (b, a))"
        );
        var table = (await database.ReadCatalogAsync()).Relation("t");
        Assert.Equal([("k", false), ("l", hasNotDistinct)], table.Keys.Select(key => (key.Name, key.NullsNotDistinct)));
        Assert.Equal([2, 1], table.Keys[1].ColumnNumbers);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Defaults_are_told_as_sql_but_not_those_of_generated_columns(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync(
            """
            CREATE SCHEMA s; CREATE SEQUENCE s.q; CREATE TYPE s.mood AS ENUM ('sad'); CREATE DOMAIN s.d AS int DEFAULT 5;
            CREATE TABLE t (
                a int, b int DEFAULT 1 + 2, c text DEFAULT 'it''s', d int GENERATED ALWAYS AS (1) STORED,
                e int DEFAULT nextval('s.q'), f s.mood DEFAULT 'sad', g int GENERATED ALWAYS AS IDENTITY, h s.d,
                i timestamptz DEFAULT now(), j text DEFAULT NULL
            );
            CREATE VIEW v AS SELECT * FROM t; ALTER VIEW v ALTER b SET DEFAULT 7;
            """
        );
        var catalog = await database.ReadCatalogAsync();
        Assert.Equal(
            [
                null,
                "(1 + 2)",
                "'it''s'::text",
                null,
                "nextval('s.q'::regclass)",
                "'sad'::s.mood",
                null,
                null,
                "now()",
                null,
            ],
            catalog.Relation("t").Columns.Select(column => column.DefaultSql)
        );
        Assert.Equal("7", catalog.Relation("v").Columns[1].DefaultSql);
    }

    [Fact]
    public async Task Not_null_that_is_not_valid_does_not_count_as_not_null()
    {
        var database = await fixture.CreateDatabaseAsync();
        await database.ExecuteAsync(
            """
            CREATE TABLE t (a int, b int, c int NOT NULL); INSERT INTO t VALUES (NULL, 1, 1);
            ALTER TABLE t ADD CONSTRAINT n NOT NULL a NOT VALID; ALTER TABLE t ADD CONSTRAINT m NOT NULL b NOT VALID;
            ALTER TABLE t VALIDATE CONSTRAINT m;
            """
        );
        Assert.Equal(
            "t",
            await database.ScalarAsync(
                "SELECT attnotnull::text::\"char\" FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'a'"
            )
        );
        var table = (await database.ReadCatalogAsync()).Relation("t");
        Assert.Equal([false, true, true], table.Columns.Select(column => column.NotNull));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Money_has_the_fraction_digits_of_the_databases_locale_and_the_pinned_one_stays(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync($"ALTER DATABASE {database.Name} SET lc_monetary = 'C.utf8'");
        await using var connection = await database.OpenAsync();
        async Task<string> ShowAsync(string sql)
        {
            await using var command = new Npgsql.NpgsqlCommand(sql, connection);
            return (string)(await command.ExecuteScalarAsync())!;
        }
        await ShowAsync("BEGIN; SET LOCAL lc_monetary = 'POSIX'; SHOW lc_monetary");
        var catalog = await CatalogReader.ReadAsync(connection, default);
        Assert.Equal(2, catalog.MoneyFractionDigits);
        Assert.Equal("POSIX", await ShowAsync("SHOW lc_monetary"));
        Assert.Equal("C.utf8", await ShowAsync("COMMIT; SHOW lc_monetary"));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Sizes_come_from_the_storage_not_from_statistics(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync(
            """
            CREATE TABLE big (x text) WITH (autovacuum_enabled = off); ALTER TABLE big ALTER x SET STORAGE EXTERNAL;
            INSERT INTO big SELECT repeat('x', 5000) FROM generate_series(1, 1000);
            CREATE TABLE empty (x int);
            """
        );
        var catalog = await database.ReadCatalogAsync();
        var big = catalog.Relation("big");
        Assert.Equal(await database.ScalarAsync("SELECT pg_relation_size('big')"), $"{big.HeapBytes}");
        Assert.Equal(
            await database.ScalarAsync(
                "SELECT pg_relation_size(oid) + pg_relation_size(reltoastrelid) FROM pg_class WHERE oid = 'big'::regclass"
            ),
            $"{big.TableBytes}"
        );
        Assert.True(big.TableBytes > 5_000_000 && big.HeapBytes < 500_000, "The texts stand in TOAST.");
        Assert.Equal(await database.ScalarAsync("SELECT pg_relation_filenode('big')"), $"{big.FileNode}");
        Assert.Equal(0, catalog.Relation("empty").HeapBytes);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Listing_does_not_wait_for_a_table_held_exclusively(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync(
            "CREATE TABLE held AS SELECT generate_series(1, 10000) AS x; ANALYZE held; ALTER TABLE held ALTER x SET DEFAULT 1"
        );
        await using var holder = await database.OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var command = new Npgsql.NpgsqlCommand("LOCK TABLE held IN ACCESS EXCLUSIVE MODE", holder))
        {
            await command.ExecuteNonQueryAsync();
        }
        await using var session = await database.OpenSessionAsync(
            new SnapshotOptions { LockTimeout = TimeSpan.FromMilliseconds(1) }
        );
        Assert.True((await session.ListAsync(default)).Relation("held").HeapBytes > 300_000);
    }
}
