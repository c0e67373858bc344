using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pintail.Wire;

/// <summary>One certificate revocation list (RFC 5280, section 5), as far as it is needed: who, until when, which numbers.</summary>
internal sealed class RevocationList
{
    private static readonly Asn1Tag Extensions = new(TagClass.ContextSpecific, 0);

    private readonly HashSet<string> _serialNumbers = new(StringComparer.Ordinal);
    private ReadOnlyMemory<byte> _signed;
    private byte[] _signature = [];
    private string _algorithm = "";
    private DateTimeOffset _from;
    private DateTimeOffset? _until;

    private RevocationList(string path) => Path = path;

    public string Path { get; }

    /// <summary>DER of the issuer's name.</summary>
    public byte[] IssuerName { get; private set; } = [];

    /// <exception cref="AsnContentException">These bytes are no list, or one with rules that are not known here.</exception>
    public static RevocationList Parse(byte[] der, string path)
    {
        var list = new RevocationList(path);
        var whole = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        list._signed = whole.PeekEncodedValue();
        list.ReadContent(whole.ReadSequence());
        list._algorithm = whole.ReadSequence().ReadObjectIdentifier();
        list._signature = whole.ReadBitString(out _);
        return list;
    }

    /// <summary>A list without an end has one somewhere else; RFC 5280 demands it.</summary>
    public bool IsCurrent(DateTimeOffset now) => _from <= now && now < (_until ?? DateTimeOffset.MaxValue);

    public bool Contains(X509Certificate2 certificate) =>
        _serialNumbers.Contains(Convert.ToHexString(Trim(certificate.SerialNumberBytes.Span)));

    /// <summary>Also false for algorithms not known here: RSA (PKCS #1) and ECDSA with SHA-2 are.</summary>
    public bool IsSignedBy(X509Certificate2 issuer)
    {
        var hash = _algorithm switch
        {
            "1.2.840.113549.1.1.11" or "1.2.840.10045.4.3.2" => HashAlgorithmName.SHA256,
            "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => HashAlgorithmName.SHA384,
            "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => HashAlgorithmName.SHA512,
            _ => default,
        };
        if (hash == default)
        {
            return false;
        }

        using var rsa = issuer.GetRSAPublicKey();
        using var ecdsa = issuer.GetECDsaPublicKey();
        return rsa?.VerifyData(_signed.Span, _signature, hash, RSASignaturePadding.Pkcs1)
            ?? ecdsa?.VerifyData(_signed.Span, _signature, hash, DSASignatureFormat.Rfc3279DerSequence)
            ?? false;
    }

    private void ReadContent(AsnReader content)
    {
        if (content.PeekTag().HasSameClassAndValue(Asn1Tag.Integer))
        {
            content.ReadInteger();
        }

        content.ReadSequence();
        IssuerName = content.ReadEncodedValue().ToArray();
        _from = ReadTime(content);
        if (content.HasData && IsTime(content.PeekTag()))
        {
            _until = ReadTime(content);
        }

        if (content.HasData && content.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
        {
            ReadEntries(content.ReadSequence());
        }

        if (content.HasData)
        {
            RefuseCritical(content.ReadSequence(Extensions).ReadSequence());
        }
    }

    private void ReadEntries(AsnReader entries)
    {
        while (entries.HasData)
        {
            var entry = entries.ReadSequence();
            _serialNumbers.Add(Convert.ToHexString(Trim(entry.ReadIntegerBytes().Span)));
            ReadTime(entry);
            if (entry.HasData)
            {
                RefuseCritical(entry.ReadSequence());
            }
        }
    }

    /// <summary>Such an extension changes what the list means: a part of the certificates only, other issuers' entries.</summary>
    private static void RefuseCritical(AsnReader extensions)
    {
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            var name = extension.ReadObjectIdentifier();
            if (extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && extension.ReadBoolean())
            {
                throw new AsnContentException($"The list has the critical extension {name}.");
            }
        }
    }

    private static bool IsTime(Asn1Tag tag) =>
        tag.HasSameClassAndValue(Asn1Tag.UtcTime) || tag.HasSameClassAndValue(Asn1Tag.GeneralizedTime);

    private static DateTimeOffset ReadTime(AsnReader reader) =>
        reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> number) => number.TrimStart((byte)0);
}
