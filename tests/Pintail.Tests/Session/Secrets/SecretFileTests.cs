namespace Pintail.Tests.Session.Secrets;

public sealed class SecretFileTests : IDisposable
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly SecretHarness _harness = new();

    [Fact]
    public void Persistent_secret_survives_a_restart_and_a_temporary_one_does_not()
    {
        _harness.Rows(
            "CREATE PERSISTENT SECRET s (TYPE postgres, SCOPE 'x', HOST 'hö\"st', PASSWORD 'p'); CREATE SECRET t (TYPE postgres);"
                + "CREATE PERSISTENT SECRET \"../s/\" (TYPE rds, REGION 'r')"
        );
        var before = Rows();
        _harness.Restart();
        Assert.Equal(before.Where(row => !row.StartsWith("t|", StringComparison.Ordinal)), Rows());
        _harness.Rows("DROP SECRET \"../S/\"; DROP PERSISTENT SECRET S");
        _harness.Restart();
        Assert.Empty(Rows());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_harness.Folder));

        IReadOnlyList<string> Rows() => _harness.Rows("FROM duckdb_secrets() ORDER BY name");
    }

    [Fact]
    public void File_and_folders_are_the_users_alone()
    {
        _harness.Rows("CREATE PERSISTENT SECRET \"Ä/s\" (TYPE postgres, PASSWORD 'p')");
        var file = Assert.Single(Directory.EnumerateFileSystemEntries(_harness.Folder));
        Assert.Equal("%C3%A4%2Fs.json", Path.GetFileName(file));
        Assert.Equal(OwnersFile, File.GetUnixFileMode(file));
        Assert.Equal(OwnersFile | UnixFileMode.UserExecute, File.GetUnixFileMode(_harness.Folder));
        Assert.Equal(
            OwnersFile | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Path.GetDirectoryName(_harness.Folder)!)
        );
    }

    [Fact]
    public void Folder_that_cannot_be_made_is_said()
    {
        var parent = Path.GetDirectoryName(_harness.Folder)!;
        File.WriteAllText(parent, "in the folder's place");
        var error = _harness.Refused("CREATE PERSISTENT SECRET s (TYPE postgres, PASSWORD 'hunter2')");
        Assert.Contains("cannot be written", error.Message);
        Assert.DoesNotContain("hunter2", error.ToString());
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void File_that_others_may_open_is_refused(UnixFileMode mode)
    {
        _harness.Rows("CREATE PERSISTENT SECRET (TYPE postgres, PASSWORD 'hunter2')");
        var file = Assert.Single(Directory.EnumerateFiles(_harness.Folder));
        File.SetUnixFileMode(file, OwnersFile | mode);
        foreach (var sql in new[] { "ATTACH 'host=h' AS pg (TYPE postgres)", "FROM duckdb_secrets()" })
        {
            var error = _harness.Refused(sql);
            Assert.Contains($"\"{file}\" is open to group or others", error.Message);
            Assert.Contains($"chmod 600 \"{file}\"", error.Hint);
            Assert.DoesNotContain("hunter2", error.ToString());
        }
        _harness.Rows("CREATE OR REPLACE PERSISTENT SECRET (TYPE postgres); FROM duckdb_secrets()");
        Assert.Equal(OwnersFile, File.GetUnixFileMode(file));
    }

    [Fact]
    public void Folder_that_others_may_enter_is_refused()
    {
        _harness.Rows("CREATE PERSISTENT SECRET s (TYPE postgres)");
        File.SetUnixFileMode(_harness.Folder, File.GetUnixFileMode(_harness.Folder) | UnixFileMode.GroupWrite);
        Assert.Contains("chmod 700", _harness.Refused("FROM duckdb_secrets()").Hint);
        Assert.Contains("chmod 700", _harness.Refused("CREATE PERSISTENT SECRET t (TYPE postgres)").Hint);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hunter2")]
    [InlineData("[]")]
    [InlineData("{\"version\":2}")]
    [InlineData("{\"version\":1,\"name\":\"s\",\"type\":\"s3\",\"scope\":[],\"options\":{}}")]
    [InlineData("{\"version\":1,\"name\":\"s\",\"type\":\"rds\",\"scope\":[],\"options\":{\"a\":1}}")]
    [InlineData("{\"version\":1,\"name\":null,\"type\":\"rds\",\"scope\":[],\"options\":{}}")]
    [InlineData("{\"version\":1,\"name\":\"s\",\"type\":\"rds\",\"scope\":[],\"options\":{\"a\":null}}")]
    public void Broken_file_is_said_without_its_content(string content)
    {
        _harness.Rows("CREATE PERSISTENT SECRET s (TYPE postgres)");
        File.WriteAllText(Assert.Single(Directory.EnumerateFiles(_harness.Folder)), content);
        var error = _harness.Refused("ATTACH '' AS pg (TYPE postgres, SECRET s)");
        Assert.Contains("is not one that this program wrote", error.Message);
        Assert.DoesNotContain("hunter2", error.ToString());
        _harness.Rows("DROP SECRET s");
        Assert.Empty(_harness.Rows("FROM duckdb_secrets()"));
    }

    [Fact]
    public void Write_that_is_cut_off_leaves_the_old_secret()
    {
        _harness.Rows("CREATE PERSISTENT SECRET s (TYPE postgres, HOST 'old')");
        File.WriteAllText(Path.Combine(_harness.Folder, ".5f0c"), "{\"versi");
        Assert.Contains("host=old", Assert.Single(_harness.Rows("SELECT secret_string FROM duckdb_secrets()")));
    }

    public void Dispose() => _harness.Dispose();
}
