using Pintail.DuckDB;

namespace Pintail.Target;

/// <summary>Runs one statement with values bound to its numbered parameters ($1, $2 …).</summary>
internal static class ParameterizedStatement
{
    public static long Execute(this DuckDBConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        using var statement = connection.Prepare(sql);
        return statement.Execute(values);
    }

    /// <summary>Binds all parameters and runs it.</summary>
    public static long Execute(this DuckDBStatement statement, ReadOnlySpan<object?> values)
    {
        Bind(statement, values);
        return statement.Execute();
    }

    /// <summary>All rows, materialized; for control statements with few.</summary>
    public static List<object?[]> Select(
        this DuckDBConnection connection,
        string sql,
        params ReadOnlySpan<object?> values
    )
    {
        using var statement = connection.Prepare(sql);
        Bind(statement, values);
        using var result = statement.Query();
        return [.. result.Rows()];
    }

    private static void Bind(DuckDBStatement statement, ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var number = i + 1;
            switch (values[i])
            {
                case null:
                    statement.BindNull(number);
                    break;
                case string text:
                    statement.Bind(number, text);
                    break;
                case bool value:
                    statement.Bind(number, value);
                    break;
                case int value:
                    statement.Bind(number, value);
                    break;
                case long value:
                    statement.Bind(number, value);
                    break;
                case DateTimeOffset time:
                    statement.Bind(number, time.UtcDateTime);
                    break;
                default:
                    throw new ArgumentException($"A {values[i]!.GetType().Name} cannot be bound.", nameof(values));
            }
        }
    }
}
