using Pintail.DuckDB;
using Pintail.Session.Syntax;

namespace Pintail.Session.Binary;

/// <summary>
/// Finds the type that a text names, as DuckDB reads it: also nested ones, and those of CREATE TYPE. Asked while another
/// connection plans, so it has a connection of its own; nothing is run on it but a cast of NULL. Any thread.
/// </summary>
internal sealed class TypeNames(DuckDBConnection connection) : IDisposable
{
    private readonly Lock _lock = new();

    /// <exception cref="PintailException">It names no type.</exception>
    public LogicalType Find(string text)
    {
        if (!IsOneExpression(text))
            throw Unknown(text, null);
        lock (_lock)
        {
            try
            {
                using var result = connection.Query($"SELECT CAST(NULL AS {text})");
                return result.ColumnType(0);
            }
            catch (DuckDBException e)
            {
                throw Unknown(text, e);
            }
        }
    }

    public void Dispose() => connection.Dispose();

    // What leads out of the parentheses of the cast would be run as SQL of its own.
    private static bool IsOneExpression(string text)
    {
        var depth = 0;
        foreach (var token in SqlTokenizer.Read(text))
        {
            if (token.IsUnterminated)
                return false;
            if (token.Kind != SqlTokenKind.Operator)
                continue;
            switch (text[token.Start])
            {
                case ';':
                    return false;
                case '(':
                    depth++;
                    break;
                case ')' when --depth < 0:
                    return false;
            }
        }
        return depth == 0;
    }

    private static PintailException Unknown(string text, Exception? inner) =>
        new(
            ErrorKind.Configuration,
            $"'{text}' is no type of DuckDB's.",
            "Name one as in CREATE TABLE: INTEGER, DECIMAL(10,2), VARCHAR[], STRUCT(a INTEGER, b DATE).",
            inner
        );
}
