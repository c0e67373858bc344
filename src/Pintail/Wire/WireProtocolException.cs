namespace Pintail.Wire;

/// <summary>The peer sent what the protocol does not allow: it is not a PostgreSQL server, or something between changed bytes.</summary>
public sealed class WireProtocolException(string message) : Exception(message);
