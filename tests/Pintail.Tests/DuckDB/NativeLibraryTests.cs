using System.Reflection;
using System.Runtime.InteropServices;
using Pintail.DuckDB;
using Pintail.DuckDB.Native;

namespace Pintail.Tests.DuckDB;

public class NativeLibraryTests
{
    private static readonly string[] EntryPoints =
    [
        .. typeof(NativeMethods)
            .GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
            .Select(method => method.Name)
            .Where(name => name.StartsWith("duckdb_", StringComparison.Ordinal))
            .Distinct(),
    ];

    [Fact]
    public void Entry_points_bound_all_exist_in_the_loaded_library()
    {
        var library = NativeLibrary.Load(LibraryResolver.Locate(null, AppContext.BaseDirectory));
        Assert.True(EntryPoints.Length > 100, $"Only {EntryPoints.Length} entry points were found by reflection.");
        Assert.All(EntryPoints, name => Assert.True(NativeLibrary.TryGetExport(library, name, out _), name));
        Assert.False(NativeLibrary.TryGetExport(library, "duckdb_no_such_entry_point", out _));
    }

    [Fact]
    public void Version_of_the_loaded_library_is_supported()
    {
        Assert.True(SupportedVersion.IsSupported(DuckDBDatabase.LibraryVersion), DuckDBDatabase.LibraryVersion);
    }

    [Theory]
    [InlineData("v1.5.0", true)]
    [InlineData("v1.5.6", true)]
    [InlineData("1.5.12", true)]
    [InlineData("v1.5.7-dev12", true)]
    [InlineData("v1.4.4", false)]
    [InlineData("v1.6.0", false)]
    [InlineData("v1.50.0", false)]
    [InlineData("v11.5.0", false)]
    [InlineData("v2.1.5", false)]
    [InlineData("v1.5.", false)]
    [InlineData("v1.5", false)]
    [InlineData("v0.0.1-dev", false)]
    [InlineData("", false)]
    public void Version_is_supported_only_within_one_minor_version(string version, bool expected)
    {
        Assert.Equal(expected, SupportedVersion.IsSupported(version));
    }

    [Fact]
    public void Version_unsupported_says_which_one_is_needed()
    {
        var error = Assert.Throws<DuckDBLibraryException>(() => SupportedVersion.Check("v1.4.4"));
        Assert.Contains("v1.4.4", error.Message);
        Assert.Contains("1.5.x", error.Message);
        Assert.Contains("npm ci", error.Message);
    }

    [Fact]
    public void Library_named_by_the_variable_but_missing_is_an_error_that_names_both()
    {
        var error = Assert.Throws<DuckDBLibraryException>(() => LibraryResolver.Locate("/no/such/libduckdb.so", "/"));
        Assert.Contains("PINTAIL_DUCKDB_LIBRARY", error.Message);
        Assert.Contains("/no/such/libduckdb.so", error.Message);
    }

    [Fact]
    public void Library_missing_beside_the_program_says_what_to_do()
    {
        var error = Assert.Throws<DuckDBLibraryException>(() => LibraryResolver.Locate(null, "/no/such/folder"));
        Assert.Contains("npm ci", error.Message);
        Assert.Contains("/no/such/folder", error.Message);
    }

    [Fact]
    public void Library_named_by_the_variable_wins_over_the_one_beside()
    {
        var named = Path.GetTempFileName();
        try
        {
            Assert.Equal(named, LibraryResolver.Locate(named, AppContext.BaseDirectory));
        }
        finally
        {
            File.Delete(named);
        }
    }
}
