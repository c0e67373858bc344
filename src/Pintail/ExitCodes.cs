namespace Pintail;

/// <summary>What the process says to its caller; documented in docs/reference.md.</summary>
public static class ExitCodes
{
    public const int Success = 0;
    public const int SomeTableFailed = 1;
    public const int Usage = 2;
    public const int Unreachable = 3;
    public const int ProofFailed = 4;
    public const int Interrupted = 130;
}
