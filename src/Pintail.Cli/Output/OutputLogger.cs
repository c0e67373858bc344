using Microsoft.Extensions.Logging;

namespace Pintail.Cli.Output;

/// <summary>The engine's log lines, shown the way the run is shown: warnings always, the rest with --verbose.</summary>
internal sealed class OutputLogger(RunOutput output, bool verbose) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= (verbose ? LogLevel.Debug : LogLevel.Warning);

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (!IsEnabled(logLevel))
            return;
        var message = formatter(state, exception);
        if (logLevel >= LogLevel.Warning)
            output.Warn(message);
        else
            output.Log(message);
        if (verbose && exception is not null)
            output.Log(exception.ToString());
    }
}
