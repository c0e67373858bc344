namespace Pintail.Wire;

public sealed class PostgresServerException : Exception
{
    internal PostgresServerException(string sqlState, string messageText)
        : base($"{sqlState}: {messageText}")
    {
        SqlState = sqlState;
        MessageText = messageText;
    }

    public string SqlState { get; }
    public string MessageText { get; }
}
