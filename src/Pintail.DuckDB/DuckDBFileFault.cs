namespace Pintail.DuckDB;

/// <summary>Why a file is no database that DuckDB reads.</summary>
/// <param name="What">The end of a sentence whose subject is the file: "is empty".</param>
/// <param name="Remedy">A sentence: what to do.</param>
public sealed record DuckDBFileFault(string What, string Remedy);
