using Pintail.DuckDB;

namespace Pintail.Tests.DuckDB;

/// <summary>
/// What functions write into their vectors while DuckDB's memory is at its limit. Where it failed, the process would end:
/// C++ exceptions do not pass through C#.
/// </summary>
public sealed class OutputVectorsTests : IDisposable
{
    private const int Rows = 2_000;

    // All rows of a chunk together: far more than what is left.
    private const int BytesOfRow = 20_000;
    private const int ElementsOfRow = 5_000;

    private readonly DuckDBDatabase _database = DuckDBDatabase.Open(
        null,
        new Dictionary<string, string>
        {
            ["memory_limit"] = "20MiB",
            ["threads"] = "1",
            ["temp_directory"] = "",
        }
    );

    [Fact]
    public void Texts_of_a_table_function()
    {
        using var type = LogicalType.Of(DuckDBType.Varchar);
        var function = Scan(type, Texts);

        Assert.Equal((long)Rows * BytesOfRow, Ask(function, "SELECT sum(length(c))::BIGINT FROM test_scan()"));
    }

    [Fact]
    public void Lists_of_a_table_function()
    {
        using var element = LogicalType.Of(DuckDBType.Integer);
        using var type = LogicalType.List(element);
        var function = Scan(type, Lists);

        Assert.Equal((long)Rows * ElementsOfRow, Ask(function, "SELECT sum(len(c))::BIGINT FROM test_scan()"));
    }

    [Fact]
    public void Texts_within_lists_of_structs_of_a_table_function()
    {
        using var text = LogicalType.Of(DuckDBType.Varchar);
        using var row = LogicalType.Struct([("t", text)]);
        using var type = LogicalType.List(row);
        var function = Scan(type, ListsOfStructs);

        Assert.Equal((long)Rows * BytesOfRow, Ask(function, "SELECT sum(length(c[1].t))::BIGINT FROM test_scan()"));
    }

    [Fact]
    public void Texts_of_a_scalar_function()
    {
        using var connection = _database.Connect();
        connection.Register(new LongTexts());

        // Not within another function: what stands between two of them is not counted anyway.
        using var result = connection.Query($"SELECT long_text(i) FROM range({Rows}) r(i)");

        Assert.Equal(Rows, result.Rows().Count());
    }

    [Fact]
    public void What_DuckDB_keeps_of_them_is_refused_with_an_error()
    {
        using var type = LogicalType.Of(DuckDBType.Varchar);
        var function = Scan(type, Texts);

        var error = Assert.Throws<DuckDBException>(() =>
            Ask(function, "SELECT count(*) FROM (SELECT c FROM test_scan() ORDER BY c)")
        );

        Assert.Equal(DuckDBErrorType.OutOfMemory, error.ErrorType);
    }

    public void Dispose() => _database.Dispose();

    private object? Ask(TestTableFunction function, string sql)
    {
        using var connection = _database.Connect();
        connection.Register(function);
        using var result = connection.Query(sql);
        return result.Scalar();
    }

    private static TestTableFunction Scan(LogicalType type, Action<Vector> write) =>
        new()
        {
            OnBind = context => context.AddColumn("c", type),
            Filler = () =>
            {
                var isDone = false;
                return output =>
                {
                    if (isDone)
                        return 0;
                    isDone = true;
                    write(output[0]);
                    return Rows;
                };
            },
        };

    private static void Texts(Vector vector)
    {
        var text = new byte[BytesOfRow];
        Array.Fill(text, (byte)'x');
        var strings = vector.Strings(Rows);
        for (var row = 0; row < Rows; row++)
            strings.Set(row, text);
    }

    private static void Lists(Vector vector)
    {
        var entries = vector.ListEntries(Rows);
        vector.ListReserve(Rows * ElementsOfRow);
        for (var row = 0; row < Rows; row++)
            entries[row] = new ListEntry((ulong)(row * ElementsOfRow), ElementsOfRow);
        vector.ListChild.Data<int>(Rows * ElementsOfRow).Clear();
        vector.ListSize = Rows * ElementsOfRow;
    }

    private static void ListsOfStructs(Vector vector)
    {
        var entries = vector.ListEntries(Rows);
        vector.ListReserve(Rows);
        for (var row = 0; row < Rows; row++)
            entries[row] = new ListEntry((ulong)row, 1);
        Texts(vector.ListChild.StructChild(0));
        vector.ListSize = Rows;
    }

    private sealed class LongTexts() : ScalarFunction("long_text")
    {
        public override IReadOnlyList<DuckDBType> Parameters => [DuckDBType.BigInt];
        public override DuckDBType ReturnType => DuckDBType.Varchar;

        public override void Invoke(DataChunk input, Vector output)
        {
            if (input.RowCount == 0)
                return;
            Assert.Equal(Rows, input.RowCount);
            Texts(output);
        }
    }
}
