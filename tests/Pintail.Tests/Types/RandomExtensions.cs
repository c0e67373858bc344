using System.Globalization;

namespace Pintail.Tests.Types;

/// <summary>Types that extensions bring; those of PostGIS and pgvector only where the server has them.</summary>
internal static class RandomExtensions
{
    public static IEnumerable<RandomType> Types =>
        [
            Hstore,
            Hstore.Array(),
            RandomType.Composite("r_tagged", new("integer", random => RandomValues.Whole(random, 31)), Hstore),
            Geometry("geometry", random => Shape(random, 3)),
            Geometry("geometry(Point,4326)", random => $"SRID=4326;POINT({Coordinates(random)})"),
            Geometry("geography", random => $"POINT({random.Next(-180, 180)}.25 {random.Next(-90, 90)}.5)"),
        ];

    private static RandomType Hstore { get; } =
        new(
            "hstore",
            random =>
                string.Join(
                    ", ",
                    Enumerable
                        .Range(0, random.Next(4))
                        .Select(_ => $"{Quoted(random)}=>{(random.Next(4) == 0 ? "NULL" : Quoted(random))}")
                )
        )
        {
            Extension = "hstore",
        };

    private static RandomType Geometry(string sql, Func<Random, string> literal) =>
        new(sql, literal) { Extension = "postgis", Delimiter = ':' };

    private static string Quoted(Random random) =>
        $"\"{RandomTexts.Text(random).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string Coordinates(Random random) =>
        string.Create(CultureInfo.InvariantCulture, $"{random.Next(-180, 180)}.5 {random.NextDouble():R}");

    private static string Line(Random random, int points) =>
        $"({string.Join(',', Enumerable.Range(0, points).Select(_ => Coordinates(random)))})";

    private static string Shape(Random random, int depth) =>
        random.Next(depth > 0 ? 9 : 5) switch
        {
            0 => $"POINT({Coordinates(random)})",
            1 => "POINT EMPTY",
            2 => $"LINESTRING{Line(random, random.Next(2, 5))}",
            3 => $"POLYGON((0 0,4 0,4 {random.Next(1, 9)},0 0))",
            4 => $"MULTIPOINT{Line(random, random.Next(1, 4))}",
            // The parts of a collection have as many dimensions as each other.
            5 => $"GEOMETRYCOLLECTION({Shape(random, 0)},{Shape(random, 0)})",
            6 => $"POINT Z ({Coordinates(random)} {random.Next(99)})",
            7 => Part(random, "ZM", " 1 -2.5e-9"),
            _ => Part(random, random.Next(2) == 0 ? "Z" : "M", " 1e20"),
        };

    // Empty within empty is where writers differ.
    private static string Part(Random random, string dimensions, string rest) =>
        random.Next(6) switch
        {
            0 => $"POINT {dimensions} ({Coordinates(random)}{rest})",
            1 => $"POINT {dimensions} EMPTY",
            2 => $"MULTIPOINT {dimensions} (EMPTY{(random.Next(2) == 0 ? "" : $",{Coordinates(random)}{rest}")})",
            3 => $"MULTIPOLYGON {dimensions} (EMPTY,EMPTY)",
            _ => $"GEOMETRYCOLLECTION {dimensions} ({Part(random, dimensions, rest)},{Part(random, dimensions, rest)})",
        };
}
