using Pintail.DuckDB;
using Pintail.Target;

namespace Pintail.Tests.Target;

public sealed class WarehouseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pintail-test-").FullName;

    private string File => Path.Combine(_folder, "x.duckdb");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Transaction_whose_statement_fails_leaves_nothing_even_when_DuckDB_would_commit()
    {
        using var warehouse = await OpenAsync();
        warehouse.Control.Execute(
            "CREATE TABLE pintail_target.main.a AS SELECT 1 AS v; CREATE INDEX i ON pintail_target.main.a (v)"
        );

        // After this error DuckDB leaves the transaction open: a COMMIT would keep the half.
        var error = Assert.Throws<PintailException>(() =>
            warehouse.InTransaction(
                "Trying",
                connection =>
                {
                    connection.Execute("CREATE TABLE pintail_target.main.half AS SELECT 1 AS v");
                    connection.Execute("ALTER TABLE pintail_target.main.a RENAME TO b");
                }
            )
        );

        Assert.Equal(ErrorKind.TargetFailed, error.Kind);
        Assert.StartsWith("Trying failed", error.Message, StringComparison.Ordinal);
        Assert.Equal("a", Assert.Single(StateTables.Read(warehouse).Objects).Table.Name);
        warehouse.InTransaction(
            "Again",
            connection => connection.Execute("CREATE TABLE pintail_target.main.c AS SELECT 1 AS v")
        );
    }

    [Fact]
    public async Task Discard_removes_a_new_file_and_its_log_and_leaves_an_old_one()
    {
        using (var warehouse = await OpenAsync())
        {
            StateTables.Create(warehouse);
            warehouse.Discard();
        }
        Assert.Empty(Directory.GetFiles(_folder));
        using (var warehouse = await OpenAsync())
            StateTables.Create(warehouse);
        using (var warehouse = await OpenAsync())
            warehouse.Discard();
        Assert.Equal([File], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Dead_runs_staging_tables_are_dropped_and_nothing_else()
    {
        using var warehouse = await OpenAsync();
        StateTables.Create(warehouse);
        var register = new RunRegister(warehouse, TimeProvider.System);
        var dead = Guid.NewGuid().ToString("N");
        register.Enter(dead, "source", "0.1", DateTimeOffset.UtcNow);
        var target = new TargetTable("main", "t");
        var unknown = Staging.NameFor(Guid.NewGuid().ToString("N"), 0, target);
        foreach (
            var table in new[]
            {
                Staging.NameFor(dead, 0, target),
                Staging.NameFor(dead, 17, target),
                unknown,
                new TargetTable("main", "mine"),
            }
        )
            warehouse.Control.Execute($"CREATE TABLE {warehouse.Sql(table)} AS SELECT 1 AS a");

        register.Enter(Guid.NewGuid().ToString("N"), "source", "0.1", DateTimeOffset.UtcNow);

        Assert.Equal(
            [unknown.Name, "mine"],
            StateTables.Read(warehouse).Objects.Select(found => found.Table.Name).Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("ABC", "abc")]
    [InlineData("É_Z[", "É_z[")]
    [InlineData("İK", "İk")]
    public async Task Names_fold_as_DuckDB_folds_them(string name, string folded)
    {
        Assert.Equal(folded, DuckDBText.Folded(name));
        using var warehouse = await OpenAsync();
        using var result = warehouse.Control.Query(
            $"SELECT {DuckDBText.FoldedSql(DuckDBText.Literal(name))} = {DuckDBText.Literal(folded)}"
        );
        Assert.Equal(true, result.Scalar());
        warehouse.Control.Execute(
            $"CREATE TABLE {DuckDBText.Identifier(name)} (a int); DROP TABLE {DuckDBText.Identifier(folded)}"
        );
    }

    private Task<Warehouse> OpenAsync() =>
        Warehouse.OpenAsync(new TargetSpec { File = File }, 2, TimeProvider.System, CancellationToken.None);
}
