using Pintail.DuckDB;

namespace Pintail.Tests.DuckDB;

/// <summary>
/// A table function whose steps are given as delegates, and which counts what was made and what was disposed. After the
/// database is closed both must agree, whatever went wrong before.
/// </summary>
internal sealed class TestTableFunction(string name = "test_scan") : TableFunction(name)
{
    private int _bindings;
    private int _scans;
    private int _locals;
    private int _disposedBindings;
    private int _disposedScans;
    private int _disposedLocals;

    internal Action<BindContext> OnBind { get; set; } = static _ => { };
    internal Action<InitContext> OnInit { get; set; } = static _ => { };
    internal Action OnInitLocal { get; set; } = static () => { };

    /// <summary>Makes the function that fills for one thread.</summary>
    internal Func<Func<DataChunk, int>> Filler { get; set; } = static () => static _ => 0;
    internal Action OnDispose { get; set; } = static () => { };
    internal long? Rows { get; set; }
    internal bool RowsAreExact { get; set; }
    internal int Threads { get; set; } = 1;
    internal bool Projects { get; set; }
    internal IReadOnlyList<DuckDBType> ParameterTypes { get; set; } = [];
    internal IReadOnlyList<(string, DuckDBType)> NamedParameterTypes { get; set; } = [];

    internal int Bindings => _bindings;
    internal int Scans => _scans;
    internal int Locals => _locals;

    public override IReadOnlyList<DuckDBType> Parameters => ParameterTypes;
    public override IReadOnlyList<(string Name, DuckDBType Type)> NamedParameters => NamedParameterTypes;
    public override bool SupportsProjection => Projects;

    public override TableBinding Bind(BindContext context)
    {
        OnBind(context);
        Interlocked.Increment(ref _bindings);
        return new Binding(this);
    }

    /// <summary>To be called when nothing is open any more.</summary>
    internal void AssertEverythingWasDisposedOnce()
    {
        Assert.Equal(_bindings, _disposedBindings);
        AssertScansWereDisposedOnce();
    }

    internal void AssertScansWereDisposedOnce()
    {
        Assert.Equal(_scans, _disposedScans);
        Assert.Equal(_locals, _disposedLocals);
    }

    private sealed class Binding(TestTableFunction function) : TableBinding
    {
        public override long? Cardinality => function.Rows;
        public override bool CardinalityIsExact => function.RowsAreExact;

        public override TableScan Init(InitContext context)
        {
            function.OnInit(context);
            Interlocked.Increment(ref function._scans);
            return new Scan(function);
        }

        public override void Dispose()
        {
            Interlocked.Increment(ref function._disposedBindings);
            base.Dispose();
            function.OnDispose();
        }
    }

    private sealed class Scan(TestTableFunction function) : TableScan
    {
        public override int MaxThreads => function.Threads;

        public override LocalScan InitLocal()
        {
            function.OnInitLocal();
            Interlocked.Increment(ref function._locals);
            return new Local(function);
        }

        public override void Dispose()
        {
            Interlocked.Increment(ref function._disposedScans);
            base.Dispose();
            function.OnDispose();
        }
    }

    private sealed class Local(TestTableFunction function) : LocalScan
    {
        private readonly Func<DataChunk, int> _fill = function.Filler();

        public override int Fill(DataChunk output) => _fill(output);

        public override void Dispose()
        {
            Interlocked.Increment(ref function._disposedLocals);
            base.Dispose();
            function.OnDispose();
        }
    }
}
