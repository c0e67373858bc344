namespace Pintail.Tests.Session.Differential;

/// <summary>How much of a series says something.</summary>
internal sealed class DifferentialTally
{
    private readonly List<string> _errors = [];
    private int _scans;
    private int _restricted;

    public int Queries { get; set; }

    public int Errors => _errors.Count;

    public int Scans => _scans;

    /// <summary>Scans of which Postgres got a condition or a limit.</summary>
    public int Restricted => _restricted;

    /// <summary>Scans start on DuckDB's threads.</summary>
    public void AddScan(bool isRestricted)
    {
        Interlocked.Increment(ref _scans);
        if (isRestricted)
            Interlocked.Increment(ref _restricted);
    }

    public void AddError(string message, string query) => _errors.Add($"{message}\n  {query}");

    public void Add(DifferentialTally other)
    {
        Queries += other.Queries;
        _scans += other._scans;
        _restricted += other._restricted;
        _errors.AddRange(other._errors);
    }

    public override string ToString() =>
        $"{Queries} queries, {Errors} with an error; {Scans} scans, {Restricted} restricted.\n{string.Join("\n", _errors)}";
}
