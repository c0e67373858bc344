using System.Text;
using Pintail.Wire;

namespace Pintail.Tests.Wire;

/// <summary>What is computed from passwords, against published vectors.</summary>
public class PasswordTests
{
    private const string ServerFirst =
        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

    /// <summary>RFC 7677, section 3, but for the user's name, which PostgreSQL leaves empty; proof and signature made by Python's hmac.</summary>
    [Fact]
    public void Scram_exchange_gives_the_proof_and_accepts_the_signature()
    {
        var scram = new ScramSha256("pencil", ScramBinding.None, "rOprNGfwEbeRWgbNEkqO");
        Assert.Equal("n,,n=,r=rOprNGfwEbeRWgbNEkqO", Encoding.ASCII.GetString(scram.ClientFirst()));
        var final = Encoding.ASCII.GetString(scram.ClientFinal(Encoding.ASCII.GetBytes(ServerFirst)));
        Assert.Equal(
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=qvT2SWdEH5Q06albL+hjSYuUhCG7VndFyzIb7CK4n9k=",
            final
        );
        scram.VerifyServer("v=3HO6Qt1M4MKJrmlKaoOqLAI0/0TV0HZe7J9H3MBtSOg="u8);
        Assert.True(scram.IsServerVerified);
    }

    [Theory]
    [InlineData("r=another%hvYDpWUa2RaTCAfuxFIlj,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=*,i=4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=0")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=2000000000")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==")]
    [InlineData("")]
    public void Scram_server_message_out_of_order_is_refused(string message)
    {
        var scram = new ScramSha256("pencil", ScramBinding.None, "rOprNGfwEbeRWgbNEkqO");
        Assert.Throws<WireProtocolException>(() => scram.ClientFinal(Encoding.ASCII.GetBytes(message)));
    }

    [Fact]
    public void Scram_server_that_does_not_know_the_password_is_refused()
    {
        var scram = new ScramSha256("pencil", ScramBinding.None, "rOprNGfwEbeRWgbNEkqO");
        scram.ClientFinal(Encoding.ASCII.GetBytes(ServerFirst));
        var error = Assert.Throws<PintailException>(() =>
            scram.VerifyServer("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="u8)
        );
        Assert.Equal(ErrorKind.SourceAuthentication, error.Kind);
        Assert.DoesNotContain("pencil", error.ToString(), StringComparison.Ordinal);
        Assert.False(scram.IsServerVerified);
    }

    /// <summary>md5(md5("secret" + "joe") in hex + 01020304), as any md5 tool computes it.</summary>
    [Fact]
    public void Md5_answer_is_the_hash_of_the_salted_hash()
    {
        var answer = Encoding.ASCII.GetString(Md5Password.Hash("joe", "secret", [1, 2, 3, 4]));
        Assert.Equal("md5850be429f1fe77df3f603ac424abb440", answer);
    }

    /// <summary>RFC 4013, section 3, and the rules of saslprep.c.</summary>
    [Theory]
    [InlineData("I\u00adX", "IX")]
    [InlineData("user", "user")]
    [InlineData("\u00aa", "a")]
    [InlineData("a\u00a0b", "a b")]
    [InlineData("\uff21\uff42\uff11", "Ab1")]
    [InlineData("x\u00b2", "x2")]
    [InlineData("\ufb01n", "fin")]
    [InlineData("Grüße\u3000€", "Grüße €")]
    [InlineData("Grüße\u3000😀", "Grüße\u3000😀")]
    [InlineData("\u2000\u0221", "\u2000\u0221")]
    [InlineData("\u2000\u0222", " \u0222")]
    [InlineData("\u00ad", "\u00ad")]
    [InlineData("\u00a0\u0007", "\u00a0\u0007")]
    [InlineData("a\u0007b", "a\u0007b")]
    public void Saslprep_prepares_or_leaves_as_it_is(string password, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(SaslPrep.Apply(password)));
}
