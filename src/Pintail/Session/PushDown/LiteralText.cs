using System.Globalization;
using System.Numerics;

namespace Pintail.Session.PushDown;

/// <summary>Constants as Postgres' input functions read them, whatever the session's settings are.</summary>
internal static class LiteralText
{
    /// <param name="typeId">The type that the constant must have.</param>
    /// <returns>Null when it has another, or Postgres has no such value.</returns>
    public static string? Of(PlanConstant constant, string typeId) =>
        constant.Type.Id != typeId
            ? null
            : constant.Value switch
            {
                bool truth => truth ? "true" : "false",
                byte[] bytes => @"\x" + Convert.ToHexStringLower(bytes),
                Guid guid => guid.ToString(),
                double number => OfFloat(number, typeId == "FLOAT"),
                BigInteger number => typeId switch
                {
                    "DATE" => CalendarText.Date(number),
                    "TIME" => CalendarText.Time(number),
                    "TIMESTAMP" => CalendarText.Timestamp(number),
                    "TIMESTAMP WITH TIME ZONE" => CalendarText.Timestamp(number, "+00"),
                    _ => null,
                },
                _ => null,
            };

    /// <summary>The fewest digits that give the number back.</summary>
    public static string OfFloat(double number, bool isSingle) =>
        number switch
        {
            double.NaN => "NaN",
            double.PositiveInfinity => "Infinity",
            double.NegativeInfinity => "-Infinity",
            _ => isSingle
                ? ((float)number).ToString("R", CultureInfo.InvariantCulture)
                : number.ToString("R", CultureInfo.InvariantCulture),
        };
}
