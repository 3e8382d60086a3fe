using System.Threading;
using Sidecar.Hypervisor.Hypercalls;
using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Msrs;

/// <summary>Synthetic MSRs of VTL2 (TLFS, appendix "Synthetic MSRs"). VTL0's are the VMM's.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class SyntheticMsrs<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const ulong Enabled = 1;
    private const ulong PageMask = ~0xfffUL;
    private const ulong PageSize = 0x1000;
    private const int CrashControl = 5;

    /// <summary>RDMSR; false for #GP.</summary>
    public static bool TryRead(VirtualProcessor* vp, uint msr, out ulong value)
    {
        var partition = vp->Partition;
        value = 0;
        switch (msr)
        {
            case HvX64Msr.GuestOsId:
                value = partition->GuestOsId;
                return true;

            case HvX64Msr.Hypercall:
                value = partition->Hypercall;
                return true;

            case HvX64Msr.VpIndex:
                value = vp->Index;
                return true;

            case HvX64Msr.VpAssistPage:
                value = vp->Vtl2.AssistPage;
                return true;

            case HvX64Msr.TimeRefCount when ReferenceTime<TMachine>.IsKnown(partition):
                value = ReferenceTime<TMachine>.Now(partition);
                return true;

            case HvX64Msr.ReferenceTsc when ReferenceTime<TMachine>.IsKnown(partition):
                value = partition->ReferenceTsc;
                return true;

            case HvX64Msr.TscFrequency when ReferenceTime<TMachine>.IsKnown(partition):
                value = partition->TscFrequency;
                return true;

            case HvX64Msr.ApicFrequency when partition->ApicFrequency != 0:
                value = partition->ApicFrequency;
                return true;

            case >= HvX64Msr.GuestCrashP0 and <= HvX64Msr.GuestCrashP4:
                value = partition->Crash[(int)(msr - HvX64Msr.GuestCrashP0)];
                return true;

            case HvX64Msr.GuestCrashCtl:
                value = new GuestCrashCtl { CrashNotify = true, CrashMessage = true, NoCrashDump = true }.Raw;
                return true;

            default:
                return false;
        }
    }

    /// <summary>WRMSR; false for #GP.</summary>
    public static bool TryWrite(VirtualProcessor* vp, uint msr, ulong value)
    {
        var partition = vp->Partition;
        switch (msr)
        {
            case HvX64Msr.GuestOsId or HvX64Msr.Hypercall:
            case HvX64Msr.ReferenceTsc when ReferenceTime<TMachine>.IsKnown(partition):
                // The partition's, and any CPU may write them. Whoever waits here is in no guest, so that the one inside does not wait for it.
                while (Interlocked.CompareExchange(ref partition->OverlayLock, 1u, 0u) != 0)
                {
                    TMachine.Pause();
                }

                var taken = WriteOverlay(vp, msr, value);
                Volatile.Write(ref partition->OverlayLock, 0u);
                return taken;

            case HvX64Msr.VpAssistPage:
                if (!IsPageOrOff(partition, value))
                {
                    return false;
                }

                vp->Vtl2.AssistPage = value;
                return true;

            case >= HvX64Msr.GuestCrashP0 and <= HvX64Msr.GuestCrashP4:
                partition->Crash[(int)(msr - HvX64Msr.GuestCrashP0)] = value;
                return true;

            case HvX64Msr.GuestCrashCtl:
                var control = new GuestCrashCtl { Raw = value };
                partition->Crash[CrashControl] = value;
                if (control.CrashNotify)
                {
                    CrashReport<TMachine>.Print(partition, control);
                }

                return true;

            default:
                return false;
        }
    }

    private static bool WriteOverlay(VirtualProcessor* vp, uint msr, ulong value)
    {
        var partition = vp->Partition;
        switch (msr)
        {
            case HvX64Msr.GuestOsId:
                partition->GuestOsId = value;

                // Without an identity there are no hypercalls (TLFS, "Establishing the hypercall interface").
                return value != 0 || (partition->Hypercall & Enabled) == 0 || PlaceHypercallPage(vp, partition->Hypercall & ~Enabled);

            case HvX64Msr.Hypercall:
                return WriteHypercall(vp, new MsrHypercallContents { Raw = value });

            default:
                return WriteReferenceTsc(vp, value);
        }
    }

    private static bool WriteHypercall(VirtualProcessor* vp, MsrHypercallContents contents)
    {
        var partition = vp->Partition;
        if (new MsrHypercallContents { Raw = partition->Hypercall }.Locked || contents.ReservedP != 0)
        {
            return false;
        }

        if (partition->GuestOsId == 0)
        {
            // The TLFS has the bit stay clear, without a fault.
            contents.Enable = false;
        }

        return IsPageOrOff(partition, contents.Raw & (PageMask | Enabled)) && PlaceHypercallPage(vp, contents.Raw);
    }

    private static bool PlaceHypercallPage(VirtualProcessor* vp, ulong value)
    {
        var partition = vp->Partition;
        if ((value & Enabled) != 0)
        {
            // SAFETY: the page was taken from the hypervisor's own at launch.
            HypercallPage.Fill(TMachine.Physical(partition->HypercallPage));
        }

        return Place(vp, ref partition->Hypercall, value, partition->HypercallPage);
    }

    private static bool WriteReferenceTsc(VirtualProcessor* vp, ulong value)
    {
        var partition = vp->Partition;
        if (!IsPageOrOff(partition, value & (PageMask | Enabled)))
        {
            return false;
        }

        if ((value & Enabled) != 0)
        {
            // SAFETY: as above.
            ReferenceTime<TMachine>.Fill(partition, TMachine.Physical(partition->ReferenceTscPage));
        }

        return Place(vp, ref partition->ReferenceTsc, value, partition->ReferenceTscPage);
    }

    /// <summary>Moves an overlay to where <paramref name="value"/> says, or takes it away. Two overlays on one page are refused.</summary>
    private static bool Place(VirtualProcessor* vp, ref ulong present, ulong value, ulong page)
    {
        var partition = vp->Partition;
        var old = present;
        present = 0;
        if ((value & Enabled) != 0
            && (NestedPageTables<TMachine>.IsOverlay(partition, value & PageMask) || !NestedPageTables<TMachine>.MapOverlay(partition, value & PageMask, page)))
        {
            present = old;
            return false;
        }

        if ((old & Enabled) != 0 && ((value & Enabled) == 0 || (old & PageMask) != (value & PageMask)))
        {
            NestedPageTables<TMachine>.UnmapOverlay(partition, old & PageMask);
        }

        present = value;
        Processors<TMachine>.FlushAll(vp);
        return true;
    }

    private static bool IsPageOrOff(Partition* partition, ulong value)
        => (value & ~(PageMask | Enabled)) == 0 && ((value & Enabled) == 0 || PartitionMemory<TMachine>.Contains(partition, value & PageMask, PageSize));
}
