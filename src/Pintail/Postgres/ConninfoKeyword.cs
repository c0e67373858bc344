namespace Pintail.Postgres;

internal enum ConninfoSupport
{
    /// <summary>Has its full meaning.</summary>
    Full,

    /// <summary>Taken and without effect here, because the outcome is the same without it.</summary>
    NoEffect,

    /// <summary>Only the listed values are taken; any other is known to libpq and not yet to Pintail.</summary>
    OnlyValues,
}

/// <summary>One parameter of libpq: its keyword, the variable that gives it a default, and what it means here.</summary>
/// <param name="Variable">Null where libpq reads none.</param>
/// <param name="Values">The values taken under <see cref="ConninfoSupport.OnlyValues"/>; none refuses the keyword itself.</param>
internal sealed record ConninfoKeyword(string Name, string? Variable, ConninfoSupport Support, params string[] Values);
