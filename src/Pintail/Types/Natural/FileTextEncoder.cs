using Pintail.DuckDB;

namespace Pintail.Types.Natural;

/// <summary>Text as Postgres takes it: without NUL, which DuckDB's texts may hold.</summary>
/// <param name="replacement">In UTF-8, what is written for each; null: they are refused.</param>
internal sealed class FileTextEncoder(string columnName, byte[]? replacement) : ColumnEncoder(columnName)
{
    public override void Encode(Vector source, int count, FieldBuffer target)
    {
        var nulls = new NullReader(source, count);
        for (var i = 0; i < count; i++)
        {
            if (nulls.IsNull(i))
            {
                target.AddNull();
                continue;
            }
            var text = source.Bytes(i);
            if (text.Contains((byte)0))
                AddReplaced(text, i, target);
            else
                target.Add(text);
        }
    }

    private void AddReplaced(ReadOnlySpan<byte> text, int row, FieldBuffer target)
    {
        if (replacement is null)
            throw new PintailException(
                ErrorKind.ValueNotRepresentable,
                $"Column \"{ColumnName}\", row {row + 1} of its chunk: a VARCHAR value with a NULL-byte, which no text of "
                    + "Postgres can hold.",
                "SET pg_null_byte_replacement = '' removes such bytes, another text stands in their place."
            );
        target.Begin();
        foreach (var range in text.Split((byte)0))
        {
            if (range.Start.Value > 0)
                target.Append(replacement);
            target.Append(text[range]);
        }
        target.End();
    }
}
