using Pintail.Copy;
using Pintail.DuckDB;
using Pintail.Tests.Types;
using Pintail.Types;

namespace Pintail.Tests.Copy;

/// <summary>
/// Rows of two types under attack: decoded as the product does, encoded again, brought into their canonical form, and now
/// and then stored and printed by DuckDB, which trusts what decoders write. One thread.
/// </summary>
internal sealed class FuzzedTypes : IDisposable
{
    /// <summary>One accepted row in that many goes into DuckDB, and that many are then printed at once.</summary>
    private const int Stored = 4;
    private const int Printed = 64;

    private readonly TypeSample[] _samples;
    private readonly DataChunk _chunk;
    private readonly ChunkReader _reader;
    private readonly ColumnEncoder[] _encoders;
    private readonly CanonicalForm?[] _forms;
    private readonly FieldBuffer _encoded = new();
    private readonly FieldBuffer _canonical = new();
    private readonly SurroundedRows _rows = new();
    private readonly ByteMutations _row = new();
    private readonly DuckDBConnection _connection;
    private readonly string _table;
    private readonly string _printSql;
    private readonly Appender _appender;
    private int _accepted;
    private int _appended;

    public FuzzedTypes(DuckDBConnection connection, string table, params TypeSample[] samples)
    {
        _samples = samples;
        // DuckDB may be handed no VARCHAR that is not UTF-8; the server's check, which does that else, is not here.
        ColumnMapping[] mappings =
        [
            .. samples.Select(sample =>
                TypeTable.Map(sample.Mapping.Column, sample.Options with { ValidateText = true })
            ),
        ];
        var types = mappings.Select(mapping => mapping.CreateLogicalType()).ToArray();
        _chunk = DataChunk.Create(types);
        foreach (var type in types)
            type.Dispose();
        _reader = new ChunkReader(_rows, [.. mappings.Select(mapping => mapping.CreateDecoder())]);
        _encoders = [.. mappings.Select(mapping => mapping.CreateEncoder())];
        _forms = [.. mappings.Select(mapping => mapping.CreateCanonical())];
        (_connection, _table) = (connection, table);
        connection.Execute(
            $"CREATE TABLE {table} ({string.Join(", ", mappings.Select((mapping, i) => $"c{i} {mapping.DuckDBTypeSql}"))})"
        );
        var texts = mappings.Select(
            (mapping, i) => $"max(length({mapping.DuckDBTextSql($"c{i}") ?? $"c{i}::VARCHAR"}))"
        );
        _printSql = $"SELECT {string.Join(", ", texts)} FROM {table}";
        _appender = connection.CreateAppender(table);
    }

    /// <summary>The row of the last mutation, for messages.</summary>
    public string Row => Convert.ToHexString(_row.Bytes);

    public override string ToString() => string.Join(", ", _samples.Select(sample => sample.Type));

    /// <returns>True when the row was taken, false when it was refused.</returns>
    /// <exception cref="Exception">Anything but an error of ours: something read or wrote where it should not.</exception>
    public bool Feed(ref FuzzRandom random, ReadOnlySpan<byte> other)
    {
        Mutate(ref random, other);
        _rows.Set(_row.Bytes);
        _reader.Restart(_rows);
        _chunk.Reset();
        try
        {
            Assert.Equal(2, _reader.Read(_chunk));
            for (var i = 0; i < _encoders.Length; i++)
                Encode(i);
        }
        catch (PintailException error) when (error.Kind is ErrorKind.SourceProtocol or ErrorKind.ValueNotRepresentable)
        {
            return false;
        }
        if (++_accepted % Stored == 0)
            Store();
        return true;
    }

    public void Dispose()
    {
        _appender.Dispose();
        _chunk.Dispose();
    }

    private void Mutate(ref FuzzRandom random, ReadOnlySpan<byte> other)
    {
        _row.Begin();
        _row.Append([0, (byte)_samples.Length]);
        var changed = random.Next(8) == 0 ? _samples.Length : random.Next(_samples.Length);
        for (var i = 0; i < _samples.Length; i++)
        {
            var field = _samples[i].Fields[random.Next(_samples[i].Fields.Length)];
            _row.AppendInt32(field?.Length ?? -1);
            var start = _row.Length;
            // Now and then a whole value of another type.
            _row.Append(i == changed && random.Next(16) == 0 ? other : field);
            if (i != changed)
                continue;
            _row.Change(ref random, start, other);
            _row.SetInt32(start - sizeof(int), _row.Length - start);
        }
        // Without regard to where fields begin.
        if (changed == _samples.Length)
            _row.Change(ref random, 0, other);
    }

    private void Encode(int column)
    {
        _encoded.Clear();
        _encoders[column].Encode(_chunk[column], 2, _encoded);
        var fields = _encoded.AsFields();
        AssertAlike(fields, column);
        if (_forms[column] is not { } form)
            return;
        _canonical.Clear();
        form.Write(fields, _canonical);
        AssertAlike(_canonical.AsFields(), column);
    }

    private void AssertAlike(in Fields fields, int column)
    {
        if (fields.Count != 2 || fields.Lengths[0] != fields.Lengths[1])
            Assert.Fail($"{_samples[column].Type}: the surroundings of a row change the length of its value.");
        if (fields.Lengths[0] > 0 && !fields[0].SequenceEqual(fields[1]))
            Assert.Fail($"{_samples[column].Type}: the surroundings of a row change its value.");
    }

    private void Store()
    {
        _appender.Append(_chunk);
        if (++_appended % Printed != 0)
            return;
        try
        {
            _appender.Flush();
            using var result = _connection.Query(_printSql);
            Assert.Single(result.Rows());
        }
        catch (DuckDBException e) when (e.ErrorType is not (DuckDBErrorType.Fatal or DuckDBErrorType.Internal))
        {
            // Values that DuckDB holds and cannot print, as a timestamp in a time zone at the end of time.
        }
        _connection.Execute($"TRUNCATE {_table}");
    }
}
