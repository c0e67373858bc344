using System.Diagnostics.CodeAnalysis;

namespace Pintail.Types;

/// <summary>Throws of the encoders, out of line. Never a value.</summary>
internal static class EncodeErrors
{
    [DoesNotReturn]
    public static void NotRepresentable(string column, int row, string type) =>
        throw new PintailException(
            ErrorKind.ValueNotRepresentable,
            $"Column \"{column}\", row {row + 1} of its chunk: a value that Postgres' {type} cannot hold.",
            "Correct the value, or store the column in another type."
        );

    [DoesNotReturn]
    public static void OutOfRange(string column, int row, string type) =>
        throw new PintailException(
            ErrorKind.ValueNotRepresentable,
            $"Column \"{column}\", row {row + 1} of its chunk: a value out of range for Postgres' {type}.",
            "Correct the value, or store the column in another type."
        );
}
