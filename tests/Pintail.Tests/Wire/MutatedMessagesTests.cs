using System.Globalization;
using Pintail.Tests.Copy;
using Pintail.Wire;
using Xunit.Sdk;
using static Pintail.Tests.Wire.ServerBytes;

namespace Pintail.Tests.Wire;

/// <summary>
/// The messages around the rows, mutated: frames, header, trailer, ending. Rows or an error that says so, whatever comes.
/// PINTAIL_FUZZ_MUTATIONS, PINTAIL_FUZZ_SEED and PINTAIL_FUZZ_NUMBER as in <see cref="CopyFuzzTests"/>.
/// </summary>
public class MutatedMessagesTests
{
    private const long DefaultCount = 20_000;

    /// <summary>Type, length and format of the first message: a COPY that sends text is a mistake of whoever asked for it.</summary>
    private const int BehindFormat = 6;

    private static readonly byte[] Script =
    [
        .. CopyOutResponse(2),
        .. CopyData([.. Header, .. Row([1, 2, 3], null)]),
        .. Notice("in between"),
        .. CopyData(Row([], [.. Enumerable.Repeat((byte)7, 100)])),
        .. ParameterStatus("TimeZone", "Mars"),
        .. EndOfCopy(2),
    ];

    private static readonly byte[] Failing =
    [
        .. CopyOutResponse(),
        .. CopyData([.. Header, .. Row([1])]),
        .. Error("57014", "canceled"),
        .. Ready,
    ];

    private static readonly byte[] Query =
    [
        .. Message('1', []),
        .. Message('t', [.. Int16(1), .. Int32(25)]),
        .. Message(
            'T',
            [.. Int16(1), .. Text("a"), .. Int32(0), .. Int16(0), .. Int32(23), .. Int16(4), .. Int32(-1), .. Int16(0)]
        ),
        .. Ready,
        .. Message('2', []),
        .. Message('D', Row([1, 2, 3, 4])),
        .. Notice("in between"),
        .. Message('D', Row([.. Enumerable.Repeat((byte)7, 100)])),
        .. CommandComplete("SELECT 2"),
        .. Ready,
    ];

    [Fact]
    public void Mutated_messages_of_a_copy_give_rows_or_an_error_of_the_connection() => Mutate(IsRead);

    [Fact]
    public void Mutated_messages_of_a_query_give_rows_or_an_error_of_the_connection() => Mutate(IsQueryRead);

    private delegate bool Reading(ref FuzzRandom random);

    private static void Mutate(Reading isRead)
    {
        var seed = (ulong)(Variable("PINTAIL_FUZZ_SEED") ?? Random.Shared.NextInt64());
        var only = Variable("PINTAIL_FUZZ_NUMBER");
        var count = Variable("PINTAIL_FUZZ_MUTATIONS") ?? DefaultCount;
        var (read, refused) = (0, 0);
        for (var number = only ?? 0; number < (only + 1 ?? count); number++)
        {
            var random = new FuzzRandom(seed, number);
            try
            {
                if (isRead(ref random))
                    read++;
                else
                    refused++;
            }
            catch (Exception e)
            {
                throw new XunitException($"PINTAIL_FUZZ_SEED={seed} PINTAIL_FUZZ_NUMBER={number}: {e}", e);
            }
        }
        Assert.True(only is not null || (read > 100 && refused > 100), $"{read} read, {refused} refused");
    }

    private static bool IsRead(ref FuzzRandom random)
    {
        var bytes = new ByteMutations();
        bytes.Append(random.Next(8) == 0 ? Failing : Script);
        bytes.Change(ref random, BehindFormat, Script);
        try
        {
            using var connection = ScriptedStream.Connect(
                bytes.Bytes.ToArray(),
                random.Next(200) + 1,
                random.Next(2) == 0 ? 64 : 4096
            );
            using var rows = connection.CopyOut("COPY");
            rows.ReadAll();
            return true;
        }
        catch (Exception e) when (e is IOException or WireProtocolException or PostgresServerException)
        {
            return false;
        }
    }

    private static bool IsQueryRead(ref FuzzRandom random)
    {
        var bytes = new ByteMutations();
        bytes.Append(Query);
        bytes.Change(ref random, 0, Query);
        try
        {
            using var connection = ScriptedStream.Connect(
                bytes.Bytes.ToArray(),
                random.Next(200) + 1,
                random.Next(2) == 0 ? 64 : 4096
            );
            using var rows = connection.Query("SELECT", ["x"], found => new bool[found.Columns?.Count ?? 0]);
            rows.ReadAll();
            return true;
        }
        catch (Exception e) when (e is IOException or WireProtocolException or PostgresServerException)
        {
            return false;
        }
    }

    private static long? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? long.Parse(value, CultureInfo.InvariantCulture)
            : null;
}
