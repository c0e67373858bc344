using System.Text.RegularExpressions;

namespace Pintail.Tests.Session.Differential;

/// <summary>A script of which every statement's rows count.</summary>
/// <param name="Sql">With <see cref="Source"/> and <see cref="Scratch"/> for schemas that are others for each comparison.</param>
/// <param name="IsOrdered">The rows' order counts, too.</param>
internal sealed partial record RandomQuery(string Sql, bool IsOrdered = false)
{
    /// <summary>It names its relations by <see cref="OfFunction"/>.</summary>
    public bool IsOfFunction { get; init; }

    /// <summary>Stands for the schema that the relations are in.</summary>
    public const string Source = "§";

    /// <summary>Stands for a schema that the query may make tables and views in.</summary>
    public const string Scratch = "¤";

    /// <summary>Its later statements read only what is attached, or what the first has read.</summary>
    public bool IsTransaction => Sql.StartsWith("BEGIN", StringComparison.Ordinal);

    public string In(string source, string scratch) =>
        Sql.Replace(Source, source, StringComparison.Ordinal).Replace(Scratch, scratch, StringComparison.Ordinal);

    /// <summary>The relations without an attachment, by postgres_scan.</summary>
    public string OfFunction(string conninfo, string scratch) =>
        RelationName()
            .Replace(Sql, $"postgres_scan('{conninfo}', 'public', '${{name}}')")
            .Replace(Scratch, scratch, StringComparison.Ordinal);

    [GeneratedRegex($@"{Source}\.(?<name>\w+)")]
    private static partial Regex RelationName();
}
