namespace Pintail.Tests;

public class ErrorKindTableTests
{
    [Fact]
    public void Transient_kinds_are_only_those_that_pass_by_themselves()
    {
        var transient = Enum.GetValues<ErrorKind>().Where(kind => kind.IsTransient());
        Assert.Equal([ErrorKind.SourceUnreachable, ErrorKind.SourceUnavailable, ErrorKind.SourceConflict], transient);
    }
}
