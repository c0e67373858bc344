namespace Pintail.Types;

/// <summary>
/// The one spatial reference system of a column: DuckDB's GEOMETRY has no place for it in the value. Declared, or that of
/// the first value that any thread sees; a second one among the values is refused.
/// </summary>
/// <param name="declared">By the type modifier; null when it leaves it open.</param>
internal sealed class GeometrySrid(int? declared)
{
    private const int Unseen = int.MinValue;
    private int _srid = declared ?? Unseen;

    /// <summary>0 for none; null while no value has been seen.</summary>
    public int? Value => Volatile.Read(ref _srid) is var srid && srid == Unseen ? null : srid;

    public bool TryTake(int srid)
    {
        var known = Volatile.Read(ref _srid);
        if (known == Unseen)
            known = Interlocked.CompareExchange(ref _srid, srid, Unseen);
        return known == srid || known == Unseen;
    }
}
