namespace Pintail.Types;

/// <summary>
/// A Postgres type of constant length and how its bytes become DuckDB's value. Implemented by empty structs, so that the
/// JIT makes one loop per codec with the call inlined.
/// </summary>
internal interface IFixedCodec<TValue>
    where TValue : unmanaged
{
    /// <summary>Postgres' name of the type, for messages.</summary>
    static abstract string TypeName { get; }

    /// <summary>Bytes of a field.</summary>
    static abstract int Length { get; }

    /// <summary>What <see cref="TryRead"/> refuses, and what to do about it.</summary>
    static virtual (string What, string Remedy) Limit => ("a value out of range", "Correct the value at the source.");

    /// <summary>False when DuckDB's type cannot hold the value.</summary>
    static abstract bool TryRead(ReadOnlySpan<byte> field, out TValue value);

    /// <summary>The way back into a field of <see cref="Length"/> bytes; false when Postgres' type cannot hold the value.</summary>
    static abstract bool TryWrite(TValue value, Span<byte> field);

    /// <summary>How either side prints a value, and which values DuckDB's type cannot hold; none by default.</summary>
    static virtual FixedTraits Traits => FixedTraits.Default;
}

/// <inheritdoc cref="TypeMapping.DuckDBText"/>
internal sealed record FixedTraits(Func<string, string> DuckDBText, Func<string, string>? Unrepresentable = null)
{
    public static FixedTraits Default { get; } = new(ValueTexts.Cast);

    /// <inheritdoc cref="TypeMapping.CreateCanonical"/>
    public Func<CanonicalForm>? CreateCanonical { get; init; }
}
