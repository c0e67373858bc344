using Pintail.Session;

namespace Pintail.Tests.Session.Secrets;

/// <summary>Sessions without a source, whose persistent secrets go into a folder of the test's own.</summary>
internal sealed class SecretHarness : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("pintail-secrets-").FullName;
    private SqlDatabase _database = null!;

    public SecretHarness() => Restart();

    public string Folder => Path.Combine(_home, ".pintail", "secrets");

    public SqlSession Session { get; private set; } = null!;

    public SqlSession Connect() => _database.Connect();

    /// <summary>As another start of the program: what is in memory is gone.</summary>
    public void Restart()
    {
        _database?.Dispose();
        var environment = new Dictionary<string, string> { ["HOME"] = _home };
        _database = SqlDatabase.Open(new SqlOptions { Environment = environment });
        Session = _database.Connect();
    }

    /// <summary>All rows of the last statement, values separated by bars, ∅ for NULL.</summary>
    public IReadOnlyList<string> Rows(string sql)
    {
        IReadOnlyList<string> rows = [];
        foreach (var result in Session.Execute(sql))
            rows = [.. result.Rows().Select(row => string.Join('|', row.Select(value => value?.ToString() ?? "∅")))];
        return rows;
    }

    public PintailException Refused(string sql) => Assert.Throws<PintailException>(() => Rows(sql));

    public void Dispose()
    {
        _database.Dispose();
        Directory.Delete(_home, recursive: true);
    }
}
