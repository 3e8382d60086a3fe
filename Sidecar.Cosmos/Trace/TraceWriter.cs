using System.Runtime.CompilerServices;
using System.Threading;
using Sidecar.Cosmos.Vp;
using Sidecar.Protocol.Trace;
using Sidecar.Protocol.Vp;

namespace Sidecar.Cosmos.Trace;

/// <summary>Writes a VP's transitions to its ring.</summary>
public static unsafe class TraceWriter<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>Makes the ring ready. Called by the VP itself when it comes up.</summary>
    public static void Start(VpGlobals* vp)
    {
        if (vp->TraceCapacity == 0)
        {
            return;
        }

        // SAFETY: the ring's pages are mapped for this VP alone to write; TraceCapacity was computed from their number.
        var header = vp->Trace;
        header->Version = 1;
        header->VpIndex = vp->VpIndex;
        header->Capacity = vp->TraceCapacity;
        header->Count = 0;
        Volatile.Write(ref header->Magic, TraceRingHeader.ExpectedMagic);
    }

    /// <summary>Appends one transition of <paramref name="vp"/> from its current state. Costs a compare when there is no ring.</summary>
    /// <param name="vp">The VP; its State is the state before, its CurrentCommand the command.</param>
    /// <param name="to">State after.</param>
    /// <param name="occurred">What happened.</param>
    /// <param name="hasCommand">Whether it was about the current command.</param>
    /// <param name="timestamp">When; 0 for now.</param>
    /// <param name="status">The status byte found, for an unexpected one.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Append(VpGlobals* vp, VpState to, VpEvent occurred, bool hasCommand, ulong timestamp = 0, byte status = 0)
    {
        if (vp->TraceCapacity != 0)
        {
            Write(vp, to, occurred, hasCommand, timestamp, status);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Write(VpGlobals* vp, VpState to, VpEvent occurred, bool hasCommand, ulong timestamp, byte status)
    {
        // SAFETY: as in Start. Count lies in memory the host can write; it is reduced modulo the capacity that only this VP can write.
        var header = vp->Trace;
        var count = header->Count;
        var record = (TraceRecord*)(header + 1) + (uint)(count % vp->TraceCapacity);
        record->Timestamp = timestamp != 0 ? timestamp : TMachine.ReadTimestamp();
        record->Command = hasCommand ? vp->CurrentCommand : 0;
        record->From = vp->State;
        record->To = to;
        record->Event = occurred;
        record->HasCommand = hasCommand ? (byte)1 : (byte)0;
        var completed = occurred is VpEvent.CommandCompleted || (hasCommand && occurred is VpEvent.RemoveRequested);
        record->HasError = completed && vp->CommandFailed ? (byte)1 : (byte)0;
        record->Status = status;
        record->Vector = completed || occurred == VpEvent.KernelFault ? vp->CommandVector : (byte)255;
        Volatile.Write(ref header->Count, count + 1);
    }
}
