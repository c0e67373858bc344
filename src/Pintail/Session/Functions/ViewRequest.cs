using Pintail.DuckDB;

namespace Pintail.Session.Functions;

/// <summary>What a call of postgres_attach asks for.</summary>
internal sealed record ViewRequest(string Conninfo)
{
    public string SourceSchema { get; init; } = "public";

    /// <summary>In DuckDB; empty: the current one.</summary>
    public string SinkSchema { get; init; } = "main";

    /// <summary>Behind each view's name.</summary>
    public string Suffix { get; init; } = "";

    /// <summary>Views of these names are replaced, where they else stay as they are.</summary>
    public bool Overwrite { get; init; }

    public bool PushesDown { get; init; }

    /// <summary>DuckDB's SQL for one table's view.</summary>
    public string ViewSql(ListedRelation relation)
    {
        var name = DuckDBText.Identifier(relation.Name + Suffix);
        var view = SinkSchema.Length > 0 ? $"{DuckDBText.Identifier(SinkSchema)}.{name}" : name;
        var create = Overwrite ? $"CREATE OR REPLACE VIEW {view}" : $"CREATE VIEW IF NOT EXISTS {view}";
        var function = PushesDown ? "postgres_scan_pushdown" : "postgres_scan";
        return $"{create} AS SELECT * FROM {function}({DuckDBText.Literal(Conninfo)}, "
            + $"{DuckDBText.Literal(relation.SchemaName)}, {DuckDBText.Literal(relation.Name)})";
    }

    /// <summary>Without the connection string, which may hold a password.</summary>
    public override string ToString() => nameof(ViewRequest);
}
