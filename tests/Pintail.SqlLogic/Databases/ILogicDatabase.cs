namespace Pintail.SqlLogic.Databases;

/// <summary>What the files run against: DuckDB by itself, or a session over it. One per .test file; load and restart open
/// another in its place.</summary>
internal interface ILogicDatabase : IDisposable
{
    ILogicConnection Connect();
}

/// <summary>Opens the database of a file's run, and again for load and restart.</summary>
internal delegate ILogicDatabase DatabaseOpener(DatabasePlace place);
