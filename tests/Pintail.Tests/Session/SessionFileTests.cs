using Pintail.SqlLogic;
using Pintail.SqlLogic.Running;
using Pintail.Tests.Support;

namespace Pintail.Tests.Session;

/// <summary>The files in Sql/session, each over a database of its own that its .setup.sql fills.</summary>
public class SessionFileTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    private const string Folder = "tests/Pintail.Tests/Sql/session";

    public static TheoryData<string, string> Files =>
        new(
            from path in TestFiles.Find([Checkout.PathOf(Folder)], withSlow: true)
            from server in PostgresFixture.ServerNames
            select (Path.GetFileName(path), server)
        );

    [Theory]
    [MemberData(nameof(Files))]
    public async Task File_passes(string name, string server)
    {
        var path = Path.Combine(Checkout.PathOf(Folder), name);
        var source = await fixture.CreateDatabaseAsync(server);
        await source.ExecuteAsync(await File.ReadAllTextAsync(Path.ChangeExtension(path, ".setup.sql")));
        using var output = new StringWriter();
        using var errors = new StringWriter();

        var code = SuiteRun.Run(["--env", $"PINTAIL_TEST_SOURCE={source.Conninfo}", path], output, errors);

        Assert.True(code == 0, $"{output}{errors}");
        Assert.Contains("0 failed, 0 skipped", output.ToString(), StringComparison.Ordinal);
    }
}
