using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Pintail.Types;

/// <summary>
/// Well-known binary of geometries from PostGIS' dialect into that which DuckDB stores, and back. Both are a byte order, a
/// uint32 kind and the coordinates, collections with the same inside. PostGIS (lwout_wkb.c, WKB_EXTENDED) says Z, M and a
/// reference system by flags in the kind, with the SRID behind it on the outermost geometry only; DuckDB has ISO's
/// kinds (+1000 for Z, +2000 for M), no SRID, always little endian, and of the kinds those of simple features.
/// DuckDB takes a vector's bytes as they are, so everything is checked here.
/// </summary>
internal ref struct WellKnownBinary
{
    private const uint FlagZ = 0x8000_0000;
    private const uint FlagM = 0x4000_0000;
    private const uint FlagSrid = 0x2000_0000;
    private const uint Flags = FlagZ | FlagM | FlagSrid;
    private const uint IsoStep = 1000;
    private const int KindOffset = 1;
    private const int HeaderBytes = 5;

    // Simple features: point, line, polygon, the three of many, collection; liblwgeom's curves and surfaces follow.
    private const uint Point = 1;
    private const uint Line = 2;
    private const uint Polygon = 3;
    private const uint MultiPoint = 4;
    private const uint MultiPolygon = 6;
    private const uint Collection = 7;
    private const uint LastKindOfPostGis = 17;

    /// <summary>Far from the end of any stack.</summary>
    private const int MaxDepth = 100;

    private readonly ReadOnlySpan<byte> _source;
    private readonly Span<byte> _target;
    private readonly bool _toIso;
    private int _read;
    private int _written;
    private int _srid;

    private WellKnownBinary(ReadOnlySpan<byte> source, Span<byte> target, bool toIso)
    {
        _source = source;
        _target = target;
        _toIso = toIso;
    }

    /// <param name="target">Takes no more bytes than <paramref name="extended"/> has.</param>
    /// <param name="srid">0 for none.</param>
    public static WellKnownBinaryProblem ToIso(
        ReadOnlySpan<byte> extended,
        Span<byte> target,
        out int length,
        out int srid
    )
    {
        var geometry = new WellKnownBinary(extended, target, toIso: true);
        var problem = geometry.Copy(0, outer: 0, dimensions: 0);
        (length, srid) = (geometry._written, geometry._srid);
        return problem == WellKnownBinaryProblem.None && geometry._read != extended.Length
            ? WellKnownBinaryProblem.Malformed
            : problem;
    }

    /// <param name="target">Takes 4 bytes more than <paramref name="iso"/> has.</param>
    public static WellKnownBinaryProblem ToExtended(ReadOnlySpan<byte> iso, int srid, Span<byte> target, out int length)
    {
        var geometry = new WellKnownBinary(iso, target, toIso: false) { _srid = srid };
        var problem = geometry.Copy(0, outer: 0, dimensions: 0);
        length = geometry._written;
        return problem == WellKnownBinaryProblem.None && geometry._read != iso.Length
            ? WellKnownBinaryProblem.Malformed
            : problem;
    }

    /// <param name="outer">Kind of the geometry around this one; 0 for none.</param>
    /// <param name="dimensions">Flags of the geometry around this one.</param>
    private WellKnownBinaryProblem Copy(int depth, uint outer, uint dimensions)
    {
        if (depth > MaxDepth)
            return WellKnownBinaryProblem.Depth;
        if (_source.Length - _read < HeaderBytes || _source[_read] > 1)
            return WellKnownBinaryProblem.Malformed;
        var swap = _source[_read] == 0;
        var (kind, flags) = Kind(UInt32(_read + KindOffset, swap));
        if (kind is > Collection and <= LastKindOfPostGis)
            return WellKnownBinaryProblem.Kind;
        if (kind is 0 or > LastKindOfPostGis || !FitsInto(outer, kind))
            return WellKnownBinaryProblem.Malformed;
        if (depth > 0 && flags != dimensions)
            return WellKnownBinaryProblem.Malformed;
        _read += HeaderBytes;
        if ((flags & FlagSrid) != 0 && !TryTakeSrid(swap))
            return WellKnownBinaryProblem.Malformed;
        flags &= ~FlagSrid;
        WriteHeader(kind, flags, depth);
        return kind switch
        {
            Point => Coordinates(1, flags, swap),
            Line => Points(flags, swap),
            Polygon => Rings(flags, swap),
            _ => Parts(kind, flags, swap, depth),
        };
    }

    private static bool FitsInto(uint outer, uint kind) =>
        outer is 0 or Collection || kind == outer - (MultiPoint - Point);

    private readonly (uint Kind, uint Flags) Kind(uint code)
    {
        if (_toIso)
            return (code & ~Flags, code & Flags);
        var iso = code / IsoStep;
        return iso > 3 ? (0, 0) : (code % IsoStep, ((iso & 1) != 0 ? FlagZ : 0) | ((iso & 2) != 0 ? FlagM : 0));
    }

    private bool TryTakeSrid(bool swap)
    {
        if (_source.Length - _read < sizeof(int))
            return false;
        _srid = (int)UInt32(_read, swap);
        _read += sizeof(int);
        return true;
    }

    private void WriteHeader(uint kind, uint flags, int depth)
    {
        const byte LittleEndian = 1;
        var withSrid = !_toIso && depth == 0 && _srid != 0;
        _target[_written] = LittleEndian;
        var iso = kind + ((flags & FlagZ) != 0 ? IsoStep : 0) + ((flags & FlagM) != 0 ? 2 * IsoStep : 0);
        var code = _toIso ? iso : kind | flags | (withSrid ? FlagSrid : 0);
        BinaryPrimitives.WriteUInt32LittleEndian(_target[(_written + KindOffset)..], code);
        _written += HeaderBytes;
        if (!withSrid)
            return;
        BinaryPrimitives.WriteInt32LittleEndian(_target[_written..], _srid);
        _written += sizeof(int);
    }

    private WellKnownBinaryProblem Parts(uint kind, uint flags, bool swap, int depth)
    {
        if (!TryCopyCount(swap, out var count))
            return WellKnownBinaryProblem.Malformed;
        for (var i = 0u; i < count; i++)
        {
            var problem = Copy(depth + 1, kind, flags);
            if (problem != WellKnownBinaryProblem.None)
                return problem;
        }
        return WellKnownBinaryProblem.None;
    }

    private WellKnownBinaryProblem Rings(uint flags, bool swap)
    {
        if (!TryCopyCount(swap, out var count))
            return WellKnownBinaryProblem.Malformed;
        for (var i = 0u; i < count; i++)
        {
            var problem = Points(flags, swap);
            if (problem != WellKnownBinaryProblem.None)
                return problem;
        }
        return WellKnownBinaryProblem.None;
    }

    private WellKnownBinaryProblem Points(uint flags, bool swap) =>
        TryCopyCount(swap, out var count) ? Coordinates(count, flags, swap) : WellKnownBinaryProblem.Malformed;

    private WellKnownBinaryProblem Coordinates(uint points, uint flags, bool swap)
    {
        var perPoint = 2 + ((flags & FlagZ) != 0 ? 1 : 0) + ((flags & FlagM) != 0 ? 1 : 0);
        var bytes = (long)points * perPoint * sizeof(double);
        if (bytes > _source.Length - _read)
            return WellKnownBinaryProblem.Malformed;
        var source = _source.Slice(_read, (int)bytes);
        var target = _target.Slice(_written, (int)bytes);
        source.CopyTo(target);
        if (swap)
        {
            var values = MemoryMarshal.Cast<byte, ulong>(target);
            BinaryPrimitives.ReverseEndianness(values, values);
        }
        _read += (int)bytes;
        _written += (int)bytes;
        return WellKnownBinaryProblem.None;
    }

    private bool TryCopyCount(bool swap, out uint count)
    {
        count = 0;
        if (_source.Length - _read < sizeof(uint))
            return false;
        count = UInt32(_read, swap);
        BinaryPrimitives.WriteUInt32LittleEndian(_target[_written..], count);
        _read += sizeof(uint);
        _written += sizeof(uint);
        return true;
    }

    private readonly uint UInt32(int offset, bool swap) =>
        swap
            ? BinaryPrimitives.ReadUInt32BigEndian(_source[offset..])
            : BinaryPrimitives.ReadUInt32LittleEndian(_source[offset..]);
}
