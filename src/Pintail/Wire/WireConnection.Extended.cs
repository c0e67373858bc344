namespace Pintail.Wire;

/// <summary>The extended query protocol: statements with parameters, and what their results look like.</summary>
public sealed partial class WireConnection
{
    /// <summary>Asks what a statement's parameters and columns are. Nothing is run; several statements are an error.</summary>
    /// <exception cref="PostgresServerException">The statement is wrong; the connection stays usable.</exception>
    public StatementDescription Describe(string sql)
    {
        _channel.SendCommand(output => ExtendedQuery.WriteDescribe(output, sql));
        try
        {
            return ReadDescription();
        }
        catch
        {
            GiveUpUnlessReady();
            throw;
        }
    }

    /// <summary>Runs one statement; read it to its end before the next command.</summary>
    /// <param name="parameters">Texts as the server's types read them; null is NULL.</param>
    /// <param name="choose">
    /// Told what the server says of the statement just before it is run; says for each column whether it comes in the
    /// type's binary format (else as text), or throws to leave the statement alone.
    /// </param>
    /// <exception cref="PostgresServerException">The connection stays usable.</exception>
    public QueryReader Query(
        string sql,
        IReadOnlyList<string?> parameters,
        Func<StatementDescription, IReadOnlyList<bool>> choose
    )
    {
        var isBinary = choose(Describe(sql));
        var receivedBefore = _channel.Input.BytesReceived;
        _channel.SendCommand(output => ExtendedQuery.WriteRun(output, parameters, isBinary));
        try
        {
            var type = _channel.Read(out var body);
            return type switch
            {
                MessageType.BindComplete => new QueryReader(this, _channel, receivedBefore),
                MessageType.ErrorResponse => throw FinishWith(
                    new PostgresServerException(ServerErrorFields.Parse(body))
                ),
                _ => throw _channel.Unexpected(type, "where a statement's parameters should be bound"),
            };
        }
        catch
        {
            GiveUpUnlessReady();
            throw;
        }
    }

    /// <summary>The rows of a small result in the server's text form; null is NULL.</summary>
    public IReadOnlyList<string?[]> Query(string sql, IReadOnlyList<string?> parameters)
    {
        using var reader = Query(sql, parameters, found => new bool[found.Columns?.Count ?? 0]);
        var rows = new List<string?[]>();
        while (!reader.IsCompleted)
        {
            reader.BeginBatch();
            while (reader.TryNextRow(out var offset, out var length))
            {
                rows.Add(ReadRow(reader.Buffer.AsSpan(offset, length)));
            }
        }

        return rows;
    }

    private StatementDescription ReadDescription()
    {
        Expect(MessageType.ParseComplete, out _);
        Expect(MessageType.ParameterDescription, out var body);
        var parameters = ExtendedQuery.ReadParameterTypes(body);
        var type = ReadOrThrow(out body);
        var columns = type switch
        {
            MessageType.RowDescription => ExtendedQuery.ReadColumns(body),
            MessageType.NoData => null,
            _ => throw _channel.Unexpected(type, "in the description of a statement"),
        };
        Expect(MessageType.ReadyForQuery, out body);
        _channel.ReadReadyForQuery(body);
        return new StatementDescription(parameters, columns);
    }

    private void Expect(byte expected, out ReadOnlySpan<byte> body)
    {
        var type = ReadOrThrow(out body);
        if (type != expected)
        {
            throw _channel.Unexpected(
                type,
                $"in the description of a statement, where {MessageType.Name(expected)} belongs"
            );
        }
    }

    private byte ReadOrThrow(out ReadOnlySpan<byte> body)
    {
        var type = _channel.Read(out body);
        return type == MessageType.ErrorResponse
            ? throw FinishWith(new PostgresServerException(ServerErrorFields.Parse(body)))
            : type;
    }
}
