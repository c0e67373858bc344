namespace Pintail.Benchmarks;

/// <summary>Where copies are written; gone with all that is in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("pintail-benchmark-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
