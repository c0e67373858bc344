namespace Pintail.DuckDB;

/// <summary>
/// An error that DuckDB reports, in its own words. When a function of this process caused it, the exception that
/// the function threw is the inner exception.
/// </summary>
public sealed class DuckDBException(DuckDBErrorType errorType, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public DuckDBErrorType ErrorType { get; } = errorType;

    /// <summary>For entry points that hand out a text only: the type is read from the text's prefix.</summary>
    internal static DuckDBException FromText(string? text, string fallback, Exception? inner = null)
    {
        var message = string.IsNullOrEmpty(text) ? fallback : text;
        return new DuckDBException(DuckDBErrorPrefix.TypeOf(message), message, inner);
    }
}
