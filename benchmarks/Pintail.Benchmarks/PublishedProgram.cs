using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Pintail.Benchmarks;

/// <summary>The executable as users get it: published in Release for this machine into artifacts/.</summary>
internal static class PublishedProgram
{
    public static string Publish()
    {
        var checkout = Checkout();
        var folder = Path.Combine(checkout, "artifacts", "benchmark");
        Console.WriteLine("Publishing pintail …");
        var start = new ProcessStartInfo(
            "dotnet",
            [
                "publish",
                Path.Combine(checkout, "src", "Pintail.Cli"),
                "--configuration",
                "Release",
                "--runtime",
                RuntimeInformation.RuntimeIdentifier,
                "--output",
                folder,
            ]
        )
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new PintailException(ErrorKind.Internal, $"Publishing failed:\n{output}");
        return Path.Combine(folder, "pintail");
    }

    /// <summary>The folder of this checkout, by its solution.</summary>
    public static string Checkout()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Pintail.slnx")))
                return folder.FullName;
        }
        throw new PintailException(
            ErrorKind.Configuration,
            "The benchmarks run from a checkout only.",
            "dotnet run -c Release --project benchmarks/Pintail.Benchmarks"
        );
    }
}
