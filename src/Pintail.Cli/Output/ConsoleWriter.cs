using System.Text;

namespace Pintail.Cli.Output;

/// <summary>
/// Standard output or error. A run is worth more than what it says: where its log cannot be written (a full disk, a closed
/// descriptor) the rest of it is dropped, the run goes on, and <see cref="Failure"/> keeps the reason.
/// </summary>
/// <param name="isStrict">For whom the output is the result: each write then fails.</param>
internal sealed class ConsoleWriter(TextWriter console, bool isStrict = false) : TextWriter
{
    /// <summary>Why something was not written; null while all was.</summary>
    public PintailException? Failure { get; private set; }

    public override Encoding Encoding => console.Encoding;

    /// <summary>The same, strict.</summary>
    public ConsoleWriter Strict() => new(console, isStrict: true);

    public override void Write(char value) => Try(() => console.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => console.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => console.Write(value));

    public override void WriteLine() => Try(console.WriteLine);

    public override void WriteLine(string? value) => Try(() => console.WriteLine(value));

    public override void Flush() => Try(console.Flush);

    private void Try(Action write)
    {
        try
        {
            if (Failure is null)
                write();
        }
        // A descriptor that is closed is told as one without permission.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Failure = new PintailException(
                ErrorKind.OutputFailed,
                $"Standard output could not be written to: {e.Message.TrimEnd('.')}.",
                "Make room where it goes, or send it elsewhere.",
                e
            );
        }
        if (isStrict && Failure is not null)
            throw Failure;
    }
}
