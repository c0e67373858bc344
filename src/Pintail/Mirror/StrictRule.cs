using System.Globalization;

namespace Pintail.Mirror;

/// <summary>What --strict says to a plan.</summary>
public static class StrictRule
{
    // A page of text; the plan shows all of them.
    private const int MostShown = 10;

    /// <returns>The error that ends the run; null when the plan may be carried out.</returns>
    public static PintailException? Check(MirrorPlan plan)
    {
        var found = plan.Findings.Where(finding => finding.IsDeviation).OrderByDescending(it => it.Severity).ToList();
        return found.Count switch
        {
            0 => null,
            1 => new PintailException(
                ErrorKind.Configuration,
                $"--strict: {found[0].Message}",
                found[0].Remedy ?? "Exclude the table or the column, or run without --strict."
            ),
            _ => new PintailException(
                ErrorKind.Configuration,
                string.Create(CultureInfo.InvariantCulture, $"--strict: {found.Count} findings:{List(found)}"),
                "'pintail plan' shows what to do about each; exclude tables or columns, or run without --strict."
            ),
        };
    }

    private static string List(List<Finding> found)
    {
        var shown = string.Concat(found.Take(MostShown).Select(finding => $"\n  {finding.Message}"));
        var more = found.Count - MostShown;
        return more > 0 ? string.Create(CultureInfo.InvariantCulture, $"{shown}\n  and {more} more") : shown;
    }
}
