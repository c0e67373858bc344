using Pintail.Cli.Commands;
using Pintail.Mirror;

namespace Pintail.Cli.Output;

/// <summary>--json: an object per table on a line of its own when it is done, then the summary object; nothing else.</summary>
internal sealed class JsonOutput(CommandContext context) : RunOutput(context)
{
    protected override void ShowTable(TableResult table) => WriteLine(JsonText.Of(JsonTable.From(table)));

    protected override void Summarize(MirrorResult result) => WriteLine(JsonText.Of(JsonSummary.From(result)));
}
