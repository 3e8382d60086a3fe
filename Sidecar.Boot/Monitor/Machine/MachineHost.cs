using System;
using System.Threading;
using Sidecar.Boot.Monitor.Conversion;
using Sidecar.Boot.Processors;
using Sidecar.Boot.Serial;
using Sidecar.Boot.Tlfs;
using Sidecar.Protocol.Memory;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Boot.Monitor.Machine;

/// <summary>The real machine under the monitor: COM1, COM3, the time stamp counter, the boot processor's APIC. Interrupts are off but while it waits.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
/// <param name="vps">All VPs of the machine, with their APIC ids.</param>
/// <param name="vpCount">Their number.</param>
/// <param name="ticksPerSecond">Rate of the time stamp counter, not 0.</param>
/// <param name="timer">Ends a wait; without one the monitor never halts.</param>
/// <param name="hasReport">Whether there is a COM3.</param>
/// <param name="trampoline">Physical address of the code that a CPU runs after a start-up interrupt; 0 for none.</param>
/// <param name="hypervisor">The hypervisor below; not open for none.</param>
public readonly unsafe struct MachineHost<TMachine>(
    MonitorVp* vps,
    uint vpCount,
    ulong ticksPerSecond,
    ApicTimer<TMachine> timer,
    bool hasReport,
    ulong trampoline,
    TlfsInterface hypervisor)
    : IMonitorHost
    where TMachine : IMonitorMachine
{
    private const uint HypervisorLeaf = 0x4000_0000;
    private const ulong NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Nanoseconds for which a wait polls first: a halt and its wake-up take longer than a short command.</summary>
    private const ulong PollFirst = 20_000;

    /// <summary>Nanoseconds between INIT and the start-up interrupt (Intel, multiprocessor specification).</summary>
    private const ulong InitDelay = 10_000_000;

    /// <summary>Nanoseconds after which a CPU that INIT did not stop is given up.</summary>
    private const ulong InitPatience = 1_000_000_000;

    private readonly MonitorVp* _vps = vps;
    private readonly uint _vpCount = vpCount;
    private readonly ulong _ticksPerSecond = ticksPerSecond;
    private readonly ApicTimer<TMachine> _timer = timer;
    private readonly bool _hasReport = hasReport;
    private readonly ulong _trampoline = trampoline;
    private readonly TlfsInterface _hypervisor = hypervisor;

    /// <inheritdoc/>
    public ulong Timestamp => TMachine.Timestamp;

    /// <inheritdoc/>
    public ulong NowNanoseconds
    {
        get
        {
            var (seconds, rest) = Math.DivRem(TMachine.Timestamp, _ticksPerSecond);
            return (seconds * NanosecondsPerSecond) + (rest * NanosecondsPerSecond / _ticksPerSecond);
        }
    }

    /// <inheritdoc/>
    public void WriteConsole(ReadOnlySpan<byte> text) => new Uart<TMachine>(SerialPorts.Com1).Write(text);

    /// <inheritdoc/>
    public bool TryReadConsole(out byte character) => new Uart<TMachine>(SerialPorts.Com1).TryRead(out character);

    /// <inheritdoc/>
    public void WriteReport(ReadOnlySpan<byte> text)
    {
        if (_hasReport)
        {
            new Uart<TMachine>(SerialPorts.Com3).Write(text);
        }
    }

    /// <inheritdoc/>
    public void VisitHypervisor() => TMachine.Cpuid(HypervisorLeaf, 0);

    /// <inheritdoc/>
    public bool StartProcessor(uint vpIndex, StartMethod method)
    {
        if (vpIndex >= _vpCount || !(method == StartMethod.Hypercall ? _hypervisor.IsOpen : _trampoline != 0))
        {
            return false;
        }

        // SAFETY: the index was checked, and the VPs stay where the shim put them.
        var apicId = _vps[vpIndex].ApicId;
        LocalApic<TMachine>.SendInit(apicId);
        var since = NowNanoseconds;
        while (NowNanoseconds - since < InitDelay)
        {
            TMachine.Pause();
        }

        if (method == StartMethod.Hypercall)
        {
            return StartByCall(vpIndex, since);
        }

        LocalApic<TMachine>.SendStartUp(apicId, _trampoline);
        return true;
    }

    /// <summary>A VP that still runs refuses: until INIT has stopped it, the call is made again.</summary>
    private bool StartByCall(uint vpIndex, ulong since)
    {
        var context = ParkedContext<TMachine>.Make();
        var status = HvStatus.InvalidVpState;
        while (status == HvStatus.InvalidVpState && NowNanoseconds - since < InitPatience)
        {
            status = Tlfs<TMachine>.Start(_hypervisor, vpIndex, context);
        }

        return status == HvStatus.Success;
    }

    /// <inheritdoc/>
    public void Rest(ulong nanoseconds)
    {
        // Without a timer nothing would end the wait.
        if (!_timer.IsPresent)
        {
            TMachine.Pause();
            return;
        }

        _timer.Arm(nanoseconds);
        TMachine.WaitForInterrupt();
    }

    /// <inheritdoc/>
    /// <remarks>A locked instruction orders memory; <see cref="SendRequest"/> adds what orders the interrupt.</remarks>
    public void FullFence()
    {
        var nothing = 0;
        Interlocked.Exchange(ref nothing, 1);
    }

    /// <inheritdoc/>
    public void SendRequest(uint vpIndex, byte vector)
    {
        if (vpIndex < _vpCount)
        {
            // SAFETY: the index was checked, and the VPs stay where the shim put them.
            TMachine.WriteInterruptCommand(new Icr { Vector = vector, LevelAssert = true, X2apicMda = _vps[vpIndex].ApicId }.Raw);
        }
    }

    /// <inheritdoc/>
    public void Park(uint nodeCpuIndex, ref uint needsAttention, ref uint slot, uint seen, ulong deadline)
    {
        var began = NowNanoseconds;
        var now = began;
        while (now < deadline && now - began < PollFirst)
        {
            if (IsNews(ref needsAttention, ref slot, seen))
            {
                return;
            }

            TMachine.Pause();
            now = NowNanoseconds;
        }

        // Interrupts are off: what comes after this look ends the wait.
        if (now < deadline && !IsNews(ref needsAttention, ref slot, seen))
        {
            Rest(deadline - now);
        }
    }

    /// <inheritdoc/>
    public void Wake(uint nodeCpuIndex)
    {
    }

    private static bool IsNews(ref uint needsAttention, ref uint slot, uint seen)
        => ProcessorMemory.Load(ref needsAttention) != 0 || ProcessorMemory.Load(ref slot) != seen;
}
