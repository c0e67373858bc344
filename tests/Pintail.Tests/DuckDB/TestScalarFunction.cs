using Pintail.DuckDB;

namespace Pintail.Tests.DuckDB;

/// <summary>
/// A scalar function that returns 1 for each row and does whatever it is told with its input before; or, with
/// <see cref="Collecting"/>, keeps what it saw as objects.
/// </summary>
internal sealed class TestScalarFunction(string name = "see") : ScalarFunction(name)
{
    private readonly Lock _lock = new();

    internal Action<DataChunk> OnInvoke { get; set; } = static _ => { };
    internal IReadOnlyList<DuckDBType> ParameterTypes { get; set; } = [];
    internal bool Variadic { get; set; } = true;
    internal DuckDBType Returns { get; set; } = DuckDBType.Integer;

    public override IReadOnlyList<DuckDBType> Parameters => ParameterTypes;
    public override bool TakesFurtherArguments => Variadic;
    public override DuckDBType ReturnType => Returns;

    public override void Invoke(DataChunk input, Vector output)
    {
        OnInvoke(input);
        output.Data<int>(input.RowCount).Fill(1);
    }

    /// <summary>Keeps all rows of all calls, read as flat vectors.</summary>
    internal List<object?[]> Collecting()
    {
        var rows = new List<object?[]>();
        OnInvoke = input =>
        {
            var types = Enumerable.Range(0, input.ColumnCount).Select(column => input[column].LogicalType()).ToArray();
            lock (_lock)
            {
                for (var row = 0; row < input.RowCount; row++)
                    rows.Add([.. types.Select((type, column) => CellReader.Read(input[column], type, row))]);
            }

            Array.ForEach(types, static type => type.Dispose());
        };
        return rows;
    }
}
