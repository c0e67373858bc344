namespace Pintail.Types;

/// <summary>
/// The rows of the type table for types of pg_catalog whose DuckDB side is the text that Postgres prints: printed here from
/// the binary format where that is short and stable, so that they may stand inside arrays and composites; read through
/// the output function where the bytes say too little (an oid without its name) or too much.
/// </summary>
internal static class PrintedTypes
{
    private const string AsPrinted = "mirrored as the text Postgres prints";
    private const string ThroughOutput = "read through the output function";

    public static IReadOnlyList<TypeRow> Rows { get; } =
    [
        Printed<InetCodec>("inet", "inet_send, network.c; inet_net_ntop.c"),
        Printed<CidrCodec>("cidr", "cidr_send, network.c; inet_net_ntop.c"),
        Printed<MacaddrCodec>("macaddr", "macaddr_send, mac.c"),
        Printed<Macaddr8Codec>("macaddr8", "macaddr8_send, mac8.c"),
        Lsn(),
        Printed<TidCodec>("tid", "tidsend, tid.c"),
        Printed<SnapshotCodec>(["pg_snapshot", "txid_snapshot"], "pg_snapshot_send, xid8funcs.c"),
        Geometry<LineCodec>("line", "line_send"),
        Geometry<LineSegmentCodec>("lseg", "lseg_send"),
        Geometry<BoxCodec>("box", "box_send"),
        Geometry<PathCodec>("path", "path_send", PathCodec.HeaderBytes),
        Geometry<PolygonCodec>("polygon", "poly_send", PolygonCodec.HeaderBytes),
        Geometry<CircleCodec>("circle", "circle_send"),
        new(["xml"], "VARCHAR", "xml_send, xml.c", request => TextMappings.Varchar<PlainCodec>(request.Options))
        {
            Note = "without an encoding declaration, as Postgres prints it",
        },
        new(
            ["refcursor"],
            "VARCHAR",
            "textsend, varlena.c",
            request => TextMappings.Varchar<PlainCodec>(request.Options)
        ),
        new(
            ["jsonpath"],
            "VARCHAR",
            "jsonpath_send, jsonpath.c",
            request => TextMappings.AsText<VersionedCodec>(request.Options, $"jsonpath: {AsPrinted}")
        ),
        new(
            ["tsvector", "tsquery"],
            "VARCHAR",
            "tsvectorout, tsvector.c; tsqueryout, tsquery.c",
            request => TextMappings.Output(request.Options, $"type {request.Type.DisplayName}: {AsPrinted}")
        )
        {
            Note = ThroughOutput,
        },
        new(
            [
                "regclass",
                "regtype",
                "regproc",
                "regprocedure",
                "regoper",
                "regoperator",
                "regrole",
                "regnamespace",
                "regconfig",
                "regdictionary",
                "regcollation",
                "regdatabase",
            ],
            "VARCHAR",
            "regclassout and its like, regproc.c",
            request =>
                TextMappings.Output(
                    request.Options,
                    $"type {request.Type.DisplayName}: mirrored as the name Postgres prints for the oid"
                )
        )
        {
            Title = "regclass, regtype, other reg*",
            Note = $"the name that the oid has while it is read; {ThroughOutput}",
        },
    ];

    private static TypeRow Printed<TCodec>(string name, string source)
        where TCodec : struct, IVariableCodec => Printed<TCodec>([name], source);

    private static TypeRow Printed<TCodec>(string[] names, string source)
        where TCodec : struct, IVariableCodec =>
        new(
            names,
            "VARCHAR",
            source,
            request => TextMappings.Printed<TCodec>($"type {request.Type.DisplayName}: {AsPrinted}")
        );

    private static TypeRow Geometry<TCodec>(string name, string function, int headerBytes = 0)
        where TCodec : struct, IVariableCodec
    {
        var row = Printed<TCodec>(name, $"{function}, geo_ops.c");
        return row with
        {
            Map = request => row.Map!(request) with { CreateCanonical = () => new GeometryForm(headerBytes) },
            Note = "sign and payload of NaN are not kept",
        };
    }

    private static TypeRow Lsn()
    {
        var row = Printed<LsnCodec>("pg_lsn", "pg_lsn_send, pg_lsn.c");
        return row with { Map = request => row.Map!(request) with { PostgresText = LsnCodec.PostgresText } };
    }
}
