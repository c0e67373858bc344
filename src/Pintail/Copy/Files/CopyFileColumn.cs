using Pintail.Types.Natural;

namespace Pintail.Copy.Files;

/// <summary>A column of a file of COPY BINARY: its name for messages, and how it is read and written.</summary>
internal sealed record CopyFileColumn(string Name, NaturalType Type);
