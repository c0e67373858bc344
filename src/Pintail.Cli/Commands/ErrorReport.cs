using Pintail.Cli.Output;
using Pintail.DuckDB;

namespace Pintail.Cli.Commands;

/// <summary>How an error that ends the run is told: what happened, what to do, and with --verbose where.</summary>
internal sealed class ErrorReport(TextWriter writer)
{
    /// <returns>The exit code.</returns>
    public int Write(Exception exception, bool verbose) => Write(exception, verbose, json: null);

    /// <param name="json">Where the error object of --json goes; null without that flag.</param>
    /// <returns>The exit code.</returns>
    public int Write(Exception exception, bool verbose, TextWriter? json)
    {
        var error = Explain(exception, verbose);
        json?.WriteLine(JsonText.Of(JsonRunError.From(error)));
        Write(error);
        if (verbose)
            writer.WriteLine(exception);
        return error.Kind.ExitCode();
    }

    public void Write(PintailException error)
    {
        writer.WriteLine(Printable.Text($"error: {error.Message}"));
        if (error.Hint is not null)
            writer.WriteLine(Printable.Text($"hint: {error.Hint}"));
    }

    private static PintailException Explain(Exception exception, bool verbose) =>
        exception switch
        {
            PintailException known => known,
            // libduckdb is looked for when the first of its functions is called, within a static constructor.
            TypeInitializationException { InnerException: { } inner } => Explain(inner, verbose),
            DuckDBLibraryException library => new(ErrorKind.TargetUnreachable, library.Message, inner: library),
            _ when SystemLimits.Explain(exception, "Pintail failed") is { } limit => limit,
            _ => new(
                ErrorKind.Internal,
                $"Pintail failed: {exception.GetType().Name}: {exception.Message}",
                verbose
                    ? "This is a fault in Pintail; please report it."
                    : "Run it again with --verbose and report it.",
                exception
            ),
        };
}
