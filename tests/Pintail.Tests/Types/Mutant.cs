using Pintail.DuckDB;
using Pintail.Types;

namespace Pintail.Tests.Types;

/// <summary>A way in which a decoder may be broken: what it does to a vector after the right values were decoded into it.</summary>
/// <param name="Forward">Called for every vector that a column's consists of.</param>
/// <param name="Back">
/// Undoes <paramref name="Forward"/>: an encoder that is broken in the same way. Null when what the decoder loses cannot
/// come back, so that no encoder hides it.
/// </param>
internal sealed record Mutant(string Name, VectorChange Forward, VectorChange? Back = null)
{
    /// <summary>Which field each row is decoded from; null: its own.</summary>
    public Func<int, int, int>? Row { get; init; }

    public override string ToString() => Name;

    /// <summary>The same column, its decoder broken, and its encoder too.</summary>
    public ColumnMapping Break(ColumnMapping mapping, bool encoderToo) =>
        new(
            mapping.Column,
            mapping.Type with
            {
                CreateDecoder = name => new BrokenDecoder(this, mapping.Type.CreateDecoder(name), mapping),
                CreateEncoder = name =>
                    encoderToo
                        ? new BrokenEncoder(this, mapping.Type.CreateEncoder(name), mapping)
                        : mapping.Type.CreateEncoder(name),
            }
        );

    private sealed class BrokenDecoder(Mutant mutant, ColumnDecoder decoder, ColumnMapping mapping)
        : ColumnDecoder(decoder.ColumnName)
    {
        public override void Decode(in Fields fields, Vector target)
        {
            var (offsets, lengths) = (fields.Offsets.ToArray(), fields.Lengths.ToArray());
            for (var i = 0; mutant.Row is { } row && i < lengths.Length; i++)
            {
                var source = row(i, lengths.Length);
                (offsets[i], lengths[i]) = (fields.Offsets[source], fields.Lengths[source]);
            }
            decoder.Decode(new Fields(fields.Buffer, offsets, lengths, fields.RowsBefore), target);
            using var type = mapping.CreateLogicalType();
            VectorTree.Visit(target, type, lengths.Length, mutant.Forward);
        }
    }

    /// <summary>Changes the vector that it reads, which must be the caller's own.</summary>
    private sealed class BrokenEncoder(Mutant mutant, ColumnEncoder encoder, ColumnMapping mapping)
        : ColumnEncoder(encoder.ColumnName)
    {
        public override void Encode(Vector source, int count, FieldBuffer target)
        {
            using var type = mapping.CreateLogicalType();
            VectorTree.Visit(source, type, count, mutant.Back!);
            encoder.Encode(source, count, target);
        }
    }
}
