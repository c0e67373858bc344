namespace Pintail.Session;

/// <summary>A column of a result.</summary>
/// <param name="Type">See <see cref="TypeName.Of"/>.</param>
public sealed record SqlColumn(string Name, string Type);
