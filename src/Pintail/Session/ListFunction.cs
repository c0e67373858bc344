using System.Text;
using Pintail.DuckDB;

namespace Pintail.Session;

/// <summary>A table function over a list that is at hand: all columns VARCHAR, one thread.</summary>
internal abstract class ListFunction(string name) : TableFunction(name)
{
    protected abstract IReadOnlyList<string> Columns { get; }

    /// <returns>As many values as columns; null for NULL.</returns>
    protected abstract IEnumerable<string?[]> Rows();

    public override TableBinding Bind(BindContext context)
    {
        using var text = LogicalType.Of(DuckDBType.Varchar);
        foreach (var column in Columns)
            context.AddColumn(column, text);
        return new Binding(this);
    }

    private sealed class Binding(ListFunction list) : TableBinding
    {
        public override TableScan Init(InitContext context) => new Scan(list.Rows());
    }

    private sealed class Scan(IEnumerable<string?[]> rows) : TableScan
    {
        public override LocalScan InitLocal() => new RowScan(rows.GetEnumerator());
    }

    private sealed class RowScan(IEnumerator<string?[]> rows) : LocalScan
    {
        public override int Fill(DataChunk output)
        {
            var count = 0;
            for (; count < DataChunk.Capacity && rows.MoveNext(); count++)
            {
                for (var column = 0; column < rows.Current.Length; column++)
                    Set(output[column], count, rows.Current[column]);
            }
            return count;
        }

        private static void Set(Vector vector, int row, string? value)
        {
            if (value is null)
                vector.SetNull(row);
            else
                vector.Strings(DataChunk.Capacity).Set(row, Encoding.UTF8.GetBytes(value));
        }

        public override void Dispose()
        {
            rows.Dispose();
            base.Dispose();
        }
    }
}
