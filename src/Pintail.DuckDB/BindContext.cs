using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>What a table function learns and tells while a query is planned.</summary>
public sealed class BindContext
{
    private nint _info;

    internal BindContext(nint info, ulong connectionId)
    {
        _info = info;
        ConnectionId = connectionId;
    }

    /// <summary>Which connection plans: <see cref="DuckDBConnection.Id"/>.</summary>
    public ulong ConnectionId { get; }

    public int ParameterCount => (int)NativeMethods.duckdb_bind_get_parameter_count(Info);

    internal int ColumnCount { get; private set; }

    private nint Info =>
        _info != 0
            ? _info
            : throw new InvalidOperationException("A BindContext is valid during the call of Bind only.");

    /// <summary>bool, long (all signed integers), ulong, double (also FLOAT), string, byte[], object?[] (LIST), or null for
    /// NULL; the text of the value for any other type.</summary>
    public object? Parameter(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, ParameterCount);
        using var value = NativeMethods.duckdb_bind_get_parameter(Info, (ulong)index);
        return ValueReader.Read(value);
    }

    /// <summary>The parameter as one of the types that <see cref="Parameter(int)"/> returns; NULL is an error.</summary>
    public T Parameter<T>(int index) =>
        Parameter(index) is T value
            ? value
            : throw new ArgumentException($"Parameter {index + 1} must be a {typeof(T).Name} and not NULL.");

    /// <summary>As <see cref="Parameter(int)"/>; null also when the call does not give it.</summary>
    public object? NamedParameter(string name)
    {
        using var value = NativeMethods.duckdb_bind_get_named_parameter(Info, name);
        return value.IsInvalid ? null : ValueReader.Read(value);
    }

    /// <summary>The parameter with its parts, whatever its type; null when the call does not give it.</summary>
    public ParameterValue? NamedParameterParts(string name)
    {
        using var value = NativeMethods.duckdb_bind_get_named_parameter(Info, name);
        return value.IsInvalid ? null : ValueReader.ReadParts(value);
    }

    /// <summary>The columns of the result, in order. The type stays the caller's.</summary>
    public void AddColumn(string name, LogicalType type)
    {
        // DuckDB passes these over without a word.
        if (type.Id is DuckDBType.Invalid or DuckDBType.Any)
        {
            throw new ArgumentException($"Column '{name}' cannot have the type {type.Id}.", nameof(type));
        }

        NativeMethods.duckdb_bind_add_result_column(Info, name, type.Handle);
        ColumnCount++;
    }

    internal void End() => _info = 0;
}
