using System.Globalization;
using System.IO.Compression;
using Pintail.SqlLogic.Format;

namespace Pintail.SqlLogic.Running;

/// <summary>The lines that are no SQL. halt and continue are the loop's business (<see cref="FileRun"/>).</summary>
internal sealed class DirectiveRunner(FileState state)
{
    internal void Run(DirectiveRecord directive, LoopScope scope)
    {
        if (scope.Own is not null && directive.Name != "sleep")
            throw new RecordFailedException($"{directive.Name} cannot stand in a concurrent loop.");
        var words = directive.Arguments.Select(word => state.Variables.Expand(word, scope)).ToArray();
        switch (directive.Name)
        {
            case "require" when words.Length > 0:
                if (!Requirements.IsMet(words, state.Settings.Present, state.Connections.Main))
                    throw new FileSkippedException($"require {words[0]}");
                break;
            case "require-env" when words.Length is 1 or 2:
                RequireEnvironment(words);
                break;
            case "test-env" when words.Length == 2:
                AddVariable(words[0], state.Settings.EnvironmentVariable(words[0]) ?? words[1]);
                break;
            case "load":
                Load(words);
                break;
            case "restart":
                state.Connections.Restart();
                break;
            case "reconnect":
                state.Connections.Reconnect();
                break;
            case "mode" when words.Length == 1:
                SetMode(words[0]);
                break;
            case "set" when words.Length > 0:
                Set(words);
                break;
            case "reset" when words is ["label", var label]:
                if (!state.Labels.TryRemove(label, out _))
                    throw new RecordFailedException($"There is no label '{label}' to reset.");
                break;
            case "sleep" when words.Length == 2:
                Thread.Sleep(Duration(words[0], words[1]));
                break;
            case "unzip" when words.Length is 1 or 2:
                Unzip(words[0], words.ElementAtOrDefault(1));
                break;
            // Every result is compared in full when the file has it in full, so nothing hangs on the threshold.
            case "hash-threshold" when words is [var number] && int.TryParse(number, out _):
            case "tags" when words.Length > 0:
                break;
            default:
                throw new RecordFailedException($"'{directive.Name}' does not take '{string.Join(' ', words)}'.");
        }
    }

    private void RequireEnvironment(string[] words)
    {
        var value = state.Settings.EnvironmentVariable(words[0]);
        if (value is null || words is [_, var wanted] && wanted != value)
            throw new FileSkippedException($"require-env {string.Join(' ', words)}");
        AddVariable(words[0], value);
    }

    private void AddVariable(string name, string value)
    {
        if (!state.Variables.TryAdd(name, value))
            throw new RecordFailedException($"The variable '{name}' has a value already.");
    }

    private void Load(string[] words)
    {
        var access = words.ElementAtOrDefault(1)?.ToUpperInvariant();
        if (access is not (null or "READONLY" or "READWRITE"))
            throw new RecordFailedException("Behind the path of load stands readonly or readwrite.");
        state.Connections.Load(words.FirstOrDefault(), access == "READONLY", words.ElementAtOrDefault(2));
    }

    private void SetMode(string mode)
    {
        switch (mode)
        {
            case "output_hash":
                state.PrintsHashes = true;
                break;
            case "output_result" or "debug":
                state.PrintsResults = true;
                break;
            case "no_output":
                state.PrintsHashes = state.PrintsResults = false;
                break;
            default:
                throw new RecordFailedException($"There is no mode '{mode}'.");
        }
    }

    private void Set(string[] words)
    {
        var list = string.Join(' ', words[1..])
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        switch (words[0])
        {
            case "ignore_error_messages":
                state.IgnoredErrors = list;
                break;
            case "always_fail_error_messages":
                state.NeverExpectedErrors = list;
                break;
            case "seed"
                when words is [_, var seed] && double.TryParse(seed, CultureInfo.InvariantCulture, out var value):
                state.Connections.Main.Execute(string.Create(CultureInfo.InvariantCulture, $"SELECT setseed({value})"));
                break;
            default:
                throw new RecordFailedException($"set does not take '{string.Join(' ', words)}'.");
        }
    }

    private static TimeSpan Duration(string number, string unit)
    {
        if (!double.TryParse(number, CultureInfo.InvariantCulture, out var count))
            throw new RecordFailedException($"sleep takes a number, not '{number}'.");
        return unit switch
        {
            "second" or "seconds" or "sec" => TimeSpan.FromSeconds(count),
            "millisecond" or "milliseconds" or "milli" => TimeSpan.FromMilliseconds(count),
            "microsecond" or "microseconds" or "micro" => TimeSpan.FromMicroseconds(count),
            "nanosecond" or "nanoseconds" or "nano" => TimeSpan.FromMicroseconds(count / 1000),
            _ => throw new RecordFailedException($"sleep takes seconds, milliseconds and so on, not '{unit}'."),
        };
    }

    private void Unzip(string path, string? target)
    {
        if (target is null or "NULL")
            target = Path.Combine(state.TestFolder, Path.GetFileNameWithoutExtension(path));
        using var source = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var output = File.Create(target);
        source.CopyTo(output);
    }
}
