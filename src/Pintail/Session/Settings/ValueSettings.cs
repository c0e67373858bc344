using Pintail.Postgres;
using Pintail.Types;

namespace Pintail.Session.Settings;

/// <summary>
/// What a database's settings say of the types of attached columns. They are the whole database's, as all its sessions see
/// the same relations. A class, so that sessions may exchange it without a lock.
/// </summary>
/// <param name="ArrayAsVarchar">Arrays arrive as the text that Postgres prints.</param>
/// <param name="NumericAs">The DuckDB type of a numeric that no DECIMAL is declared for: DECIMAL(38,10), VARCHAR or DOUBLE.</param>
internal sealed record ValueSettings(bool ArrayAsVarchar, string NumericAs)
{
    private const string Text = "VARCHAR";
    private const string Double = "DOUBLE";
    private const int Precision = 38;
    private const int Scale = 10;

    public static string UndeclaredDecimal { get; } = $"DECIMAL({Precision},{Scale})";

    /// <summary>What <see cref="NumericAs"/> may be, the default first.</summary>
    public static IReadOnlyList<string> NumericTypes { get; } = [UndeclaredDecimal, Text, Double];

    public static ValueSettings Default { get; } = new(false, UndeclaredDecimal);

    /// <summary>As the mirror's type table, except for what it asks the data, which a session does not: a numeric without a
    /// precision has no DECIMAL of its own.</summary>
    public ColumnMapping Map(Column column, TypeOptions options)
    {
        if (ArrayAsVarchar && TypeTable.Base(column.Type, -1, 0).Type.Element is not null)
            return TypeTable.Map(column, options with { ForcedType = Text });
        var mapping = TypeTable.Map(column, options);
        if (!mapping.IsDecidedByData || mapping.DuckDBTypeSql != Text)
            return mapping;
        return NumericAs switch
        {
            Text => mapping,
            Double => TypeTable.Map(column, options with { ForcedType = Double }),
            _ => AsDecimal(TypeTable.Map(column, options with { ForcedType = UndeclaredDecimal })),
        };
    }

    // A value that does not fit exactly is an error, which names the setting.
    private static ColumnMapping AsDecimal(ColumnMapping mapping)
    {
        var type = new DecimalType(Precision, Scale, UndeclaredDecimal)
        {
            ChosenBy = $"which {SettingNames.NumericAs} says",
            ChosenRemedy =
                $"SET {SettingNames.NumericAs} = '{Text}' has the exact text of all values of such columns, "
                + $"'{Double}' their nearest numbers.",
        };
        return new ColumnMapping(
            mapping.Column,
            mapping.Type with
            {
                CreateDecoder = name => new WideDecimalDecoder(name, type),
            }
        );
    }
}
