using Pintail.DuckDB;
using Pintail.Session.Syntax;

namespace Pintail.Session.Functions;

/// <summary>
/// <c>CALL postgres_attach('conninfo', source_schema := …, sink_schema := …, overwrite := …, filter_pushdown := …, suffix := …)</c>:
/// a view in DuckDB's current database for each table of a Postgres schema. A table function cannot make views while its
/// statement runs, so the session recognises the call, by CALL or as a SELECT of its own; here is what it says. Registered
/// so that a call elsewhere is told so.
/// </summary>
internal sealed class PostgresAttach() : TableFunction(FunctionName)
{
    public const string FunctionName = "postgres_attach";

    private const string Hint =
        "Write CALL postgres_attach('conninfo', source_schema := 'public', sink_schema := 'main', overwrite := false).";

    public override IReadOnlyList<DuckDBType> Parameters => [DuckDBType.Varchar];

    public override IReadOnlyList<(string Name, DuckDBType Type)> NamedParameters =>
        [
            ("source_schema", DuckDBType.Varchar),
            ("sink_schema", DuckDBType.Varchar),
            ("suffix", DuckDBType.Varchar),
            ("overwrite", DuckDBType.Boolean),
            ("filter_pushdown", DuckDBType.Boolean),
        ];

    /// <param name="evaluate">Gives the text of a constant expression's value; null for NULL.</param>
    /// <exception cref="PintailException">An argument is missing, not known, or no value for it.</exception>
    public static ViewRequest Read(CallStatement call, Func<string, string?> evaluate)
    {
        ViewRequest? request = null;
        foreach (var argument in call.Arguments)
        {
            var value = argument.Constant ?? evaluate(argument.Expression);
            request = (argument.Name?.ToLowerInvariant(), request) switch
            {
                (null, null) => new ViewRequest(Text(value, "connection string")),
                ("source_schema", { } so) => so with { SourceSchema = Text(value, "source_schema") },
                ("sink_schema", { } so) => so with { SinkSchema = Text(value, "sink_schema") },
                ("suffix", { } so) => so with { Suffix = Text(value, "suffix") },
                ("overwrite", { } so) => so with { Overwrite = Truth(value, "overwrite") },
                ("filter_pushdown", { } so) => so with { PushesDown = Truth(value, "filter_pushdown") },
                (var name, _) => throw Wrong(
                    name is null
                        ? "takes one argument without a name, the connection string"
                        : $"takes the connection string first, and knows no argument {name}"
                ),
            };
        }
        return request ?? throw Wrong("takes a connection string");
    }

    public override TableBinding Bind(BindContext context) =>
        throw new PintailException(
            ErrorKind.Configuration,
            $"{FunctionName} makes views, so it is a statement of its own.",
            Hint
        );

    private static string Text(string? value, string name) => value ?? throw Wrong($"takes no NULL for {name}");

    private static bool Truth(string? value, string name) =>
        value?.ToLowerInvariant() switch
        {
            "true" or "t" or "1" => true,
            "false" or "f" or "0" => false,
            _ => throw Wrong($"takes true or false for {name}"),
        };

    private static PintailException Wrong(string what) => new(ErrorKind.Configuration, $"{FunctionName} {what}.", Hint);
}
