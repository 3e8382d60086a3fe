using System;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Client.Devices;
using Sidecar.Client.Linux;

namespace Sidecar.Client.Completions;

/// <summary>
/// The one thread that reads the completions of all nodes, and looks at the clock for the commands that must not take for ever. It sleeps in <c>epoll</c>; no code of a caller's
/// runs on it, unless the options say so.
/// </summary>
internal sealed class CompletionLoop : IDisposable
{
    private const ulong WakeKey = ulong.MaxValue;
    private const int EventsATime = 64;
    private const int CompletionsATime = 512;

    /// <summary>Milliseconds between two looks at the clock, while some command has a time limit: how late a limit may be noticed.</summary>
    private const int TickMilliseconds = 10;

    /// <summary>Looks for nothing before the thread sleeps without a bound again, so that a VP with one short command after the other does not wake it each time.</summary>
    private const int QuietTicks = 100;

    private readonly Epoll _epoll = new();
    private readonly EventFd _wake = new();
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ILoopNode[] _nodes = [];
    private Thread? _thread;
    private int _watchesClock;
    private volatile bool _isClosing;
    private volatile bool _isEnding;

    /// <summary>Begins to read. Once.</summary>
    /// <exception cref="SidecarException">A device cannot be waited for.</exception>
    public void Start(ReadOnlySpan<ILoopNode> nodes)
    {
        _nodes = nodes.ToArray();
        Add(_wake.Descriptor, WakeKey, "eventfd");
        for (var index = 0; index < _nodes.Length; index++)
        {
            Add(_nodes[index].Device.PollHandle, (ulong)index, _nodes[index].Device.Name);
        }

        _thread = new Thread(Run) { IsBackground = true, Name = "Sidecar completions" };
        _thread.Start();
    }

    /// <summary>A command has a time limit now: the thread must not sleep past it.</summary>
    public void WatchClock()
    {
        // The limit was stored before, and the exchange is a fence: the thread clears the word first and looks for limits afterwards.
        if (Volatile.Read(ref _watchesClock) == 0 && Interlocked.Exchange(ref _watchesClock, 1) == 0)
        {
            _wake.Set();
        }
    }

    /// <summary>Waits until nobody waits for a VP any more. Every VP was closed before, so that takes no longer than a stop may.</summary>
    public Task SettleAsync()
    {
        _isClosing = true;
        _wake.Set();
        return _settled.Task;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isEnding = true;
        _wake.Set();
        _thread?.Join();
        _epoll.Dispose();
        _wake.Dispose();
    }

    private void Add(int descriptor, ulong key, string name)
    {
        var error = _epoll.Add(descriptor, key);
        if (error != Errno.None)
        {
            throw DeviceErrors.System($"epoll_ctl for {name}", error);
        }
    }

    private void Run()
    {
        Span<EpollEvent> events = stackalloc EpollEvent[EventsATime];
        Span<uint> completions = stackalloc uint[CompletionsATime];
        var clock = new LoopClock();
        while (!_isEnding)
        {
            var error = _epoll.Wait(events, clock.MillisecondsToNextTick, out var count);
            if (error != Errno.None)
            {
                FailAll(error);
                return;
            }

            foreach (ref var found in events[..count])
            {
                if (found.Key == WakeKey)
                {
                    _wake.Clear();
                }
                else if (!_nodes[found.Key].ReadCompletions(completions, isBroken: (found.Events & ~Libc.EPOLLIN) != 0))
                {
                    _epoll.Remove(_nodes[found.Key].Device.PollHandle);
                }
            }

            LookAtClock(ref clock);
            if (_isClosing && IsSettled())
            {
                _settled.TrySetResult();
            }
        }
    }

    private void LookAtClock(ref LoopClock clock)
    {
        if (!clock.IsRunning && (_isClosing || Volatile.Read(ref _watchesClock) != 0))
        {
            clock.Start(TickMilliseconds);
        }

        if (!clock.IsDue)
        {
            return;
        }

        var isWatched = _isClosing;
        foreach (var node in _nodes)
        {
            isWatched |= node.OnTick(Environment.TickCount64);
        }

        clock.Next(TickMilliseconds, isWatched);
        if (clock.QuietTicks > QuietTicks)
        {
            Interlocked.Exchange(ref _watchesClock, 0);
            // Whoever set a limit before that exchange may have seen the word still set.
            if (!HasDeadlines())
            {
                clock.Stop();
            }
            else
            {
                Interlocked.Exchange(ref _watchesClock, 1);
            }
        }
    }

    private bool HasDeadlines()
    {
        foreach (var node in _nodes)
        {
            if (node.HasDeadlines)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsSettled()
    {
        foreach (var node in _nodes)
        {
            if (!node.IsSettled)
            {
                return false;
            }
        }

        return true;
    }

    private void FailAll(Errno error)
    {
        foreach (var node in _nodes)
        {
            node.Fail(error);
        }

        _settled.TrySetResult();
    }
}
