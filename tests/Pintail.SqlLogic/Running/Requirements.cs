using System.Globalization;
using Pintail.SqlLogic.Databases;

namespace Pintail.SqlLogic.Running;

/// <summary>"require": an extension that is loaded, or a property of the machine or of the build.</summary>
internal static class Requirements
{
    private const int VectorSize = 2048;
    private const int BlockSize = 262144;

    // What DuckDB's build, as it is brought by npm, has in the words of its tests.
    private static readonly HashSet<string> Properties = new(StringComparer.OrdinalIgnoreCase)
    {
        "64bit",
        "allow_unsigned_extensions",
        "longdouble",
        "no_alternative_verify",
        "no_block_verification",
        "no_extension_autoloading",
        "no_latest_storage",
        "no_vector_verification",
        "noalternativeverify",
        "noforcestorage",
        "nothreadsan",
        "notmingw",
        "notmusl",
        "notwindows",
        "skip_reload",
        "strinline",
    };

    /// <param name="present">Names that count as present without being asked for.</param>
    internal static bool IsMet(IReadOnlyList<string> words, IReadOnlySet<string> present, ILogicConnection connection)
    {
        var name = words[0].ToLowerInvariant();
        return name switch
        {
            "vector_size" => Number(words) <= VectorSize,
            "exact_vector_size" => Number(words) == VectorSize,
            "block_size" => Number(words) == BlockSize,
            "ram" => Bytes(words) <= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            "disk_space" => Bytes(words) <= new DriveInfo(Directory.GetCurrentDirectory()).AvailableFreeSpace,
            _ => Properties.Contains(name) || present.Contains(name) || IsLoaded(name, connection),
        };
    }

    private static bool IsLoaded(string name, ILogicConnection connection)
    {
        var loaded = connection.Execute(
            "SELECT extension_name FROM duckdb_extensions() WHERE loaded UNION "
                + "SELECT unnest(aliases) FROM duckdb_extensions() WHERE loaded"
        );
        return loaded.Rows.Any(row => name.Equals(row[0], StringComparison.OrdinalIgnoreCase));
    }

    private static long Number(IReadOnlyList<string> words) =>
        words.Count > 1 && long.TryParse(words[1], CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new RecordFailedException($"require {words[0]} needs a number behind it.");

    // 16gb, 512MiB: DuckDB counts gb by thousands and GiB by 1,024.
    private static long Bytes(IReadOnlyList<string> words)
    {
        var text = words.Count > 1 ? words[1].ToLowerInvariant() : "";
        var digits = text.TakeWhile(letter => char.IsAsciiDigit(letter) || letter == '.').Count();
        var unit = text[digits..] switch
        {
            "b" or "" => 1d,
            "kb" => 1e3,
            "mb" => 1e6,
            "gb" => 1e9,
            "tb" => 1e12,
            "kib" => 1L << 10,
            "mib" => 1L << 20,
            "gib" => 1L << 30,
            "tib" => 1L << 40,
            _ => double.NaN,
        };
        return double.TryParse(text[..digits], CultureInfo.InvariantCulture, out var number) && !double.IsNaN(unit)
            ? (long)(number * unit)
            : throw new RecordFailedException($"require {words[0]} needs a size behind it, such as 16GB.");
    }
}
