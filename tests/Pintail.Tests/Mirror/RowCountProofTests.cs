using Pintail.Mirror;

namespace Pintail.Tests.Mirror;

public class RowCountProofTests
{
    [Fact]
    public void Equal_counts_of_a_complete_copy_are_proof()
    {
        Assert.Contains("7", new RowCountProof(7, 7, 7, IsComplete: true).Check("s.t"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8, 7, 7, true)]
    [InlineData(7, 8, 7, true)]
    [InlineData(7, 7, 8, true)]
    [InlineData(7, 7, 7, false)]
    public void Anything_else_fails_with_the_table_and_exit_4(long sent, long decoded, long stored, bool isComplete)
    {
        var error = Assert.Throws<PintailException>(() =>
            new RowCountProof(sent, decoded, stored, isComplete).Check("s.t")
        );
        Assert.Equal(ExitCodes.ProofFailed, error.Kind.ExitCode());
        Assert.Contains("s.t", error.Message, StringComparison.Ordinal);
        Assert.False(error.Kind.IsTransient());
    }
}
