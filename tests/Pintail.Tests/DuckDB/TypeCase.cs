using Pintail.DuckDB;

namespace Pintail.Tests.DuckDB;

/// <summary>
/// A type, how its values are written into a vector (two values around a NULL in row 1), and what DuckDB itself makes of
/// them: its own name for the type and its own texts are the oracle.
/// </summary>
internal sealed record TypeCase(
    string TypeSql,
    Func<LogicalType> Type,
    Action<Vector> Write,
    string First,
    string Last,
    object? FirstValue = null
)
{
    internal const int Rows = 3;

    internal static TypeCase Of<T>(
        string sql,
        DuckDBType id,
        T first,
        T last,
        string firstText,
        string lastText,
        object? value
    )
        where T : unmanaged => Of(sql, () => LogicalType.Of(id), first, last, firstText, lastText, value);

    internal static TypeCase Of<T>(
        string sql,
        Func<LogicalType> type,
        T first,
        T last,
        string firstText,
        string lastText,
        object? value
    )
        where T : unmanaged
    {
        return new TypeCase(sql, type, Write, firstText, lastText, value);

        void Write(Vector vector)
        {
            var data = vector.Data<T>(Rows);
            data[0] = first;
            data[2] = last;
        }
    }
}
