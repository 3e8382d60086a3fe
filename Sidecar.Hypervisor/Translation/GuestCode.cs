using System;
using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Translation;

/// <summary>A VTL's memory by linear address, as its CPU would see it now. Never sets accessed bits.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class GuestCode<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    /// <summary>Bytes that one call gives at most: more than an instruction has.</summary>
    public const int MaxBytes = 16;

    private const ulong PageMask = 0xfff;
    private const ushort LongAttribute = 1 << 9;

    /// <summary>Reads instruction bytes at CS:RIP.</summary>
    /// <param name="vp">The VP, on its own CPU.</param>
    /// <param name="vtl">Which of its VTLs.</param>
    /// <param name="bytes">Where they go.</param>
    /// <returns>How many: up to <see cref="MaxBytes"/>, fewer where the segment ends or a page cannot be executed.</returns>
    public static int Fetch(VirtualProcessor* vp, Vtl vtl, Span<byte> bytes)
    {
        var vmcb = VirtualProcessor.StateOf(vp, vtl)->Vmcb;
        if ((vmcb->Efer & Efer.Lma) != 0 && (vmcb->Cs.Attributes & LongAttribute) != 0)
        {
            return Read(vp, vtl, vmcb->Rip, ulong.MaxValue, bytes, WalkAccess.Execute);
        }

        var offset = (uint)vmcb->Rip;
        if (offset > vmcb->Cs.Limit)
        {
            return 0;
        }

        var left = (ulong)vmcb->Cs.Limit - offset + 1;
        return Read(vp, vtl, vmcb->Cs.Base + offset, uint.MaxValue, left < (ulong)bytes.Length ? bytes.Slice(0, (int)left) : bytes, WalkAccess.Execute);
    }

    /// <summary>Reads data at a linear address with the rights of the VTL's current privilege level.</summary>
    /// <inheritdoc cref="Fetch"/>
    public static int ReadLinear(VirtualProcessor* vp, Vtl vtl, ulong address, Span<byte> bytes)
        => Read(vp, vtl, address, PagingState.Of(VirtualProcessor.StateOf(vp, vtl)->Vmcb).Mode >= PagingMode.FourLevels ? ulong.MaxValue : uint.MaxValue, bytes, WalkAccess.Read);

    /// <param name="vp">The VP.</param>
    /// <param name="vtl">The VTL.</param>
    /// <param name="address">Where.</param>
    /// <param name="last">The last linear address: the one after it is 0.</param>
    /// <param name="bytes">Where they go.</param>
    /// <param name="access">How.</param>
    private static int Read(VirtualProcessor* vp, Vtl vtl, ulong address, ulong last, Span<byte> bytes, WalkAccess access)
    {
        var state = PagingState.Of(VirtualProcessor.StateOf(vp, vtl)->Vmcb);
        access |= state.Cpl == 3 ? WalkAccess.User : 0;
        var wanted = bytes.Length < MaxBytes ? bytes.Length : MaxBytes;
        var done = 0;
        while (done < wanted)
        {
            var linear = (address + (ulong)done) & last;
            var inPage = (int)(PageMask + 1 - (linear & PageMask));
            var length = wanted - done < inPage ? wanted - done : inPage;
            var walk = PageWalk<TMachine>.Walk(vp->Partition, vtl, state, linear, access);
            var memory = walk.Code == TranslateGvaResultCode.SUCCESS ? Reach(vp->Partition, vtl, walk.Address, length, access) : null;
            if (memory == null)
            {
                break;
            }

            // SAFETY: that many bytes of one page that the VTL may read.
            new ReadOnlySpan<byte>(memory, length).CopyTo(bytes.Slice(done));
            done += length;
        }

        return done;
    }

    private static byte* Reach(Partition* partition, Vtl vtl, ulong address, int length, WalkAccess access)
    {
        var needed = (access & WalkAccess.Execute) != 0 ? VtlAccess.Execute : VtlAccess.Read;
        if ((NestedPageTables<TMachine>.AccessOf(partition, vtl, address) & needed) == 0)
        {
            return null;
        }

        if (vtl == Vtl.Vtl2 && NestedPageTables<TMachine>.IsOverlay(partition, address))
        {
            var isHypercallPage = (partition->Hypercall & 1) != 0 && (partition->Hypercall & ~PageMask) == (address & ~PageMask);
            return TMachine.Physical((isHypercallPage ? partition->HypercallPage : partition->ReferenceTscPage) | (address & PageMask));
        }

        return PartitionMemory<TMachine>.TryMap(partition, address, (ulong)length);
    }
}
