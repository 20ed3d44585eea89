namespace ResultStore.Storage;

/// <summary>Threads that may wait for the disk, so that those of the pool do not.</summary>
internal sealed class DiskThreads : IDisposable
{
    private readonly Mailbox<Action> _work = new(int.MaxValue);
    private readonly Thread[] _threads;

    public DiskThreads(int count)
    {
        _threads = [.. Enumerable.Range(0, count).Select(_ => new Thread(Run) { IsBackground = true, Name = "disk" })];
        Array.ForEach(_threads, thread => thread.Start());
    }

    public Task RunAsync(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var taken = _work.TryAdd(() =>
        {
            try
            {
                work();
                done.SetResult();
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        });
        return taken ? done.Task : throw new ObjectDisposedException(nameof(DiskThreads));
    }

    public void Dispose()
    {
        _work.Close();
        Array.ForEach(_threads, thread => thread.Join());
    }

    private void Run()
    {
        while (_work.Take(out var work))
        {
            work();
        }
    }
}
