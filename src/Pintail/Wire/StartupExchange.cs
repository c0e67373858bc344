using System.Net.Security;
using System.Text;

namespace Pintail.Wire;

/// <summary>
/// The start-up message, the authentication the server asks for, and what follows up to the first ReadyForQuery.
/// Has trust, cleartext, md5 and SCRAM-SHA-256 with and without channel binding; anything else is
/// <see cref="UnsupportedAuthenticationException"/>. What require_auth and channel_binding ask for is held here: before an
/// answer is sent that would give a password to a server that should not ask for it, and when the server is satisfied.
/// </summary>
/// <param name="tls">The stream below the channel when that is encrypted.</param>
internal sealed class StartupExchange(WireChannel channel, WireOptions options, SslStream? tls = null)
{
    private ScramSha256? _scram;
    private bool _hasAnswered;

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
                RequireLogin();
                return true;
            case 3:
                Allow(AuthenticationMethods.Password, "a password in clear text");
                SendPassword(Encoding.UTF8.GetBytes(Password()));
                break;
            case 5:
                Allow(AuthenticationMethods.Md5, "an md5 password");
                SendPassword(Md5Password.Hash(options.User, Password(), request.Bytes(Md5Password.SaltBytes)));
                break;
            case 10:
                Allow(AuthenticationMethods.ScramSha256, "SCRAM-SHA-256");
                BeginScram(ref request);
                break;
            case 11 when _scram is not null:
                Send(_scram.ClientFinal(request.Rest()));
                break;
            case 12 when _scram is not null:
                _scram.VerifyServer(request.Rest());
                break;
            default:
                throw Unsupported(MethodName(code));
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

        var binding = ScramBinding.Choose(offered, options, tls);
        if (!offered.Contains(binding.Mechanism))
        {
            throw Unsupported("SASL " + string.Join(", ", offered));
        }

        _scram = new ScramSha256(Password(), binding);
        var first = _scram.ClientFirst();
        _hasAnswered = true;
        channel.Output.Begin(MessageType.PasswordMessage);
        channel.Output.CString(binding.Mechanism);
        channel.Output.Int32(first.Length);
        channel.Output.Bytes(first);
        channel.Output.End();
        channel.Flush();
    }

    /// <summary>Before any answer: a server that asks for less than was promised must not get the password.</summary>
    private void Allow(AuthenticationMethods method, string name)
    {
        if (!options.Security.AllowedMethods.HasFlag(method))
        {
            throw Refused($"{options.Address} asks for {name}, and require_auth does not allow that.");
        }

        if (
            options.Security.ChannelBinding == WireChannelBinding.Require
            && method != AuthenticationMethods.ScramSha256
        )
        {
            throw Refused($"{options.Address} asks for {name}, and channel_binding=require needs SCRAM-SHA-256-PLUS.");
        }
    }

    /// <summary>A server that asks for nothing proves nothing.</summary>
    private void RequireLogin()
    {
        if (!_hasAnswered && !options.Security.AllowedMethods.HasFlag(AuthenticationMethods.None))
        {
            throw Refused(
                $"{options.Address} let the client in without a log-in, and require_auth does not allow that."
            );
        }

        if (options.Security.ChannelBinding == WireChannelBinding.Require && _scram is not { IsBound: true })
        {
            throw Refused(
                $"{options.Address} let the client in without channel binding, and channel_binding=require asks for it."
            );
        }
    }

    /// <summary>The method is neither known here nor, where the user says which are, allowed.</summary>
    private Exception Unsupported(string method) =>
        options.Security
            is { AllowedMethods: AuthenticationMethods.All, ChannelBinding: not WireChannelBinding.Require }
            ? new UnsupportedAuthenticationException(method)
            : Refused(
                $"{options.Address} asks for a log-in by {method}, and require_auth or channel_binding does not allow that."
            );

    private static PintailException Refused(string message) =>
        new(
            ErrorKind.SourceAuthentication,
            message,
            "Change the method in the server's pg_hba.conf, or require_auth and channel_binding here; if neither was changed, somebody may stand in between."
        );

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
        _hasAnswered = true;
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
