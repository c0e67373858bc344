using System.Runtime.InteropServices;

namespace Pintail.DuckDB.Native;

// duckdb.h: Bind Values to Prepared Statements. Parameters count from 1.
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_bind_boolean(
        PreparedStatementHandle statement,
        ulong number,
        [MarshalAs(UnmanagedType.U1)] bool value
    );

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_bind_int32(PreparedStatementHandle statement, ulong number, int value);

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_bind_int64(PreparedStatementHandle statement, ulong number, long value);

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_bind_uint64(
        PreparedStatementHandle statement,
        ulong number,
        ulong value
    );

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_bind_hugeint(
        PreparedStatementHandle statement,
        ulong number,
        HugeInt value
    );

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_bind_double(
        PreparedStatementHandle statement,
        ulong number,
        double value
    );

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_bind_date(PreparedStatementHandle statement, ulong number, int days);

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_bind_timestamp(
        PreparedStatementHandle statement,
        ulong number,
        long micros
    );

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_bind_timestamp_tz(
        PreparedStatementHandle statement,
        ulong number,
        long micros
    );

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_bind_varchar_length(
        PreparedStatementHandle statement,
        ulong number,
        byte* text,
        ulong length
    );

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_bind_blob(
        PreparedStatementHandle statement,
        ulong number,
        byte* data,
        ulong length
    );

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_bind_null(PreparedStatementHandle statement, ulong number);
}
