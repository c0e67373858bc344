using System.Text;
using Pintail.Cli.Shell;

namespace Pintail.Tests.Cli;

/// <summary>A terminal whose user has typed everything beforehand; what follows a pause waits until the test lets it go.</summary>
internal sealed class ScriptedKeys(string keys, string afterPause = "") : Stream
{
    private readonly MemoryStream _first = new(Encoding.UTF8.GetBytes(keys));
    private readonly MemoryStream _second = new(Encoding.UTF8.GetBytes(afterPause));
    private readonly TaskCompletionSource _paused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>All keys before the pause are read, and more are asked for.</summary>
    public Task Paused => _paused.Task;

    public void GoOn() => _goOn.SetResult();

    public TerminalInput Terminal(int width = 80) => new(this, () => new MemoryStream(), () => width);

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_first.Read(buffer, offset, count) is var read and > 0)
            return read;
        if (_second.Length == 0)
            return 0;
        _paused.TrySetResult();
        _goOn.Task.Wait(TestContext.Current.CancellationToken);
        return _second.Read(buffer, offset, count);
    }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
