namespace ResultStore.Validation.Revocation;

/// <summary>Answers in memory, bounded in bytes; the one unused longest goes first.</summary>
internal sealed class EvidenceMemory(long mostBytes)
{
    // What a parsed answer weighs beside its bytes, roughly: it must not be free to hold many small ones.
    private const int Overhead = 2_048;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _byKey = [];
    private readonly LinkedList<Entry> _byUse = [];
    private long _bytes;

    public HeldAnswer? Find(string key)
    {
        lock (_lock)
        {
            if (!_byKey.TryGetValue(key, out var node))
            {
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddLast(node);
            return node.Value.Held;
        }
    }

    public void Keep(string key, HeldAnswer held)
    {
        lock (_lock)
        {
            if (_byKey.Remove(key, out var old))
            {
                Drop(old);
            }

            _byKey[key] = _byUse.AddLast(new Entry(key, held));
            _bytes += Weight(held);
            while (_bytes > mostBytes && _byUse.First is { } oldest)
            {
                _byKey.Remove(oldest.Value.Key);
                Drop(oldest);
            }
        }
    }

    private void Drop(LinkedListNode<Entry> node)
    {
        _byUse.Remove(node);
        _bytes -= Weight(node.Value.Held);
    }

    private static long Weight(HeldAnswer held) => held.Answer.Body.Length + Overhead;

    private sealed record Entry(string Key, HeldAnswer Held);
}
