using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>What a copy function learns while a COPY … TO is planned.</summary>
public sealed class CopyBindContext
{
    private readonly ClientContextHandle _client;
    private nint _info;

    internal CopyBindContext(nint info, ClientContextHandle client)
    {
        _info = info;
        _client = client;
        ConnectionId = NativeMethods.duckdb_client_context_get_connection_id(client);
    }

    /// <inheritdoc cref="BindContext.ConnectionId"/>
    public ulong ConnectionId { get; }

    public int ColumnCount => (int)NativeMethods.duckdb_copy_function_bind_get_column_count(Info);

    private nint Info =>
        _info != 0
            ? _info
            : throw new InvalidOperationException("A CopyBindContext is valid during the call of Bind only.");

    /// <summary>The type of a column; the caller's.</summary>
    public LogicalType ColumnType(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, ColumnCount);
        return new LogicalType(
            NativeMethods.duckdb_copy_function_bind_get_column_type(Info, (ulong)index),
            "of a column"
        );
    }

    /// <summary>The options that DuckDB itself does not know, names in upper case, values as of
    /// <see cref="BindContext.Parameter(int)"/>; null where an option has none.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Options()
    {
        using var value = NativeMethods.duckdb_copy_function_bind_get_options(Info);
        return value.IsInvalid ? [] : ValueReader.Read(value) as KeyValuePair<string, object?>[] ?? [];
    }

    /// <inheritdoc cref="DuckDBConnection.Setting"/>
    public object? Setting(string name) => SettingReader.Read(_client, name);

    internal void End() => _info = 0;
}
