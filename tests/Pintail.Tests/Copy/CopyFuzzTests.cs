using System.Diagnostics;
using System.Globalization;
using Pintail.DuckDB;
using Pintail.Tests.Support;
using Pintail.Tests.Types;
using Xunit.Sdk;

namespace Pintail.Tests.Copy;

/// <summary>
/// A server is not trusted: whatever bytes come as COPY BINARY, for any type, give values or an error of ours.
/// PINTAIL_FUZZ_MUTATIONS says how many are tried; a failure names its seed and number, which PINTAIL_FUZZ_SEED and
/// PINTAIL_FUZZ_NUMBER make again.
/// </summary>
public class CopyFuzzTests(PostgresFixture fixture, ITestOutputHelper output)
{
    private const string CountVariable = "PINTAIL_FUZZ_MUTATIONS";
    private const string SeedVariable = "PINTAIL_FUZZ_SEED";
    private const string NumberVariable = "PINTAIL_FUZZ_NUMBER";
    private const long DefaultCount = 60_000;
    private const int LongestField = 400;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Mutated_streams_of_every_type_give_values_or_an_error_of_ours()
    {
        var samples = (await TypeSample.ReadAllAsync(fixture)).Select(Short).Where(sample => sample.Fields.Length > 0);
        var run = new Run([.. samples], (ulong)(Variable(SeedVariable) ?? Random.Shared.NextInt64()));
        var clock = Stopwatch.StartNew();
        if (Variable(NumberVariable) is { } number)
            run.Try(number, number + 1);
        else
            run.TryAll(Variable(CountVariable) ?? DefaultCount);
        output.WriteLine(
            $"{SeedVariable}={run.Seed}: {run.Taken:N0} taken, {run.Refused:N0} refused, {clock.Elapsed.TotalSeconds:N0} s"
        );
        // Both kinds of outcome were met, or the mutations test nothing.
        if (Variable(NumberVariable) is null)
            Assert.True(run.Taken > 1_000 && run.Refused > 1_000, $"{run.Taken} taken, {run.Refused} refused");
    }

    private static TypeSample Short(TypeSample sample) =>
        sample with
        {
            Fields = [.. sample.Fields.Where(field => (field?.Length ?? 0) <= LongestField)],
        };

    private static long? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? long.Parse(value, CultureInfo.InvariantCulture)
            : null;

    private sealed class Run(TypeSample[] samples, ulong seed)
    {
        private long _taken;
        private long _refused;

        public ulong Seed => seed;
        public long Taken => _taken;
        public long Refused => _refused;

        public void TryAll(long count)
        {
            var parts = Environment.ProcessorCount;
            var threads = Enumerable
                .Range(0, parts)
                .Select(part =>
                    Task.Factory.StartNew(
                        () => Try(count * part / parts, count * (part + 1) / parts),
                        TaskCreationOptions.LongRunning
                    )
                )
                .ToArray();
            Task.WaitAll(threads);
        }

        public void Try(long from, long to)
        {
            using var database = DuckDBDatabase.Open();
            using var connection = database.Connect();
            connection.Execute("SET TimeZone = 'UTC'; SET threads = 1");
            FuzzedTypes[] targets =
            [
                .. samples.Select(
                    (sample, i) => new FuzzedTypes(connection, $"t{i}", sample, samples[(i + 1) % samples.Length])
                ),
            ];
            var current = from;
            using var watch = Watch(() => Interlocked.Read(ref current));
            for (; current < to; Interlocked.Increment(ref current))
                TryOne(current, targets);
            foreach (var target in targets)
                target.Dispose();
        }

        private void TryOne(long number, FuzzedTypes[] targets)
        {
            var random = new FuzzRandom(seed, number);
            var target = targets[random.Next(targets.Length)];
            var other = samples[random.Next(samples.Length)].Fields;
            try
            {
                Interlocked.Increment(
                    ref target.Feed(ref random, other[random.Next(other.Length)]) ? ref _taken : ref _refused
                );
            }
            catch (Exception e)
            {
                throw new XunitException(
                    $"{SeedVariable}={seed} {NumberVariable}={number}, {target}: {target.Row} gave {e.GetType().Name}: {e.Message}",
                    e
                );
            }
        }

        // A thread that hangs cannot be ended otherwise.
        private Timer Watch(Func<long> current)
        {
            var last = -1L;
            return new Timer(
                _ =>
                {
                    var now = current();
                    if (now == last)
                        Environment.FailFast(
                            $"{SeedVariable}={seed} {NumberVariable}={now} has not ended for {Patience}"
                        );
                    last = now;
                },
                null,
                Patience,
                Patience
            );
        }
    }
}
