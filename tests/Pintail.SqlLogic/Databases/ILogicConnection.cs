namespace Pintail.SqlLogic.Databases;

internal interface ILogicConnection : IDisposable
{
    /// <summary>Runs all statements of the text; the last one's result. Throws what has the user's message in
    /// <see cref="Exception.Message"/>.</summary>
    LogicResult Execute(string sql);
}
