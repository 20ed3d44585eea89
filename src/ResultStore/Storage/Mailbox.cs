using System.Diagnostics.CodeAnalysis;

namespace ResultStore.Storage;

/// <summary>
/// Work for threads that wait for the disk. The base library's blocking collection spins before it sleeps: with a few
/// processors and many short waits that took one twentieth of the time of a push.
/// </summary>
/// <param name="capacity">Most entries that wait.</param>
internal sealed class Mailbox<T>(int capacity)
{
    private readonly Queue<T> _waiting = new();
    private readonly object _sync = new();
    private bool _closed;

    /// <returns>False: too many wait, or the box is closed.</returns>
    public bool TryAdd(T entry)
    {
        lock (_sync)
        {
            if (_closed || _waiting.Count >= capacity)
            {
                return false;
            }

            _waiting.Enqueue(entry);
            Monitor.Pulse(_sync);
            return true;
        }
    }

    /// <summary>Waits for the next entry.</summary>
    /// <returns>False: the box is closed and empty.</returns>
    public bool Take([MaybeNullWhen(false)] out T entry)
    {
        lock (_sync)
        {
            while (_waiting.Count == 0 && !_closed)
            {
                Monitor.Wait(_sync);
            }

            return _waiting.TryDequeue(out entry);
        }
    }

    /// <returns>False: none waits now.</returns>
    public bool TryTake([MaybeNullWhen(false)] out T entry)
    {
        lock (_sync)
        {
            return _waiting.TryDequeue(out entry);
        }
    }

    /// <summary>Nothing more is taken in; what waits is still handed out.</summary>
    public void Close()
    {
        lock (_sync)
        {
            _closed = true;
            Monitor.PulseAll(_sync);
        }
    }

    /// <summary>Whether nothing more is taken in.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_sync)
            {
                return _closed;
            }
        }
    }
}
