using Pintail.DuckDB;
using Pintail.Session;

namespace Pintail.SqlLogic.Databases;

internal sealed class SessionLogicConnection(SqlSession session, ValueText text) : ILogicConnection
{
    public LogicResult Execute(string sql)
    {
        LogicResult? last = null;
        foreach (var result in session.Execute(sql))
        {
            using var collected = new CollectedResult();
            for (var i = 0; i < result.Columns.Count; i++)
                collected.AddColumn(result.Columns[i].Name, result.ColumnType(i));
            while (result.NextChunk() is { } chunk)
                collected.Add(chunk);
            result.Dispose();
            last = collected.Render(text, Setting);
        }
        return last ?? new LogicResult([], [], []);
    }

    public void Dispose() => session.Dispose();

    private string Setting(string name) =>
        session
            .Execute($"SELECT current_setting({DuckDBText.Literal(name)})")
            .Select(result => (string)result.Rows().First()[0]!)
            .First();
}
