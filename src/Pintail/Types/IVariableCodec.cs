namespace Pintail.Types;

/// <summary>How reading one field of an <see cref="IVariableCodec"/> ended.</summary>
internal enum FieldOutcome
{
    Read,

    /// <summary>Not what the type's send function makes.</summary>
    Malformed,

    /// <summary>DuckDB's type cannot hold the value.</summary>
    NotRepresentable,
}

/// <summary>
/// A Postgres type whose bytes are made anew for DuckDB: printed as the text of the type's output function, or packed in
/// another way. Implemented by empty structs, as <see cref="IFixedCodec{TValue}"/>.
/// </summary>
internal interface IVariableCodec
{
    /// <summary>Postgres' name of the type, for messages.</summary>
    static abstract string TypeName { get; }

    /// <summary>What is not representable, and what to do about it.</summary>
    static virtual (string What, string Remedy) Limit => ("a value out of range", "Correct the value at the source.");

    /// <summary>Appends DuckDB's bytes to the field that <paramref name="target"/> is building.</summary>
    static abstract FieldOutcome Read(ReadOnlySpan<byte> field, FieldBuffer target);

    /// <summary>The way back; false when the bytes are no value of the type, and what was appended is void.</summary>
    static abstract bool TryWrite(ReadOnlySpan<byte> value, FieldBuffer target);
}
