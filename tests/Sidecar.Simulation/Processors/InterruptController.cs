using System;
using System.Collections.Generic;
using System.Threading;

namespace Sidecar.Simulation.Processors;

/// <summary>
/// A CPU's local APIC as far as the sidecar needs it: a set of pending vectors (a second interrupt of a vector that pends already is absorbed, as in the IRR), and
/// exceptions that come from outside (NMI, machine check).
/// </summary>
internal sealed class InterruptController
{
    private readonly Lock _sync = new();
    private readonly ManualResetEventSlim _news = new(initialState: false, spinCount: 0);
    private readonly HashSet<byte> _pending = [];
    private readonly Queue<byte> _exceptions = [];
    private bool _off;

    /// <summary>Whether fixed interrupts are accepted (SVR bit 8); one that comes while they are not is lost.</summary>
    public bool Enabled { get; set; }

    /// <summary>Fixed interrupts taken so far.</summary>
    public long Taken { get; private set; }

    /// <summary>Fixed interrupts lost because the APIC was disabled.</summary>
    public long Lost { get; private set; }

    /// <summary>Whether an interrupt is pending.</summary>
    public bool HasPending
    {
        get
        {
            lock (_sync)
            {
                return _pending.Count != 0;
            }
        }
    }

    /// <summary>A fixed interrupt arrives.</summary>
    public void Raise(byte vector)
    {
        lock (_sync)
        {
            if (!Enabled)
            {
                Lost++;
                return;
            }

            _pending.Add(vector);
            _news.Set();
        }
    }

    /// <summary>An exception from outside arrives; interrupts being off does not hold it back.</summary>
    public void RaiseException(byte vector)
    {
        lock (_sync)
        {
            _exceptions.Enqueue(vector);
            _news.Set();
        }
    }

    /// <summary>INIT: nothing pends, nothing is accepted until software enables the APIC.</summary>
    public void Reset()
    {
        lock (_sync)
        {
            Enabled = false;
            _pending.Clear();
            _exceptions.Clear();
        }
    }

    /// <summary>Ends the wait under way and lets none begin any more.</summary>
    public void PowerOff()
    {
        lock (_sync)
        {
            _off = true;
            _news.Set();
        }
    }

    /// <summary>The next exception from outside, if one came.</summary>
    public bool TryTakeException(out byte vector)
    {
        lock (_sync)
        {
            return _exceptions.TryDequeue(out vector);
        }
    }

    /// <summary>Takes everything that pends, as a CPU does whose interrupts are on. Whether there was anything.</summary>
    public bool TakeAll()
    {
        lock (_sync)
        {
            var taken = _pending.Count;
            Taken += taken;
            _pending.Clear();
            return taken != 0;
        }
    }

    /// <summary>Sleeps until something arrived or the time is over. May return for no reason.</summary>
    public void Sleep(TimeSpan timeout)
    {
        lock (_sync)
        {
            if (_off || _pending.Count != 0 || _exceptions.Count != 0)
            {
                return;
            }

            _news.Reset();
        }

        _news.Wait(timeout);
    }
}
