namespace Pintail.Postgres;

/// <summary>What was read of each of several objects, in the order of reading; nothing for the others.</summary>
internal sealed class ByOid<T>
    where T : class
{
    private readonly Dictionary<uint, List<T>> _items = [];

    public IReadOnlyList<T> this[uint oid] => _items.TryGetValue(oid, out var found) ? found : [];

    public void Add(uint oid, T item)
    {
        if (!_items.TryGetValue(oid, out var items))
        {
            _items.Add(oid, items = []);
        }
        items.Add(item);
    }
}
