using Pintail.Cli.Commands;
using Pintail.Cli.Output;
using Pintail.Session;

namespace Pintail.Cli.Sessions;

/// <summary>
/// What a statement that takes its time has read so far, in one line of the terminal at standard error; gone when its first
/// rows are there.
/// </summary>
internal sealed class ProgressLine : IDisposable
{
    // Back to the line's beginning, and nothing behind it: ECMA-48, EL.
    private const string Erase = "\r\u001b[K";

    // What is over by then needs no line.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly CommandContext _context;
    private readonly ScanProgress _progress;
    private readonly Lock _lock = new();
    private readonly long _start;
    private readonly ITimer? _timer;
    private bool _isShown;
    private bool _isOver;

    public ProgressLine(CommandContext context, ScanProgress progress)
    {
        (_context, _progress, _start) = (context, progress, context.Time.GetTimestamp());
        if (context.ErrorIsTerminal)
            _timer = context.Time.CreateTimer(_ => Show(), null, Patience, Interval);
    }

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_lock)
        {
            _isOver = true;
            if (_isShown)
                _context.Error.Write(Erase);
            _context.Error.Flush();
        }
    }

    private void Show()
    {
        lock (_lock)
        {
            // Nothing was read: what takes the time is DuckDB's, or Postgres thinks.
            if (_isOver || _progress.Bytes == 0)
                return;
            var elapsed = _context.Time.GetElapsedTime(_start);
            var text =
                $"{Quantity.Of(_progress.Rows, "row")}, {Quantity.Bytes(_progress.Bytes)} from Postgres, {Quantity.Seconds(elapsed)} s";
            _context.Error.Write(Erase + text[..Math.Min(text.Length, Math.Max(0, _context.CurrentWidth() - 1))]);
            _context.Error.Flush();
            _isShown = true;
        }
    }
}
