namespace Pintail.Postgres;

internal static class ObjectIds
{
    /// <summary>
    /// FirstNormalObjectId in src/include/access/transam.h: what has a smaller OID came with the server and never changes;
    /// from here on OIDs differ between databases.
    /// </summary>
    public const uint FirstNormal = 16384;
}
