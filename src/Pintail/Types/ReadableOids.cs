namespace Pintail.Types;

/// <summary>
/// Postgres' types whose binary form a DuckDB type can be read from, by the OIDs that arrays and composites carry. Where no
/// catalog tells what a user's own type is (an enum, a domain, an extension's type), it is taken at its word: the bytes
/// are checked as any others.
/// </summary>
internal sealed class ReadableOids(params uint[] oids)
{
    /// <summary>FirstNormalObjectId (src/include/access/transam.h): from here on OIDs differ between databases.</summary>
    private const uint FirstOfUsers = 16_384;

    public bool Contains(uint oid) => oid >= FirstOfUsers || oids.AsSpan().Contains(oid);
}
