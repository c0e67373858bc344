namespace Pintail.Wire;

/// <summary>
/// An ErrorResponse of the server, field by field (PostgreSQL manual, "Error and Notice Message Fields"). The message
/// is the server's own and may quote values: whether a user sees it is decided by <see cref="SqlState"/>.
/// </summary>
public sealed class PostgresServerException : Exception
{
    internal PostgresServerException(ServerErrorFields fields)
        : base($"{fields.SqlState}: {fields.MessageText}")
    {
        Severity = fields.Severity;
        SqlState = fields.SqlState;
        MessageText = fields.MessageText;
        Detail = fields.Detail;
        Hint = fields.Hint;
        Position = fields.Position;
        Where = fields.Where;
        Schema = fields.Schema;
        Table = fields.Table;
        Column = fields.Column;
        DataType = fields.DataType;
        Constraint = fields.Constraint;
    }

    /// <summary>ERROR, FATAL or PANIC, never translated. After the last two the connection is gone.</summary>
    public string Severity { get; }

    /// <summary>Five characters.</summary>
    public string SqlState { get; }
    public string MessageText { get; }
    public string? Detail { get; }
    public string? Hint { get; }

    /// <summary>Where in the statement, in characters from 1.</summary>
    public int? Position { get; }
    public string? Where { get; }
    public string? Schema { get; }
    public string? Table { get; }
    public string? Column { get; }
    public string? DataType { get; }
    public string? Constraint { get; }

    internal bool EndsConnection => Severity is "FATAL" or "PANIC";
}
