using Pintail.Cli.Commands;
using Pintail.Mirror;
using Pintail.Verify;

namespace Pintail.Cli.Output;

/// <summary>
/// --json: on standard output an object per table on a line of its own when it is done, then the summary object, and
/// nothing else; where an error ends the run, an error object takes the summary's place. Warnings and errors go to
/// standard error as always.
/// </summary>
internal sealed class JsonOutput(CommandContext context) : RunOutput(context)
{
    protected override void ShowTable(TableResult table)
    {
        WriteLine(JsonText.Of(JsonTable.From(table)));
        base.ShowTable(table);
    }

    protected override void ShowTable(TableVerification table)
    {
        WriteLine(JsonText.Of(JsonVerifiedTable.From(table)));
        base.ShowTable(table);
    }

    protected override void Summarize(VerifyResult result) => WriteLine(JsonText.Of(JsonVerifySummary.From(result)));

    protected override void Summarize(MirrorResult result) => WriteLine(JsonText.Of(JsonSummary.From(result)));

    // JSON has its own escapes for control characters, and names have to be exact.
    protected override void WriteLine(string line)
    {
        lock (Gate)
            Context.Out.WriteLine(line);
    }
}
