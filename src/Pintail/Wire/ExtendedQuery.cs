using System.Text;

namespace Pintail.Wire;

/// <summary>
/// The messages of the extended query protocol, with the unnamed statement and portal (PostgreSQL manual, "Message
/// Formats"). Each group ends with Sync, after which the server answers ReadyForQuery, errors included.
/// </summary>
internal static class ExtendedQuery
{
    private const short Text = 0;
    private const short Binary = 1;

    /// <summary>The count is an int16 that the server reads without sign.</summary>
    private const int MaxParameters = ushort.MaxValue;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, true);

    /// <summary>Parse, Describe of the statement, Sync. The server finds out the types of all parameters.</summary>
    public static void WriteDescribe(MessageWriter output, string sql)
    {
        output.Begin(MessageType.Parse);
        output.CString("");
        output.CString(sql);
        output.Int16(0);
        output.End();
        output.Begin(MessageType.Describe);
        output.Byte((byte)'S');
        output.CString("");
        output.End();
        WriteSync(output);
    }

    /// <summary>Bind, Execute without a limit, Sync: of the statement that was described last.</summary>
    /// <param name="parameters">In text form; null is NULL.</param>
    /// <param name="isBinary">Of each column of the result.</param>
    public static void WriteRun(MessageWriter output, IReadOnlyList<string?> parameters, IReadOnlyList<bool> isBinary)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(parameters.Count, MaxParameters);
        output.Begin(MessageType.Bind);
        output.CString("");
        output.CString("");
        // No format code: all parameters are texts.
        output.Int16(0);
        output.Int16(parameters.Count);
        foreach (var parameter in parameters)
        {
            output.Value(parameter);
        }

        output.Int16(isBinary.Count);
        foreach (var binary in isBinary)
        {
            output.Int16(binary ? Binary : Text);
        }

        output.End();
        output.Begin(MessageType.Execute);
        output.CString("");
        output.Int32(0);
        output.End();
        WriteSync(output);
    }

    /// <summary>ParameterDescription's body.</summary>
    public static uint[] ReadParameterTypes(ReadOnlySpan<byte> body)
    {
        var reader = new PayloadReader(body);
        var types = new uint[(ushort)reader.Int16()];
        for (var i = 0; i < types.Length; i++)
        {
            types[i] = (uint)reader.Int32();
        }

        return reader.IsAtEnd ? types : throw Longer("parameters");
    }

    /// <summary>RowDescription's body.</summary>
    public static ResultColumn[] ReadColumns(ReadOnlySpan<byte> body)
    {
        var reader = new PayloadReader(body);
        var columns = new ResultColumn[(ushort)reader.Int16()];
        for (var i = 0; i < columns.Length; i++)
        {
            var name = ReadName(ref reader, i);
            // The table's OID and the column's number in it.
            reader.Bytes(sizeof(int) + sizeof(short));
            var type = (uint)reader.Int32();
            // The type's size.
            reader.Int16();
            columns[i] = new ResultColumn(name, type, reader.Int32());
            // The format, which is not chosen yet when a statement is described.
            reader.Int16();
        }

        return reader.IsAtEnd ? columns : throw Longer("columns");
    }

    private static string ReadName(ref PayloadReader reader, int index)
    {
        try
        {
            return StrictUtf8.GetString(reader.CString());
        }
        catch (DecoderFallbackException)
        {
            throw new WireProtocolException($"The name of column {index + 1} of a query's result is not valid UTF-8.");
        }
    }

    private static void WriteSync(MessageWriter output)
    {
        output.Begin(MessageType.Sync);
        output.End();
    }

    private static WireProtocolException Longer(string what) =>
        new($"The server's description of a statement's {what} goes on after its end.");
}
