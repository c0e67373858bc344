using Pintail.Postgres;

namespace Pintail.Types;

/// <summary>
/// Postgres' types whose binary form a DuckDB type can be read from, by the OIDs that arrays and composites carry. Where no
/// catalog tells what a user's own type is (an enum, a domain, an extension's type), it is taken at its word: the bytes
/// are checked as any others.
/// </summary>
internal sealed class ReadableOids(params uint[] oids)
{
    public bool Contains(uint oid) => oid >= ObjectIds.FirstNormal || oids.AsSpan().Contains(oid);
}
