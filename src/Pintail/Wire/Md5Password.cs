using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Pintail.Wire;

/// <summary>The answer to an md5 request: src/common/md5_common.c, pg_md5_encrypt.</summary>
internal static class Md5Password
{
    public const int SaltBytes = 4;

    [SuppressMessage(
        "Security",
        "CA5351",
        Justification = "The server's administrator chose md5; SCRAM is used where offered."
    )]
    public static byte[] Hash(string user, string password, ReadOnlySpan<byte> salt)
    {
        var stored = Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(password + user)));
        var answer = Convert.ToHexStringLower(MD5.HashData([.. Encoding.ASCII.GetBytes(stored), .. salt]));
        return Encoding.ASCII.GetBytes("md5" + answer);
    }
}
