using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;
using Sidecar.Client.Devices;
using Sidecar.Client.Linux;
using Sidecar.Protocol.Pages;

namespace Sidecar.Client.Tests.Scripted;

/// <summary>A device that does what a test says: nothing by itself. VPs that never answer, answer twice, answer nonsense; a device that fails.</summary>
internal sealed unsafe class ScriptedDevice : ISidecarDevice
{
    private readonly Lock _sync = new();
    private readonly EventFd _readable = new();
    private readonly Queue<uint> _completions = [];
    private readonly nint _pages;
    private readonly uint _baseCpu;

    public ScriptedDevice(uint vps = 1, uint baseCpu = 0)
    {
        _baseCpu = baseCpu;
        Info = new() { BaseCpu = baseCpu, CpuCount = vps + 1, PerCpuShmem = 2 * SidecarLimits.PageSize };
        _pages = (nint)NativeMemory.AlignedAlloc((vps + 1) * 2 * SidecarLimits.PageSize, SidecarLimits.PageSize);
        new Span<byte>((void*)_pages, (int)(vps + 1) * 2 * SidecarLimits.PageSize).Clear();
    }

    /// <summary>What INFO answers.</summary>
    public SidecarDeviceInfo Info { get; set; }

    public Errno InfoError { get; set; }

    public Errno MapError { get; set; }

    /// <summary>What START does.</summary>
    public Func<uint, Errno> OnStart { get; set; } = _ => Errno.None;

    /// <summary>What STOP does.</summary>
    public Func<uint, Errno> OnStop { get; set; } = _ => Errno.None;

    /// <summary>What RUN does.</summary>
    public Func<uint, Errno> OnRun { get; set; } = _ => Errno.None;

    /// <summary>What LOCAL does.</summary>
    public Func<uint, Errno> OnLocal { get; set; } = _ => Errno.None;

    /// <summary>What CLAIM and RELEASE do.</summary>
    public Func<uint, Errno> OnClaim { get; set; } = _ => Errno.None;

    /// <summary>Every START, STOP, RUN in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Whether requests are written down.</summary>
    public bool Records { get; set; } = true;

    public bool IsDisposed { get; private set; }

    public string Name => "/scripted";

    public int PollHandle => _readable.Descriptor;

    /// <summary>What reading ends with; null to go on.</summary>
    private Errno? ReadError { get; set; }

    /// <summary>A VP's command page.</summary>
    // SAFETY: the memory has two pages for each VP, and is not freed while tests run.
    public ref CommandPage PageOf(uint cpu) => ref *(CommandPage*)(_pages + (nint)((cpu - _baseCpu) * 2 * SidecarLimits.PageSize));

    /// <summary>Makes a CPU number readable.</summary>
    public void Complete(uint cpu)
    {
        lock (_sync)
        {
            _completions.Enqueue(cpu);
        }

        _readable.Set();
    }

    /// <summary>Reading fails from now on; <see cref="Errno.None"/> is an end of file.</summary>
    public void Break(Errno error)
    {
        lock (_sync)
        {
            ReadError = error;
        }

        _readable.Set();
    }

    public Errno GetInfo(out SidecarDeviceInfo info)
    {
        info = Info;
        return InfoError;
    }

    public Errno Map(nuint length, out nint address)
    {
        address = _pages;
        return MapError;
    }

    public Errno Start(uint cpu) => Do("START", cpu, OnStart);

    public Errno Stop(uint cpu) => Do("STOP", cpu, OnStop);

    public Errno Run(uint cpu) => Do("RUN", cpu, OnRun);

    public Errno ExecuteLocal(uint cpu) => Do("LOCAL", cpu, OnLocal);

    public Errno Claim(uint cpu) => Do("CLAIM", cpu, OnClaim);

    public Errno Release(uint cpu) => Do("RELEASE", cpu, OnClaim);

    public Errno ReadCompletions(Span<uint> cpus, out int count)
    {
        lock (_sync)
        {
            for (count = 0; count < cpus.Length && _completions.TryDequeue(out var cpu); count++)
            {
                cpus[count] = cpu;
            }

            if (count > 0 || ReadError is null)
            {
                if (_completions.Count == 0 && ReadError is null)
                {
                    _readable.Clear();
                }

                return count == 0 ? Errno.EAGAIN : Errno.None;
            }

            return ReadError.Value;
        }
    }

    public void Dispose() => IsDisposed = true;

    private Errno Do(string request, uint cpu, Func<uint, Errno> what)
    {
        if (Records)
        {
            Requests.Enqueue($"{request} {cpu}");
        }

        return what(cpu);
    }
}
