using Pintail.DuckDB;
using Pintail.Postgres;

namespace Pintail.Types;

/// <summary>Composite types and the row types of tables as STRUCT over the mappings of their attributes.</summary>
internal static class CompositeMapping
{
    public static TypeMapping Resolve(PostgresType type, TypeOptions options)
    {
        if (type.Attributes.Count == 0)
        {
            var what = type.IsEndless ? "contains itself" : "has no attributes";
            return AsText(type, what, options);
        }
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var attribute in type.Attributes)
        {
            if (!names.Add(DuckDBText.Folded(attribute.Name)))
                return AsText(type, $"has attributes named alike but for case (\"{attribute.Name}\")", options);
        }
        var parts = type
            .Attributes.Select(attribute =>
                TypeTable.Resolve(
                    attribute.Type,
                    attribute.TypeModifier,
                    attribute.Dimensions,
                    options with
                    {
                        HasFixedDimensions = true,
                    }
                )
            )
            .ToArray();
        var unreadable = Array.FindIndex(parts, part => part.ReadSql is not null);
        return unreadable < 0
            ? Struct(type, parts)
            : AsText(
                type,
                $"has the attribute \"{type.Attributes[unreadable].Name}\" ({parts[unreadable].Reason})",
                options
            );
    }

    private static TypeMapping Struct(PostgresType type, TypeMapping[] parts)
    {
        var attributes = type.Attributes;
        var oids = attributes.Select(attribute => attribute.Type.Oid).ToArray();
        var definitions = attributes.Zip(
            parts,
            (attribute, part) => $"{DuckDBText.Identifier(attribute.Name)} {part.DuckDBTypeSql}"
        );
        var reasons = attributes
            .Zip(parts, (attribute, part) => (attribute.Name, part.Reason))
            .Where(part => part.Reason is not null)
            .Select(part => $"{part.Name}: {part.Reason}")
            .ToArray();
        return new TypeMapping
        {
            DuckDBTypeSql = $"STRUCT({string.Join(", ", definitions)})",
            CreateLogicalType = () =>
                StructTypes.Create(
                    attributes.Zip(parts, (attribute, part) => (attribute.Name, part.CreateLogicalType()))
                ),
            CreateDecoder = name => new CompositeDecoder(
                name,
                type.DisplayName,
                oids,
                [.. parts.Select(part => part.CreateDecoder(name))]
            ),
            CreateEncoder = name => new CompositeEncoder(
                name,
                oids,
                [.. parts.Select(part => part.CreateEncoder(name))]
            ),
            CreateCanonical = () => new CompositeForm([.. parts.Select(part => part.CreateCanonical?.Invoke())]),
            Fidelity = parts.Max(part => part.Fidelity),
            Reason = reasons.Length == 0 ? null : string.Join("; ", reasons),
            PostgresText = value => CompositeTexts.Postgres(value, attributes, parts),
            DuckDBText = parts.Any(part => part.DuckDBText is null)
                ? null
                : value => CompositeTexts.DuckDB(value, parts),
            Unrepresentable = parts.All(part => part.Unrepresentable is null)
                ? null
                : value => CompositeTexts.AnyAttribute(value, attributes, parts),
            Comment = parts.All(part => part.Comment is null) ? null : () => Comment(attributes, parts),
            Nesting = parts.Max(part => part.Nesting) + 1,
        };
    }

    private static string? Comment(IReadOnlyList<TypeAttribute> attributes, TypeMapping[] parts)
    {
        var comments = attributes
            .Zip(parts, (attribute, part) => (attribute.Name, Text: part.Comment?.Invoke()))
            .Where(part => part.Text is not null)
            .Select(part => $"{part.Name}: {part.Text}");
        return string.Join("; ", comments) is { Length: > 0 } comment ? comment : null;
    }

    private static TypeMapping AsText(PostgresType type, string what, TypeOptions options) =>
        TextMappings.Output(options, $"composite type {type.DisplayName} {what}: mirrored as the text Postgres prints");
}
