using System.Text.RegularExpressions;
using Pintail.Cli.Commands;
using Pintail.DuckDB;
using Pintail.Tests.Cli;
using Pintail.Tests.Support;

namespace Pintail.Tests.House;

/// <summary>What the README tells people to type works.</summary>
public partial class ReadmeTests(PostgresFixture fixture)
{
    private const string ExampleSource = "postgresql://reader@db.example/shop";

    private static readonly string[] Pages =
    [
        "README.md",
        "CONTRIBUTING.md",
        .. Directory.GetFiles(Checkout.PathOf("docs"), "*.md").Select(path => "docs/" + Path.GetFileName(path)),
    ];

    [Fact]
    public void Commands_in_the_pages_are_commands_of_the_program()
    {
        var commands = Pages.SelectMany(Commands).ToList();
        Assert.True(commands.Count >= 8, "The pages show fewer commands than expected: is the pattern still right?");
        Assert.All(commands, command => CommandLine.Parse(Words(command)).Check());
    }

    [Fact]
    public async Task Local_file_commands_of_the_readme_mirror_a_real_database()
    {
        var source = await fixture.CreateDatabaseAsync();
        await source.ExecuteAsync(
            """
            CREATE SCHEMA shop;
            CREATE TABLE shop.web_event (id int);
            CREATE TABLE shop.orders (id int);
            INSERT INTO shop.orders VALUES (1), (2);
            """
        );
        using var program = new CliRunner();
        var lines = Commands("README.md").Where(line => line.Contains(ExampleSource)).ToList();
        Assert.Equal(3, lines.Count);
        foreach (var line in lines)
        {
            var words = Words(line)
                .Select(word => word == ExampleSource ? source.Conninfo : word)
                .Select(word => word == "shop.duckdb" ? program.PathOf(word) : word);
            var run = await program.RunAsync([.. words]);
            Assert.True(run.ExitCode == 0, run.Error);
        }
        using var database = DuckDBDatabase.Open(program.PathOf("shop.duckdb"));
        using var connection = database.Connect();
        using var rows = connection.Query("SELECT count(*) FROM pintail.table_run");
        Assert.Equal(3L, rows.Scalar());
    }

    [Fact]
    public async Task Configuration_of_the_readme_is_understood()
    {
        var source = await fixture.CreateDatabaseAsync();
        await source.ExecuteAsync(
            """
            CREATE SCHEMA shop;
            CREATE TABLE shop.customer (id int, credit numeric, password_hash text);
            CREATE TABLE shop.reading (value numeric(10,2));
            CREATE TABLE shop.event (created_at timestamptz);
            CREATE TABLE shop.log (id int);
            """
        );
        using var program = new CliRunner();
        var yaml = Regex.Match(
            File.ReadAllText(Checkout.PathOf("README.md")),
            "```yaml\n(?<text>.*?)```",
            RegexOptions.Singleline
        );
        var file = program.PathOf("pintail.yaml");
        var text = yaml.Groups["text"].Value.Replace(ExampleSource, $"\"{source.Conninfo}\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(
            file,
            text.Replace("shop.duckdb", program.PathOf("shop.duckdb"), StringComparison.Ordinal)
        );
        var run = await program.RunAsync("plan", "--config", file);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("main.customer", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_of_the_pages_lead_to_files()
    {
        Assert.All(
            Pages.SelectMany(page =>
                Link()
                    .Matches(File.ReadAllText(Checkout.PathOf(page)))
                    .Select(match => (page, Target: match.Groups[1].Value))
            ),
            link =>
                Assert.True(
                    File.Exists(Path.Combine(Path.GetDirectoryName(Checkout.PathOf(link.page))!, link.Target)),
                    $"{link.page} links to {link.Target}."
                )
        );
    }

    // Lines of code blocks that begin with the program, or with the schedule or variables before it.
    private static IEnumerable<string> Commands(string page) =>
        CodeBlock()
            .Matches(File.ReadAllText(Checkout.PathOf(page)))
            // What is called text shows what the program prints.
            .Where(block => block.Groups["language"].Value != "text")
            .SelectMany(block => block.Groups["code"].Value.Split('\n'))
            .Select(line => Command().Match(line))
            .Where(match => match.Success)
            .Select(match => match.Groups[1].Value);

    private static List<string> Words(string command) =>
        [.. command.Split('>')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)];

    [GeneratedRegex(@"^```(?<language>\w*)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"(?:^|[=\w] |/bin/)(pintail (?:mirror|plan|demo)\b[^#]*)")]
    private static partial Regex Command();

    [GeneratedRegex(@"\]\(([^)#:]+)\)")]
    private static partial Regex Link();
}
