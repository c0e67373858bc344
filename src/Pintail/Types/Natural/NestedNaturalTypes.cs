using Pintail.DuckDB;

namespace Pintail.Types.Natural;

/// <summary>LIST as array, nested to its depth; STRUCT as composite; MAP of texts as hstore.</summary>
internal static class NestedNaturalTypes
{
    /// <summary>record_send's number of columns.</summary>
    private const int RecordBytes = 4;

    /// <param name="of">Resolves a part's type.</param>
    public static NaturalType List(LogicalType list, Func<LogicalType, NaturalType> of)
    {
        var dimensions = 0;
        var type = list;
        try
        {
            for (; type.Id == DuckDBType.List; dimensions++)
            {
                var child = type.ListChild();
                Release(type, list);
                type = child;
            }
            return List(Part(of(type)), dimensions);
        }
        finally
        {
            Release(type, list);
        }
    }

    public static NaturalType Struct(LogicalType type, Func<LogicalType, NaturalType> of)
    {
        var parts = new NaturalType[type.StructCount];
        for (var i = 0; i < parts.Length; i++)
        {
            using var child = type.StructChild(i);
            parts[i] = Part(of(child));
        }
        uint[] oids = [.. parts.Select(part => part.Oid)];
        ReadableOids[] readable = [.. parts.Select(part => part.Readable)];
        var names = Enumerable.Range(0, parts.Length).Select(i => $"{type.StructName(i)} {parts[i].DuckDBName}");
        var name = $"STRUCT({string.Join(", ", names)})";
        return new NaturalType(name, "record", NaturalTypes.RecordOid, new ReadableOids())
        {
            LeastLength = RecordBytes,
            CreateDecoder = column => new CompositeDecoder(
                column,
                name,
                oids,
                [.. parts.Select(part => part.CreateDecoder(column))],
                readable
            ),
            CreateEncoder = column => new CompositeEncoder(
                column,
                oids,
                [.. parts.Select(part => part.CreateEncoder(column))]
            ),
        };
    }

    public static NaturalType Map(LogicalType type, Func<LogicalType, NaturalType> of)
    {
        using var key = type.MapKey();
        using var value = type.MapValue();
        if (key.Id != DuckDBType.Varchar || value.Id != DuckDBType.Varchar)
            throw NaturalTypes.NotSupported("MAP of other types than VARCHAR");
        var text = of(key);
        return new NaturalType("MAP(VARCHAR, VARCHAR)", "hstore", 0, new ReadableOids())
        {
            LeastLength = sizeof(int),
            CreateDecoder = name => new MapDecoder(name, text.CreateDecoder(name), text.CreateDecoder(name)),
            CreateEncoder = name => new MapEncoder(name, text.CreateEncoder(name), text.CreateEncoder(name)),
        };
    }

    private static NaturalType List(NaturalType element, int dimensions)
    {
        var name = element.DuckDBName + string.Concat(Enumerable.Repeat("[]", dimensions));
        if (dimensions > ArrayDecoder.MaxDimensions)
            throw NaturalTypes.NotSupported($"{name}, of more than {ArrayDecoder.MaxDimensions} dimensions,");
        // Postgres has one array type for all dimensions. An array is an element of nothing but a composite.
        return new NaturalType(name, $"{element.PostgresName}[]", ArrayOid(element.Oid), ArraysReadAs(element))
        {
            LeastLength = ArrayDecoder.HeaderBytes,
            CreateDecoder = column => new ArrayDecoder(
                column,
                element.Oid,
                dimensions,
                element.CreateDecoder(column),
                hasFixedDimensions: true,
                element.Readable
            ),
            CreateEncoder = column => new ArrayEncoder(column, element.Oid, dimensions, element.CreateEncoder(column)),
        };
    }

    // Extensions have other OIDs in every database.
    private static NaturalType Part(NaturalType type) =>
        type.Oid == 0 ? throw NaturalTypes.NotSupported($"{type.DuckDBName} within another") : type;

    /// <summary>pg_type.typarray of the natural types (pg_type.dat).</summary>
    private static uint ArrayOid(uint element) =>
        element switch
        {
            16 => 1000,
            17 => 1001,
            20 => 1016,
            21 => 1005,
            23 => 1007,
            25 => 1009,
            26 => 1028,
            114 => 199,
            700 => 1021,
            701 => 1022,
            1082 => 1182,
            1083 => 1183,
            1114 => 1115,
            1184 => 1185,
            1186 => 1187,
            1266 => 1270,
            1562 => 1563,
            1700 => 1231,
            2950 => 2951,
            _ => 2287, // record[]
        };

    // varchar[], bpchar[], name[], xml[]; jsonb[].
    private static ReadableOids ArraysReadAs(NaturalType element) =>
        element.Oid switch
        {
            NaturalTypes.TextOid => new ReadableOids(1015, 1014, 1003, 143),
            114 => new ReadableOids(3807),
            _ => new ReadableOids(),
        };

    private static void Release(LogicalType type, LogicalType kept)
    {
        if (!ReferenceEquals(type, kept))
            type.Dispose();
    }
}
