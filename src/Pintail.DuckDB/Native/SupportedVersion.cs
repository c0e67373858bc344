namespace Pintail.DuckDB.Native;

/// <summary>
/// The C API grows compatibly, but the layouts written by hand here (string_t, list entries, decimals, enums) are
/// promised by no one beyond a minor version. Another one is let in after the tests ran against it.
/// </summary>
internal static class SupportedVersion
{
    internal const string Expected = "1.5.x";

    /// <summary>True for 1.5.x with or without a leading v, also for its development builds ("v1.5.7-dev12").</summary>
    internal static bool IsSupported(string version)
    {
        var text = version.AsSpan();
        if (text.StartsWith("v"))
        {
            text = text[1..];
        }

        return text.StartsWith("1.5.") && text.Length > 4 && char.IsAsciiDigit(text[4]);
    }

    internal static void Check(string version)
    {
        if (!IsSupported(version))
        {
            throw new DuckDBLibraryException(
                $"The loaded libduckdb is version '{version}'; Pintail needs {Expected}. "
                    + $"Run 'npm ci' in native/ and build again, or let {LibraryResolver.Variable} name a libduckdb {Expected}."
            );
        }
    }
}
