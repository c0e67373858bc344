using Pintail.Postgres;
using Pintail.Types;

namespace Pintail.Mirror;

/// <summary>What is to be said about a column that does not arrive exactly as it is.</summary>
internal static class ColumnFindings
{
    public static IEnumerable<Finding> Find(Relation relation, PlannedColumn column, MirrorSpec spec)
    {
        var (kind, how) = column.Mapping.Fidelity switch
        {
            Fidelity.Text => (FindingKind.ColumnAsText, "arrives as the text Postgres prints"),
            Fidelity.Widened => (FindingKind.ColumnWidened, $"arrives as {column.Mapping.DuckDBTypeSql}"),
            Fidelity.Lossy => (FindingKind.ColumnTypeChosen, "arrives changed, as the settings ask"),
            _ => (default, null),
        };
        if (how is not null)
        {
            var chosen = IsChosen($"{relation.FullName}.{column.Mapping.Column.Name}", spec);
            yield return Say(FindingSeverity.Note, chosen ? FindingKind.ColumnTypeChosen : kind, relation, column, how);
        }
    }

    private static bool IsChosen(string name, MirrorSpec spec) =>
        spec.ColumnTypes.ContainsKey(name)
        || spec.Unrepresentable.GetValueOrDefault(name) == UnrepresentablePolicy.Text;

    /// <summary>What can be chosen for values that the column's type cannot hold.</summary>
    /// <param name="isForced">Its type is the user's choice already, which the policy text leaves as it is.</param>
    public static string Choices(string column, bool isForced) =>
        $"--unrepresentable \"{column}=null\", or the whole column as text: "
        + (isForced ? $"--column-type \"{column}=VARCHAR\"." : $"\"{column}=text\".");

    public static Finding Refused(Relation relation, PlannedColumn column, MirrorSpec spec)
    {
        var name = $"{relation.FullName}.{column.Mapping.Column.Name}";
        return Say(FindingSeverity.Error, FindingKind.ColumnRefused, relation, column, "cannot be copied") with
        {
            Remedy =
                $"Choose what becomes of such values: {Choices(name, spec.ColumnTypes.ContainsKey(name))} "
                + "Or leave the column out with --exclude-column.",
        };
    }

    private static Finding Say(
        FindingSeverity severity,
        FindingKind kind,
        Relation relation,
        PlannedColumn column,
        string how
    )
    {
        var source = column.Mapping.Column;
        var reason = column.Mapping.Reason is { } text ? $": {text}" : "";
        return new Finding(
            severity,
            kind,
            relation.FullName,
            source.Name,
            $"{relation.FullName}.{source.Name} ({source.Type.DisplayName}) {how}{reason}"
        );
    }
}
