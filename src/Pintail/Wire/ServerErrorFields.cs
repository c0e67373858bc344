using System.Globalization;
using System.Text;

namespace Pintail.Wire;

/// <summary>The body of an ErrorResponse: pairs of a field code and a zero-terminated text, ended by a zero byte.</summary>
internal sealed record ServerErrorFields
{
    public string Severity { get; private set; } = "ERROR";
    public string SqlState { get; private set; } = "XX000";
    public string MessageText { get; private set; } = "";
    public string? Detail { get; private set; }
    public string? Hint { get; private set; }
    public int? Position { get; private set; }
    public string? Where { get; private set; }
    public string? Schema { get; private set; }
    public string? Table { get; private set; }
    public string? Column { get; private set; }
    public string? DataType { get; private set; }
    public string? Constraint { get; private set; }

    public static ServerErrorFields Parse(ReadOnlySpan<byte> body)
    {
        var fields = new ServerErrorFields();
        var reader = new PayloadReader(body);
        for (var code = reader.Byte(); code != 0; code = reader.Byte())
        {
            // Before start-up is complete the server writes in its own encoding: a replaced character in a message
            // is better than no message.
            fields.Set(code, Encoding.UTF8.GetString(reader.CString()));
        }

        return fields;
    }

    /// <summary>Codes: src/include/postgres_ext.h (PG_DIAG_*).</summary>
    private void Set(byte code, string text)
    {
        switch ((char)code)
        {
            // S may be translated, but it comes first, and servers before 9.6 have no V.
            case 'S' or 'V':
                Severity = text;
                break;
            case 'C':
                SqlState = text;
                break;
            case 'M':
                MessageText = text;
                break;
            case 'D':
                Detail = text;
                break;
            case 'H':
                Hint = text;
                break;
            case 'P':
                Position = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : null;
                break;
            case 'W':
                Where = text;
                break;
            case 's':
                Schema = text;
                break;
            case 't':
                Table = text;
                break;
            case 'c':
                Column = text;
                break;
            case 'd':
                DataType = text;
                break;
            case 'n':
                Constraint = text;
                break;
            default:
                // q, p, F, L, R are of no use here; unknown ones are to be ignored.
                break;
        }
    }
}
