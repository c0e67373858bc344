using Pintail.Copy;
using Pintail.DuckDB;
using Pintail.Tests.Copy;
using Pintail.Types;

namespace Pintail.Tests.Types;

/// <summary>What a broken codec did to the values of a sample, and which proof saw it.</summary>
/// <param name="Changed">Rows whose stored value is another than the right one.</param>
/// <param name="ByFingerprint">What is stored, encoded, is not what was sent.</param>
/// <param name="ByTexts">DuckDB prints something else than Postgres.</param>
/// <param name="ByError">The values cannot be stored, printed or encoded at all: the table fails.</param>
internal readonly record struct MutationOutcome(bool Changed, bool ByFingerprint, bool ByTexts, bool ByError)
{
    public bool IsCaught => ByFingerprint || ByTexts || ByError;

    public override string ToString() =>
        (ByFingerprint ? "F" : "") + (ByTexts ? "T" : "") + (ByError && !ByFingerprint && !ByTexts ? "E" : "");
}

/// <summary>
/// Copies a sample with a broken codec as the product copies, folds what was sent and what is stored, and compares the
/// texts in DuckDB by the SQL that each run compares its own sample with.
/// </summary>
internal sealed class MutationRun : IDisposable
{
    private readonly DuckDBDatabase _database = DuckDBDatabase.Open();
    private readonly DuckDBConnection _connection;

    public MutationRun()
    {
        _connection = _database.Connect();
        _connection.Execute("SET TimeZone = 'UTC'");
    }

    public MutationOutcome Check(TypeSample sample, Mutant mutant, bool encoderToo)
    {
        var broken = mutant.Break(sample.Mapping, encoderToo);
        var all = Enumerable.Range(0, sample.Fields.Length).ToArray();
        if (TryCheck(sample, broken, all) is { } outcome)
            return outcome;
        // Some value is too broken to go on with. Without it the others show what the proofs see.
        var possible = all.Where(row => TryCheck(sample, broken, [row]) is not null).ToArray();
        outcome = TryCheck(sample, broken, possible) ?? default;
        return outcome with { Changed = true, ByError = true };
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    private MutationOutcome? TryCheck(TypeSample sample, ColumnMapping broken, int[] rows)
    {
        if (rows.Length == 0)
            return default(MutationOutcome);
        try
        {
            var sent = Load(sample, broken, rows);
            var (changed, texts) = CompareTexts(sample.Mapping);
            return new MutationOutcome(changed, FoldStored(broken) != sent, texts, ByError: false);
        }
        catch (Exception e) when (e is PintailException or DuckDBException)
        {
            return null;
        }
    }

    private Fingerprint Load(TypeSample sample, ColumnMapping broken, int[] rows)
    {
        var type = sample.Mapping.DuckDBTypeSql;
        _connection.Execute($"CREATE OR REPLACE TABLE t (good {type}, bad {type}, text VARCHAR)");
        using var value = sample.Mapping.CreateLogicalType();
        using var text = LogicalType.Of(DuckDBType.Varchar);
        using var chunk = DataChunk.Create(value, value, text);
        var fold = new FieldFold(broken.CreateCanonical());
        var reader = new ChunkReader(
            new MemoryCopyRows([
                .. rows.Select(row => MemoryCopyRows.Row(sample.Fields[row], sample.Fields[row], sample.Texts[row])),
            ]),
            [sample.Mapping.CreateDecoder(), broken.CreateDecoder(), sample.Mapping.CreateTextDecoder()],
            [null, fold, null]
        );
        using var appender = _connection.CreateAppender("t");
        while (reader.Read(chunk) > 0)
        {
            appender.Append(chunk);
            chunk.Reset();
        }
        appender.Close();
        return fold.Sum;
    }

    private (bool Changed, bool Texts) CompareTexts(ColumnMapping mapping)
    {
        // JSON has no order; its text has.
        var plain = mapping.DuckDBTypeSql.Replace("JSON", "VARCHAR", StringComparison.Ordinal);
        var texts = mapping.DuckDBTextSql("bad") is { } sql ? $"{sql} IS DISTINCT FROM text" : "false";
        using var result = _connection.Query(
            $"SELECT count(*) FILTER (WHERE good::{plain} IS DISTINCT FROM bad::{plain}), count(*) FILTER (WHERE {texts}) FROM t"
        );
        var row = result.Rows().Single();
        return ((long)row[0]! > 0, (long)row[1]! > 0);
    }

    private Fingerprint FoldStored(ColumnMapping broken)
    {
        var encoder = broken.CreateEncoder();
        var fold = new FieldFold(broken.CreateCanonical());
        var buffer = new FieldBuffer();
        using var result = _connection.Query("SELECT bad FROM t");
        while (result.TryFetch(out var chunk))
        {
            using (chunk)
            {
                buffer.Clear();
                encoder.Encode(chunk[0], chunk.RowCount, buffer);
                fold.Add(buffer.AsFields());
            }
        }
        return fold.Sum;
    }
}
