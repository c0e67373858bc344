using System.Diagnostics.CodeAnalysis;

namespace Pintail.Types;

/// <summary>
/// Throws of the decoders, out of line so that the loops stay small. Every message names the column and, where it is
/// known, the row's number within its stream; the caller adds the table. Never a value.
/// </summary>
internal static class DecodeErrors
{
    /// <summary>In a remedy: the decoder does not know its table, who catches the error puts the column's full name here.</summary>
    public const string ColumnName = "schema.table.column";

    private const string ProtocolHint =
        "The server, or something between, sent bytes that are not what PostgreSQL's binary format says; "
        + "run again, and report it if it stays.";

    [DoesNotReturn]
    public static void WrongLength(string column, in Fields fields, int index, string type, int expected) =>
        throw new PintailException(
            ErrorKind.SourceProtocol,
            $"Column \"{column}\"{Place(fields, index)}: a field of {fields.Lengths[index]} bytes, "
                + $"where {type} has {expected}.",
            ProtocolHint
        );

    [DoesNotReturn]
    public static void Malformed(string column, in Fields fields, int index, string expectation) =>
        throw new PintailException(
            ErrorKind.SourceProtocol,
            $"Column \"{column}\"{Place(fields, index)}: {expectation}.",
            ProtocolHint
        );

    [DoesNotReturn]
    public static void NotRepresentable(string column, in Fields fields, int index, string what, string remedy) =>
        throw new PintailException(
            ErrorKind.ValueNotRepresentable,
            $"Column \"{column}\"{Place(fields, index)}: {what}.",
            remedy
        )
        {
            Column = column,
        };

    private static string Place(in Fields fields, int index) =>
        fields.RowsBefore < 0 ? ", in an array" : $", row {fields.RowsBefore + index + 1} of the stream";
}
