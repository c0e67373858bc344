using System.Text;
using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

// Values for parameters. DuckDB casts them to the parameter's type when the statement runs.
public sealed partial class DuckDBStatement
{
    public void BindNull(int number) => Check(number, NativeMethods.duckdb_bind_null(_handle, Index(number)));

    public void Bind(int number, bool value) =>
        Check(number, NativeMethods.duckdb_bind_boolean(_handle, Index(number), value));

    public void Bind(int number, int value) =>
        Check(number, NativeMethods.duckdb_bind_int32(_handle, Index(number), value));

    public void Bind(int number, long value) =>
        Check(number, NativeMethods.duckdb_bind_int64(_handle, Index(number), value));

    public void Bind(int number, ulong value) =>
        Check(number, NativeMethods.duckdb_bind_uint64(_handle, Index(number), value));

    public void Bind(int number, HugeInt value) =>
        Check(number, NativeMethods.duckdb_bind_hugeint(_handle, Index(number), value));

    public void Bind(int number, double value) =>
        Check(number, NativeMethods.duckdb_bind_double(_handle, Index(number), value));

    public void Bind(int number, DateOnly value) =>
        Check(number, NativeMethods.duckdb_bind_date(_handle, Index(number), value.DayNumber - UnixDays));

    /// <summary>As TIMESTAMP in UTC; local times are converted, those of no kind are taken for UTC.</summary>
    public void Bind(int number, DateTime value)
    {
        var utc = value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : value;
        Check(number, NativeMethods.duckdb_bind_timestamp(_handle, Index(number), Micros(utc)));
    }

    /// <summary>As TIMESTAMP WITH TIME ZONE, of which DuckDB keeps the moment and not the zone.</summary>
    public void Bind(int number, DateTimeOffset value) =>
        Check(number, NativeMethods.duckdb_bind_timestamp_tz(_handle, Index(number), Micros(value.UtcDateTime)));

    /// <summary>As VARCHAR; null is NULL.</summary>
    public void Bind(int number, string? value)
    {
        if (value is null)
        {
            BindNull(number);
            return;
        }

        byte[] utf8;
        try
        {
            utf8 = Utf8Argument.Strict.GetBytes(value);
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException(
                $"Parameter {number} holds half of a surrogate pair at index {e.Index}, which UTF-8 cannot express. Remove it.",
                nameof(value),
                e
            );
        }

        BindText(number, utf8);
    }

    /// <summary>As BLOB.</summary>
    public unsafe void Bind(int number, ReadOnlySpan<byte> value)
    {
        // SAFETY: DuckDB copies the bytes before it returns.
        fixed (byte* pinned = value)
        {
            var state = NativeMethods.duckdb_bind_blob(_handle, Index(number), pinned, (ulong)value.Length);
            Check(number, state);
        }
    }

    /// <summary>Forgets all values.</summary>
    public void ClearBindings() => _ = NativeMethods.duckdb_clear_bindings(_handle);

    private const int UnixDays = 719162;

    // Rounded towards the past on both sides of 1970, like Postgres and DuckDB truncate a later digit.
    private static long Micros(DateTime utc) =>
        (utc.Ticks / TimeSpan.TicksPerMicrosecond) - (DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond);

    private static ulong Index(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        return (ulong)number;
    }

    private unsafe void BindText(int number, ReadOnlySpan<byte> utf8)
    {
        // An empty span has no address, and DuckDB takes none for NULL.
        byte none = 0;
        fixed (byte* pinned = utf8)
        {
            var text = utf8.IsEmpty ? &none : pinned;
            Check(number, NativeMethods.duckdb_bind_varchar_length(_handle, Index(number), text, (ulong)utf8.Length));
        }
    }

    private void Check(int number, DuckDBState state)
    {
        if (state != DuckDBState.Success)
        {
            throw DuckDBException.FromText(
                NativeMethods.duckdb_prepare_error(_handle),
                $"Parameter {number} could not be set; the statement has {ParameterCount}."
            );
        }
    }
}
