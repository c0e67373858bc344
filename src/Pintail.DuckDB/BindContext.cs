using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>What a table function learns and tells while a query is planned.</summary>
public sealed class BindContext
{
    private readonly int _wanted;
    private nint _info;

    internal BindContext(nint info, ulong connectionId)
    {
        _info = info;
        ConnectionId = connectionId;
        ColumnCount = _wanted = (int)NativeMethods.duckdb_table_function_bind_get_result_column_count(info);
    }

    /// <summary>Which connection plans: <see cref="DuckDBConnection.Id"/>.</summary>
    public ulong ConnectionId { get; }

    public int ParameterCount => (int)NativeMethods.duckdb_bind_get_parameter_count(Info);

    /// <summary>Of a function that reads for COPY … FROM: the columns that DuckDB wants, to which none may be added; else
    /// none. The types are the caller's.</summary>
    public IReadOnlyList<(string Name, LogicalType Type)> WantedColumns()
    {
        var columns = new (string, LogicalType)[_wanted];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = (
                NativeMethods.duckdb_table_function_bind_get_result_column_name(Info, (ulong)i) ?? "",
                new LogicalType(
                    NativeMethods.duckdb_table_function_bind_get_result_column_type(Info, (ulong)i),
                    "of a column"
                )
            );
        }

        return columns;
    }

    /// <summary>DuckDB's file system as the connection may use it; the caller's. It can be used for as long as what is
    /// bound here.</summary>
    public DuckDBFileSystem FileSystem()
    {
        NativeMethods.duckdb_table_function_get_client_context(Info, out var context);
        using (context)
        {
            return new DuckDBFileSystem(NativeMethods.duckdb_client_context_get_file_system(context));
        }
    }

    internal int ColumnCount { get; private set; }

    private nint Info =>
        _info != 0
            ? _info
            : throw new InvalidOperationException("A BindContext is valid during the call of Bind only.");

    /// <summary>bool, long (all signed integers), ulong, double (also FLOAT), string, byte[], object?[] (LIST),
    /// KeyValuePair&lt;string, object?&gt;[] (STRUCT), or null for NULL; the text of the value for any other type.</summary>
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
