using System;
using System.Runtime.CompilerServices;
using System.Threading;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Node;

namespace Sidecar.Boot.Monitor.Conversion;

/// <summary>
/// A CPU as the host's own, and back: what Linux does when it onlines a CPU of the sidecar and offlines it later. Each function returns what went wrong, for the VP
/// that it was called with; empty when all is well.
/// </summary>
public static class Conversions
{
    /// <summary>Primes below it are counted; there are <see cref="PrimesBelowLimit"/>.</summary>
    private const uint Limit = 10_000;
    private const ulong PrimesBelowLimit = 1229;
    private const ulong PollInterval = 100_000;

    /// <summary>Starts a CPU that has left the sidecar: it comes up in the host's code and waits at its wake slot.</summary>
    public static ReadOnlySpan<byte> Start<THost>(ref Session<THost> session, uint vp, StartMethod method)
        where THost : struct, IMonitorHost
    {
        var cpus = session.Setup.Cpus;
        if (!cpus.ArePresent || vp >= cpus.Slots.Length)
        {
            return "there are no wake slots, so a CPU that left cannot be used"u8;
        }

        if (session[vp].Role != VpRole.Removed)
        {
            return "the CPU has not left the sidecar"u8;
        }

        // Of its start in the sidecar; the CPU says Parked when it arrives.
        Volatile.Write(ref cpus.Slots[(int)vp].State, (uint)WakeSlotState.Absent);
        if (!session.Host.StartProcessor(vp, method) || !AwaitParked(ref session, vp))
        {
            return "the CPU did not start as the host's"u8;
        }

        session[vp].IsConverted = true;
        return default;
    }

    /// <summary>Gives a converted CPU a job, waits for it and checks the answer.</summary>
    public static ReadOnlySpan<byte> Work<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        if (!session[vp].IsConverted)
        {
            return "the CPU is not the host's"u8;
        }

        ref var job = ref session.Setup.Cpus.Jobs[(int)vp];
        job = new() { Limit = Limit };
        if (!Send(ref session, vp, session.Setup.Cpus.JobEntry, AddressOf(ref job)))
        {
            return "the CPU does not wait at its wake slot"u8;
        }

        // Parked is stored after the answer.
        if (!AwaitParked(ref session, vp) || Volatile.Read(ref job.Done) == 0)
        {
            return "the CPU did not come back from the host's work"u8;
        }

        return job.ApicId != session[vp].ApicId ? "another CPU did the host's work"u8
            : job.Primes != PrimesBelowLimit ? "the host's work came out wrong"u8
            : default;
    }

    /// <summary>Gives a converted CPU back and waits until its VP serves again.</summary>
    public static ReadOnlySpan<byte> GiveBack<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        if (!session[vp].IsConverted)
        {
            return "the CPU is not the host's"u8;
        }

        // The slot first: once the ticket is taken, the CPU has to go.
        if (SlotState(ref session, vp) != WakeSlotState.Parked)
        {
            return "the CPU does not wait at its wake slot"u8;
        }

        var image = session.Setup.Cpus.KernelImage;
        var node = session.NodeOf(vp).Memory;
        var driver = session.DriverOf(vp);
        var index = session[vp].NodeCpuIndex;
        var result = driver.BeginReturn(index, new(image.Start, image.Length, node.Start, node.Length), out var ticket);
        if (result == ReturnResult.Ready)
        {
            result = Send(ref session, vp, ticket.Entry, ticket.Argument) ? driver.Readmit(index, Session<THost>.CommandTimeout) : ReturnResult.TimedOut;
        }

        if (result != ReturnResult.Ready)
        {
            return NodeText.Of(result);
        }

        session[vp].IsConverted = false;
        session[vp].Role = VpRole.Sidecar;
        return default;
    }

    private static WakeSlotState SlotState<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
        => (WakeSlotState)Volatile.Read(ref session.Setup.Cpus.Slots[(int)vp].State);

    /// <summary>Wakes a parked CPU at an entry; false when it is not parked.</summary>
    private static bool Send<THost>(ref Session<THost> session, uint vp, ulong entry, ulong argument)
        where THost : struct, IMonitorHost
    {
        ref var slot = ref session.Setup.Cpus.Slots[(int)vp];
        slot.Entry = entry;
        slot.Argument = argument;
        if (Interlocked.CompareExchange(ref slot.State, (uint)WakeSlotState.Wake, (uint)WakeSlotState.Parked) != (uint)WakeSlotState.Parked)
        {
            return false;
        }

        session.Host.FullFence();
        session.Host.SendRequest(vp, session.Setup.Cpus.WakeVector);
        return true;
    }

    private static bool AwaitParked<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        var deadline = session.Host.NowNanoseconds + Session<THost>.CommandTimeout;
        while (SlotState(ref session, vp) != WakeSlotState.Parked)
        {
            if (session.Host.NowNanoseconds >= deadline)
            {
                return false;
            }

            session.Host.Rest(PollInterval);
        }

        return true;
    }

    private static unsafe ulong AddressOf(ref HostJob job)
        // SAFETY: HostCpus promises memory that is mapped at its physical address and stays.
        => (ulong)Unsafe.AsPointer(ref job);
}
