namespace Pintail.Types;

/// <summary>
/// How a column comes that is read without our SELECT list around it: as the type's binary format, or as the text that its
/// output function prints.
/// </summary>
internal static class SentForm
{
    private const string Value = "v";

    /// <exception cref="InvalidOperationException">The mapping reads another expression, which nobody computes here.</exception>
    public static bool IsBinary(ColumnMapping mapping)
    {
        var read = mapping.Type.ReadSql?.Invoke(Value) ?? Value;
        if (read != Value && read != ValueTexts.Output(Value))
            throw new InvalidOperationException($"Column \"{mapping.Column.Name}\" is read as an expression.");
        return read == Value;
    }
}
