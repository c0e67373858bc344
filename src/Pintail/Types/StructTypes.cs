using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>STRUCTs out of children that are made for them.</summary>
internal static class StructTypes
{
    /// <param name="children">Owned from here on.</param>
    public static LogicalType Create(IEnumerable<(string Name, LogicalType Type)> children)
    {
        var owned = children.ToArray();
        try
        {
            return LogicalType.Struct(owned);
        }
        finally
        {
            foreach (var (_, type) in owned)
                type.Dispose();
        }
    }
}
