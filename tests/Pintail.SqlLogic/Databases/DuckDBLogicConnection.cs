using Pintail.DuckDB;

namespace Pintail.SqlLogic.Databases;

internal sealed class DuckDBLogicConnection(DuckDBConnection connection, ValueText text) : ILogicConnection
{
    public LogicResult Execute(string sql)
    {
        using var result = connection.Query(sql);
        using var collected = new CollectedResult();
        for (var i = 0; i < result.ColumnCount; i++)
            collected.AddColumn(result.ColumnName(i), result.ColumnType(i));
        while (result.TryFetch(out var chunk))
            collected.Add(chunk);
        return collected.Render(text, Setting);
    }

    public void Dispose() => connection.Dispose();

    private string Setting(string name)
    {
        using var result = connection.Query($"SELECT current_setting({DuckDBText.Literal(name)})");
        return (string)result.Scalar()!;
    }
}
