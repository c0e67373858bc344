using Pintail.DuckDB;

namespace Pintail.Tests.DuckDB;

/// <summary>A format that keeps what it is given as rows of objects, counts what is made and let go of, and fails where it
/// is told to.</summary>
internal sealed class TestCopyFunction(string name = "kept") : CopyFunction(name)
{
    private readonly Lock _lock = new();

    /// <summary>Bind, Open, Write or Complete: throws there.</summary>
    public string? FailsIn { get; set; }

    public TableFunction? Source { get; init; }
    public List<object?[]> Rows { get; } = [];
    public List<string> Paths { get; } = [];
    public List<string> Options { get; } = [];
    public int Open { get; private set; }
    public int Completed { get; private set; }

    public override TableFunction? From => Source;

    public override CopyBinding Bind(CopyBindContext context)
    {
        ThrowIn("Bind");
        Options.AddRange(context.Options().Select(option => $"{option.Key}={option.Value}"));
        Open++;
        return new Binding(this, [.. Enumerable.Range(0, context.ColumnCount).Select(context.ColumnType)]);
    }

    private void ThrowIn(string step)
    {
        if (FailsIn == step)
            throw new TimeoutException($"{step} fails");
    }

    private sealed class Binding(TestCopyFunction function, LogicalType[] types) : CopyBinding
    {
        public override CopyTarget Open(string path, DuckDBFileSystem files)
        {
            using (files)
            {
                function.ThrowIn("Open");
                lock (function._lock)
                {
                    function.Paths.Add(path);
                    function.Open++;
                }
                return new Target(function, types);
            }
        }

        public override void Dispose()
        {
            Array.ForEach(types, static type => type.Dispose());
            function.Open--;
            base.Dispose();
        }
    }

    private sealed class Target(TestCopyFunction function, LogicalType[] types) : CopyTarget
    {
        public override void Write(DataChunk rows)
        {
            function.ThrowIn("Write");
            lock (function._lock)
            {
                for (var row = 0; row < rows.RowCount; row++)
                    function.Rows.Add([.. types.Select((type, column) => CellReader.Read(rows[column], type, row))]);
            }
        }

        public override void Complete()
        {
            function.ThrowIn("Complete");
            function.Completed++;
        }

        public override void Dispose()
        {
            lock (function._lock)
                function.Open--;
            base.Dispose();
        }
    }
}
