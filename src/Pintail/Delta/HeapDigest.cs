using Pintail.Postgres;

namespace Pintail.Delta;

/// <summary>What a digest says of one heap.</summary>
/// <param name="Rows">That the snapshot sees.</param>
/// <param name="New">Of these, the ones that the earlier snapshot did not see.</param>
/// <param name="NewRanges">Pages that hold all new rows.</param>
internal sealed record HeapDigest(Relation Heap, long Rows, long New, IReadOnlyList<CtidRange> NewRanges);
