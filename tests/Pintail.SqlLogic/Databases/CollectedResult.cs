using Pintail.DuckDB;
using Pintail.Session;

namespace Pintail.SqlLogic.Databases;

/// <summary>The columns and chunks of one result, which it owns, on their way to text. All chunks are there before the
/// session is asked for its time zone, because that question would end a stream.</summary>
internal sealed class CollectedResult : IDisposable
{
    private readonly List<string> _names = [];
    private readonly List<LogicalType> _types = [];
    private readonly List<DataChunk> _chunks = [];

    internal void AddColumn(string name, LogicalType type)
    {
        _names.Add(name);
        _types.Add(type);
    }

    internal void Add(DataChunk chunk) => _chunks.Add(chunk);

    /// <param name="setting">The session's setting of that name.</param>
    internal LogicResult Render(ValueText text, Func<string, string> setting)
    {
        ZoneSetting? zone = _types.Any(TypeName.HasZone)
            ? new ZoneSetting(setting("TimeZone"), setting("Calendar"))
            : null;
        var rows = new List<string?[]>();
        foreach (var chunk in _chunks)
            text.Render(chunk, _types, zone, rows);
        return new LogicResult(_names, [.. _types.Select(TypeName.Of)], rows);
    }

    public void Dispose()
    {
        foreach (var chunk in _chunks)
            chunk.Dispose();
        foreach (var type in _types)
            type.Dispose();
    }
}
