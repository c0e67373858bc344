using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Pintail.DuckDB.Native;

// duckdb.h: Prepared Statements and Execute Prepared Statements.
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_prepare(
        ConnectionHandle connection,
        [MarshalUsing(typeof(Utf8Argument))] string sql,
        out PreparedStatementHandle statement
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_prepare(ref nint statement);

    /// <returns>How many; 0: an error.</returns>
    [LibraryImport(Library)]
    internal static partial ulong duckdb_extract_statements(
        ConnectionHandle connection,
        [MarshalUsing(typeof(Utf8Argument))] string sql,
        out ExtractedStatementsHandle statements
    );

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(BorrowedUtf8))]
    internal static partial string? duckdb_extract_statements_error(ExtractedStatementsHandle statements);

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_prepare_extracted_statement(
        ConnectionHandle connection,
        ExtractedStatementsHandle statements,
        ulong index,
        out PreparedStatementHandle statement
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_extracted(ref nint statements);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(BorrowedUtf8))]
    internal static partial string? duckdb_prepare_error(PreparedStatementHandle statement);

    [LibraryImport(Library)]
    internal static partial ulong duckdb_nparams(PreparedStatementHandle statement);

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_clear_bindings(PreparedStatementHandle statement);

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_execute_prepared(PreparedStatementHandle statement, ResultHandle result);
}
