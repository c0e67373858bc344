using System.Globalization;

namespace Pintail.Postgres;

/// <summary>One of the places that a source's connection string names. Holds a password: print only <see cref="Text"/>.</summary>
/// <param name="Name">A name or address; with a leading '/' a unix socket folder, with '@' an abstract socket's.</param>
/// <param name="Address">hostaddr: the IP address to dial in place of looking up the name.</param>
public sealed record SourceHost(string Name, string? Address, int Port, string? Password)
{
    public bool IsUnixSocket => Address is null && Name is ['/' or '@', ..];

    /// <summary>host:port.</summary>
    public string Text =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(Name.Contains(':', StringComparison.Ordinal) ? $"[{Name}]" : Name)}:{Port}"
        );

    public override string ToString() => Text;
}
