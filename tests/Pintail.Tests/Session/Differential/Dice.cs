namespace Pintail.Tests.Session.Differential;

/// <summary>Random choices; the same seed makes the same ones.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random _random = new(seed);

    public int Number(int below) => _random.Next(below);

    public int Number(int from, int below) => _random.Next(from, below);

    /// <summary>True once in so many times.</summary>
    public bool Once(int times) => _random.Next(times) == 0;

    public T Pick<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    public string Word(params string[] choices) => Pick(choices);

    /// <summary>So many of them, each at most once, in a random order.</summary>
    public IReadOnlyList<T> Some<T>(IEnumerable<T> all, int count)
    {
        var shuffled = all.ToArray();
        _random.Shuffle(shuffled);
        return shuffled[..Math.Min(count, shuffled.Length)];
    }
}
