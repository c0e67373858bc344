using System.Diagnostics.CodeAnalysis;

namespace Pintail.Copy.Files;

/// <summary>What is wrong with a file, and at which byte of it.</summary>
internal sealed class CopyFileErrors(string path)
{
    private const string TornHint = "Write the file again: it was cut short or changed after it was written.";

    private const string OtherHint =
        "The columns must be those of the file, in its order, each with the type that it was written as.";

    /// <summary>One of these was made: what is thrown says already where it is.</summary>
    public bool AreReported { get; private set; }

    public PintailException Truncated(long end) => New($"'{path}' ends at byte {end}, before its trailer.", TornHint);

    public PintailException Empty() => New($"'{path}' is empty.", TornHint);

    public PintailException Header(string what) =>
        New(
            $"'{path}' has an invalid header at byte 0: {what}",
            "Only files of COPY … (FORMAT binary) or (FORMAT postgres_binary) can be read."
        );

    [DoesNotReturn]
    public void GoesOn(long offset) => throw New($"'{path}' goes on after its trailer, at byte {offset}.", TornHint);

    [DoesNotReturn]
    public void FieldCount(long row, long offset, int expected, int found) =>
        throw New(
            $"Row {row} at byte {offset} of '{path}': expected {expected} field(s) per row, got {found}.",
            OtherHint
        );

    [DoesNotReturn]
    public void FieldLength(long row, long offset, string column, int length) =>
        throw New(
            $"Column \"{column}\", row {row}, at byte {offset} of '{path}': Invalid Postgres binary field length {length}.",
            TornHint
        );

    [DoesNotReturn]
    public void PastEnd(long row, long offset, string column, int length, long end) =>
        throw New(
            $"Column \"{column}\", row {row}, at byte {offset} of '{path}': a field of {length} bytes, but the file ends at "
                + $"byte {end}.",
            TornHint
        );

    [DoesNotReturn]
    public void OtherLength(long row, long offset, CopyFileColumn column, int length) =>
        throw New(
            $"Column \"{column.Name}\", row {row}, at byte {offset} of '{path}': "
                + (
                    column.Type.Length >= 0 ? $"expected {column.Type.Length} bytes for a value of type"
                    : column.Type.DuckDBName.EndsWith(']')
                        ? $"expected at least {column.Type.LeastLength} bytes for an array header of type"
                    : $"expected at least {column.Type.LeastLength} bytes for a value of type"
                )
                + $" {column.Type.DuckDBName}, got {length}.",
            OtherHint
        );

    /// <summary>A decoder's error, whose message knows the column and the row.</summary>
    public PintailException Value(PintailException error, long from, long to) =>
        new(error.Kind, $"'{path}', bytes {from} to {to}: {error.Message}", OtherHint, error) { Column = error.Column };

    private PintailException New(string message, string hint)
    {
        AreReported = true;
        return new PintailException(ErrorKind.SourceProtocol, message, hint);
    }
}
