using NpgsqlTypes;
using Pintail.Tests.Support;

namespace Pintail.Tests.Types;

/// <summary>
/// Types that DuckDB prints in another way than Postgres: many values, so that the SQL that makes the one of the other
/// meets every exponent, tie, era, sign and fraction.
/// </summary>
public class PrintedTextTests(PostgresFixture fixture)
{
    private const int Seed = 20_261_120;

    public static TheoryData<string> Servers => PostgresFixture.Servers;

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Double_of_every_exponent_is_printed_as_Postgres_does(string server)
    {
        var random = new Random(Seed);
        var values = new List<double>();
        for (var exponent = 0L; exponent < 2_048; exponent++)
        {
            foreach (
                var mantissa in new[] { 0, 1, (1L << 52) - 1, random.NextInt64(1L << 52), random.NextInt64(1L << 52) }
            )
                values.Add(BitConverter.Int64BitsToDouble(exponent << 52 | mantissa | (long)random.Next(2) << 63));
        }
        for (var i = 0; i < 5_000; i++)
        {
            values.Add(BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)));
            values.Add(Math.Round((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(20)), random.Next(7)));
            // Whole numbers past 2^53: here a text of few digits can be a tie.
            values.Add(random.NextInt64(1L << 53, long.MaxValue));
            values.Add(double.Parse($"{random.Next(1, 100)}e{random.Next(-330, 308)}"));
        }
        // In a line segment the same numbers are printed by our own code.
        const string AsText =
            "ALTER TABLE t ADD p point, ADD s lseg; UPDATE t SET p = point(v, v), s = lseg(point(v, 0), point(1, v))";
        await CheckAsync(server, "double precision", values, NpgsqlDbType.Double, AsText);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Real_of_every_exponent_is_printed_as_Postgres_does(string server)
    {
        var random = new Random(Seed);
        var values = new List<float>();
        for (var exponent = 0; exponent < 256; exponent++)
        {
            foreach (var mantissa in new[] { 0, 1, (1 << 23) - 1, random.Next(1 << 23), random.Next(1 << 23) })
                values.Add(BitConverter.Int32BitsToSingle(exponent << 23 | mantissa | random.Next(2) << 31));
        }
        for (var i = 0; i < 10_000; i++)
        {
            values.Add(BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)));
            values.Add((float)Math.Round((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(10)), random.Next(5)));
            values.Add(random.NextInt64(1L << 24, 1L << 45));
        }
        await CheckAsync(server, "real", values, NpgsqlDbType.Real);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Interval_of_any_signs_is_printed_as_Postgres_does(string server)
    {
        var random = new Random(Seed);
        int[] months = [0, 1, -1, 11, 12, -12, 13, -13, 14, 24, -25, int.MaxValue, int.MinValue];
        int[] days = [0, 1, -1, 2, -30, int.MaxValue, int.MinValue];
        long[] micros = [0, 1, -1, 100, 1_000_000, -1_500_000, 59_999_999, 86_400_000_000, -3_600_000_001, 60_000_000];
        var values = (
            from month in months
            from day in days
            from micro in micros
            select new NpgsqlInterval(month, day, micro)
        ).ToList();
        for (var i = 0; i < 3_000; i++)
            values.Add(
                new NpgsqlInterval(
                    random.Next(int.MinValue, int.MaxValue),
                    random.Next(int.MinValue, int.MaxValue),
                    // Before 15 no server prints 2^31 hours.
                    random.NextInt64(-7_700_000_000_000_000_000, 7_700_000_000_000_000_000) >> random.Next(64)
                )
            );
        await CheckAsync(server, "interval", values, NpgsqlDbType.Interval);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Time_of_any_era_fraction_and_zone_is_printed_as_Postgres_does(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync(
            $"""
            SET TimeZone = 'UTC';
            CREATE TABLE t (id serial, d date, s timestamp, z timestamptz, c time, o timetz);
            SELECT setseed(0.{Seed});
            INSERT INTO t (d, s)
                SELECT '4714-11-24 BC'::date + (random() ^ 4 * 2147483493)::int,
                    '4714-11-24 BC'::timestamp + random() ^ 3 * interval '109203500 days'
                        + round(random() * 10 ^ (n % 8)) * interval '1 microsecond'
                FROM generate_series(1, 5000) n;
            INSERT INTO t (d, s)
                SELECT (lpad(n::text, 4, '0') || '-01-01')::date - 1, (lpad(n::text, 4, '0') || '-01-01')::timestamp - interval '1 us' FROM generate_series(1, 10100, 33) n;
            UPDATE t SET z = s AT TIME ZONE 'UTC', c = s::time,
                o = (s::time::text || to_char((id % 31 - 15) * interval '1 hour', 'SG') || lpad(abs(id % 31 - 15)::text, 2, '0')
                    || CASE id % 4 WHEN 0 THEN '' WHEN 1 THEN ':30' WHEN 2 THEN ':00:01' ELSE ':59:59' END)::timetz;
            """
        );
        using var oracle = await TypeOracle.CopyAsync(database);
        Assert.Equal(5_307, await oracle.CheckAsync());
    }

    /// <summary>Values made at random by the server for the codecs that print, or pack, what they read.</summary>
    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Value_made_anew_from_its_bytes_is_printed_as_Postgres_does(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync(
            $"""
            SELECT setseed(0.{Seed});
            CREATE TABLE t AS SELECT id,
                ((CASE WHEN id % 2 = 0 THEN '-' ELSE '' END) || left(d, id % 33) || '0.' || repeat('0', id % 9)
                    || right(d, id % 31))::numeric AS n,
                set_masklen('0.0.0.0'::inet + (random() * 4294967295)::bigint, (id % 33)) AS four,
                set_masklen((SELECT string_agg(CASE WHEN random() < 0.6 THEN '0' ELSE to_hex((random() * 65535)::int) END, ':')
                    FROM generate_series(1, 8) WHERE id > 0)::inet, id % 129) AS six,
                substring(((random() * 9e18)::bigint::bit(64) || (random() * 9e18)::bigint::bit(64)) FROM 1 + id % 7 FOR 1 + id % 120) AS bits,
                (to_hex((random() * 4294967295)::bigint) || '/' || to_hex((random() * 4294967295)::bigint))::pg_lsn AS lsn,
                box(point(random(), random() * 1e17), point(random() * 1e-5, -random() * 1e6)) AS corners
            FROM generate_series(1, 4000) id, LATERAL (SELECT translate(md5(id::text), 'abcdef', '012345') AS d) x
            """
        );
        using var oracle = await TypeOracle.CopyAsync(database);
        Assert.Equal(4_000, await oracle.CheckAsync());
    }

    private async Task CheckAsync<T>(string server, string type, List<T> values, NpgsqlDbType dbType, string then = "")
    {
        var database = await fixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync($"CREATE TABLE t (id int, v {type})");
        await using (var connection = await database.OpenAsync())
        await using (var import = await connection.BeginBinaryImportAsync("COPY t FROM STDIN (FORMAT binary)"))
        {
            for (var i = 0; i < values.Count; i++)
            {
                await import.StartRowAsync();
                await import.WriteAsync(i, NpgsqlDbType.Integer);
                await import.WriteAsync(values[i], dbType);
            }
            await import.CompleteAsync();
        }
        if (then.Length > 0)
            await database.ExecuteAsync(then);
        using var oracle = await TypeOracle.CopyAsync(database);
        Assert.Equal(values.Count, await oracle.CheckAsync());
    }
}
