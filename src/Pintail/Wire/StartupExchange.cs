using System.Text;

namespace Pintail.Wire;

/// <summary>
/// The start-up message, the authentication the server asks for, and what follows up to the first ReadyForQuery.
/// Has trust, cleartext, md5 and SCRAM-SHA-256; anything else is <see cref="UnsupportedAuthenticationException"/>.
/// Channel binding (SCRAM-SHA-256-PLUS) is not there yet, and the SCRAM exchange says truthfully that the client lacks it.
/// </summary>
internal sealed class StartupExchange(WireChannel channel, WireOptions options)
{
    private ScramSha256? _scram;

    /// <summary>Returns when the server is satisfied.</summary>
    public void Authenticate()
    {
        SendStartup();
        while (true)
        {
            var type = channel.Read(out var body);
            switch (type)
            {
                case MessageType.Authentication:
                    if (Answer(new PayloadReader(body)))
                    {
                        return;
                    }

                    break;
                case MessageType.NegotiateProtocolVersion:
                    // 3.0 is the oldest there is and no protocol extension is asked for: nothing to give up.
                    break;
                case MessageType.ErrorResponse:
                    throw new PostgresServerException(ServerErrorFields.Parse(body));
                default:
                    throw channel.Unexpected(type, "during the authentication");
            }
        }
    }

    public (int ProcessId, byte[] SecretKey) AwaitReady()
    {
        var (processId, secretKey) = (0, Array.Empty<byte>());
        while (!channel.IsReady)
        {
            var type = channel.Read(out var body);
            switch (type)
            {
                case MessageType.BackendKeyData:
                    var reader = new PayloadReader(body);
                    processId = reader.Int32();
                    secretKey = reader.Rest().ToArray();
                    break;
                case MessageType.ReadyForQuery:
                    channel.ReadReadyForQuery(body);
                    break;
                case MessageType.ErrorResponse:
                    throw new PostgresServerException(ServerErrorFields.Parse(body));
                default:
                    throw channel.Unexpected(type, "after the authentication");
            }
        }

        return (processId, secretKey);
    }

    private void SendStartup()
    {
        var output = channel.Output;
        output.BeginUntyped();
        output.Int32(MessageType.ProtocolVersion3);
        Parameter("user", options.User);
        Parameter("database", options.Database);
        if (!options.StartupParameters.ContainsKey("client_encoding"))
        {
            Parameter("client_encoding", "UTF8");
        }

        if (options.ApplicationName is { } name)
        {
            Parameter("application_name", name);
        }

        if (options.Options is { } backendOptions)
        {
            Parameter("options", backendOptions);
        }

        foreach (var (key, value) in options.StartupParameters)
        {
            Parameter(key, value);
        }

        output.Byte(0);
        output.End();
        channel.Flush();

        void Parameter(string key, string value)
        {
            output.CString(key);
            output.CString(value);
        }
    }

    /// <summary>True when the server is satisfied. Codes: AUTH_REQ_* in src/include/libpq/protocol.h.</summary>
    private bool Answer(PayloadReader request)
    {
        var code = request.Int32();
        switch (code)
        {
            case 0 when _scram is { IsServerVerified: false }:
                throw channel.Violation(
                    "The server ended the SCRAM exchange without proving that it knows the password."
                );
            case 0:
                return true;
            case 3:
                SendPassword(Encoding.UTF8.GetBytes(Password()));
                break;
            case 5:
                SendPassword(Md5Password.Hash(options.User, Password(), request.Bytes(Md5Password.SaltBytes)));
                break;
            case 10:
                BeginScram(ref request);
                break;
            case 11 when _scram is not null:
                Send(_scram.ClientFinal(request.Rest()));
                break;
            case 12 when _scram is not null:
                _scram.VerifyServer(request.Rest());
                break;
            default:
                throw new UnsupportedAuthenticationException(MethodName(code));
        }

        return false;
    }

    private void BeginScram(ref PayloadReader mechanisms)
    {
        var offered = new List<string>();
        for (var name = mechanisms.CString(); !name.IsEmpty; name = mechanisms.CString())
        {
            offered.Add(Encoding.UTF8.GetString(name));
        }

        if (!offered.Contains(ScramSha256.Mechanism))
        {
            throw new UnsupportedAuthenticationException("SASL " + string.Join(", ", offered));
        }

        _scram = new ScramSha256(Password());
        var first = _scram.ClientFirst();
        channel.Output.Begin(MessageType.PasswordMessage);
        channel.Output.CString(ScramSha256.Mechanism);
        channel.Output.Int32(first.Length);
        channel.Output.Bytes(first);
        channel.Output.End();
        channel.Flush();
    }

    private string Password() =>
        options.Password is { Length: > 0 } password
            ? password
            : throw new PintailException(
                ErrorKind.SourceAuthentication,
                $"{options.Address} asks user \"{options.User}\" for a password, and none is given.",
                "Set PGPASSWORD, add a line to ~/.pgpass, or name it in the connection string."
            );

    /// <summary>Cleartext and md5 answers end with a zero byte.</summary>
    private void SendPassword(ReadOnlySpan<byte> password) => Send([.. password, 0]);

    private void Send(ReadOnlySpan<byte> answer)
    {
        channel.Output.Begin(MessageType.PasswordMessage);
        channel.Output.Bytes(answer);
        channel.Output.End();
        channel.Flush();
    }

    private static string MethodName(int code) =>
        code switch
        {
            2 => "Kerberos V5",
            6 => "SCM credentials",
            7 or 8 => "GSSAPI",
            9 => "SSPI",
            _ => $"number {code}",
        };
}
