namespace Pintail.SqlLogic.Databases;

/// <summary>Which database to open.</summary>
/// <param name="Path">Null or empty: in memory.</param>
/// <param name="StorageVersion">As DuckDB's storage_compatibility_version takes it, v1.2.0; null for its default.</param>
/// <param name="SecretFolder">Where persistent secrets of the test go, so that it never sees the user's.</param>
internal sealed record DatabasePlace(string? Path, bool IsReadOnly, string? StorageVersion, string SecretFolder);
