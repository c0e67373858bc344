using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Pintail.Wire;

/// <summary>
/// The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677) as PostgreSQL speaks it: the user's name is empty, the
/// server takes it from the start-up message. The server must prove that it knows the password's verifier, else anyone
/// could stand in for it; bound to the channel (<see cref="ScramBinding"/>) the proof holds for this connection only.
/// </summary>
internal sealed class ScramSha256(string password, ScramBinding binding, string? nonce = null)
{
    /// <summary>The default of scram_iterations is 4,096; ten million keep a core busy for seconds, a hostile server for days.</summary>
    private const int MaxIterations = 10_000_000;

    // 18 random bytes as the server's own: SCRAM_RAW_NONCE_LEN in src/include/common/scram-common.h.
    private readonly string _clientFirstBare =
        "n=,r=" + (nonce ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(18)));

    private byte[]? _serverSignature;

    public bool IsServerVerified { get; private set; }

    public bool IsBound => binding.IsBound;

    public byte[] ClientFirst() => Encoding.ASCII.GetBytes(binding.Gs2Header + _clientFirstBare);

    public byte[] ClientFinal(ReadOnlySpan<byte> serverFirst)
    {
        var message = Encoding.ASCII.GetString(serverFirst);
        var attributes = message.Split(',');
        var combinedNonce = Attribute(attributes, 0, "r=");
        var salt = Base64(Attribute(attributes, 1, "s="));
        var ownNonce = _clientFirstBare["n=,r=".Length..];
        if (!combinedNonce.StartsWith(ownNonce, StringComparison.Ordinal) || combinedNonce.Length == ownNonce.Length)
        {
            throw new WireProtocolException("The server's SCRAM answer belongs to another exchange.");
        }

        if (
            !int.TryParse(
                Attribute(attributes, 2, "i="),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var iterations
            ) || iterations is < 1 or > MaxIterations
        )
        {
            throw new WireProtocolException(
                $"The server asks for SCRAM iterations that are not from 1 to {MaxIterations}."
            );
        }

        var salted = Rfc2898DeriveBytes.Pbkdf2(
            SaslPrep.Apply(password),
            salt,
            iterations,
            HashAlgorithmName.SHA256,
            SHA256.HashSizeInBytes
        );
        var withoutProof = $"c={binding.Attribute},r={combinedNonce}";
        var authMessage = Encoding.ASCII.GetBytes($"{_clientFirstBare},{message},{withoutProof}");
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var proof = HMACSHA256.HashData(SHA256.HashData(clientKey), authMessage);
        for (var i = 0; i < proof.Length; i++)
        {
            proof[i] ^= clientKey[i];
        }

        _serverSignature = HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), authMessage);
        return Encoding.ASCII.GetBytes($"{withoutProof},p={Convert.ToBase64String(proof)}");
    }

    /// <summary>"v=signature"; a wrong password comes as an ErrorResponse instead.</summary>
    public void VerifyServer(ReadOnlySpan<byte> serverFinal)
    {
        var signature = Base64(Attribute(Encoding.ASCII.GetString(serverFinal).Split(','), 0, "v="));
        IsServerVerified =
            _serverSignature is not null && CryptographicOperations.FixedTimeEquals(signature, _serverSignature);
        if (!IsServerVerified)
        {
            throw new PintailException(
                ErrorKind.SourceAuthentication,
                "The server does not know this user's password, though it asked for it: it may be an impostor.",
                "Check the host name, and use sslmode=verify-full where the network is not your own."
            );
        }
    }

    private static string Attribute(string[] attributes, int index, string prefix) =>
        index < attributes.Length && attributes[index].StartsWith(prefix, StringComparison.Ordinal)
            ? attributes[index][prefix.Length..]
            : throw new WireProtocolException($"The server's SCRAM message lacks \"{prefix}\" at place {index + 1}.");

    private static byte[] Base64(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw new WireProtocolException("The server's SCRAM message holds what is not base64.");
        }
    }
}
