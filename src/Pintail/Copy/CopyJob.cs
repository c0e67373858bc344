using Pintail.DuckDB;
using Pintail.Types;
using Pintail.Wire;

namespace Pintail.Copy;

/// <summary>A column of a copy: its name in DuckDB, its type there, and how its values are decoded.</summary>
internal sealed record CopyColumn(string Name, Func<LogicalType> CreateLogicalType, Func<ColumnDecoder> CreateDecoder)
{
    /// <summary>What of its fields is fingerprinted on the way in; null where nothing is.</summary>
    public Func<FieldFold>? CreateFold { get; init; }
}

/// <summary>
/// One relation that is being copied, as DuckDB's threads see it: what the columns are and where streams of rows come
/// from. Whoever starts the copy implements it.
/// </summary>
internal abstract class CopyJob
{
    public abstract IReadOnlyList<CopyColumn> Columns { get; }

    /// <summary>How many DuckDB threads may read at a time, at least 1.</summary>
    public abstract int MaxStreams { get; }

    /// <summary>An estimate; null when there is none.</summary>
    public abstract long? ExpectedRows { get; }

    /// <summary>Called once on each DuckDB thread that takes part.</summary>
    public abstract CopyStream OpenStream();

    /// <summary>
    /// Tells the error that ends the copy before it crosses into C, where only its text would be left. Called on any
    /// thread, possibly more than once.
    /// </summary>
    public abstract void Fail(Exception error);
}

/// <summary>One thread's share of a <see cref="CopyJob"/>. Used by one thread; disposed once, also after an error.</summary>
internal abstract class CopyStream : IDisposable
{
    /// <summary>The rows of the next piece; null when nothing is left. The caller disposes them before it asks again.</summary>
    public abstract ICopyRows? Next();

    /// <summary>The piece that <see cref="Next"/> gave was read to its end.</summary>
    /// <param name="rowsSent">As the server's COPY says; where it does not say, as they were counted on arrival.</param>
    public abstract void Completed(long rowsSent);

    /// <summary>What was read since the stream was opened, a fingerprint per column with a fold. Called once, when the stream ends.</summary>
    public virtual void Folded(IReadOnlyList<Fingerprint> content) { }

    /// <summary>A chunk was decoded.</summary>
    /// <param name="bytes">Bytes received since the last call.</param>
    public abstract void Advance(int rows, long bytes);

    public abstract void Dispose();
}
