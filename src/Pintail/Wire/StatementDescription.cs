namespace Pintail.Wire;

/// <summary>What the server says about a statement without running it.</summary>
/// <param name="ParameterTypes">OIDs, of $1 first.</param>
/// <param name="Columns">Null when the statement gives no rows at all.</param>
public sealed record StatementDescription(IReadOnlyList<uint> ParameterTypes, IReadOnlyList<ResultColumn>? Columns);

/// <param name="Type">OID; of a domain the type below it.</param>
/// <param name="TypeModifier">−1 when the type has none.</param>
public readonly record struct ResultColumn(string Name, uint Type, int TypeModifier)
{
    /// <summary>Whoever described the statement does not tell modifiers.</summary>
    internal const int UnknownModifier = int.MinValue;
}
