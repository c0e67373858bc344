using System.Globalization;
using System.Numerics;
using Pintail.DuckDB;

namespace Pintail.Session.PushDown;

/// <summary>A constant of a plan.</summary>
/// <param name="Value">
/// Null for NULL. BigInteger for whole numbers, for DECIMAL (without its point), for dates (days), times and timestamps
/// (microseconds) as DuckDB counts them, and for an ENUM's index; bool, double, string, byte[], Guid.
/// </param>
internal sealed record PlanConstant(PlanType Type, object? Value) : PlanExpression
{
    public bool IsNull => Value is null;

    /// <summary>As DuckDB's EXPLAIN writes it.</summary>
    public string Text =>
        Value switch
        {
            null => "NULL",
            bool truth => truth ? "true" : "false",
            string text => DuckDBText.Literal(text),
            byte[] bytes => $"'{string.Concat(bytes.Select(Printed))}'::BLOB",
            double number => OfFloat(number),
            Guid guid => $"'{guid}'::UUID",
            BigInteger number => OfWhole(number),
            _ => "…",
        };

    private string OfFloat(double number)
    {
        if (double.IsNaN(number))
            return $"'nan'::{Type.Id}";
        if (double.IsInfinity(number))
        {
            var sign = number < 0 ? "-" : "";
            return Type.Id == "DOUBLE" ? $"{sign}1e1000" : $"'{sign}inf'::{Type.Id}";
        }
        var text =
            Type.Id == "FLOAT"
                ? ((float)number).ToString("R", CultureInfo.InvariantCulture)
                : number.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny('.', 'E') ? text : $"{text}.0";
    }

    private string OfWhole(BigInteger number) =>
        Type.Id switch
        {
            "DECIMAL" => DecimalText.Of(number, Type.Scale),
            "DATE" => $"'{CalendarText.Date(number) ?? "…"}'::DATE",
            "TIME" => $"'{CalendarText.Time(number) ?? "…"}'::TIME",
            "TIMESTAMP" => $"'{CalendarText.Timestamp(number) ?? "…"}'::TIMESTAMP",
            "TIMESTAMP WITH TIME ZONE" => $"'{CalendarText.Timestamp(number, "+00") ?? "…"}'::TIMESTAMP WITH TIME ZONE",
            "ENUM" => DuckDBText.Literal(Type.Labels[(int)number]),
            _ => number.ToString(CultureInfo.InvariantCulture),
        };

    // What DuckDB writes as it is and what as \xHH: Blob::ToString in blob.cpp.
    private static string Printed(byte one) =>
        one is >= 32 and < 127 and not ((byte)'\\' or (byte)'\'' or (byte)'"')
            ? ((char)one).ToString()
            : string.Create(CultureInfo.InvariantCulture, $"\\x{one:X2}");
}
