using Sidecar.Hypervisor.Events;
using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Registers;

/// <summary>
/// The page on which VTL2 reads and writes some of VTL0's registers without a hypercall (hvdef, HvX64RegisterPage): written whenever VTL2 is entered, read when it returns.
/// </summary>
/// <remarks>
/// The page is VTL2's memory: any of its CPUs may write it at any time. Each field is read once. A dirty group with a value that its register cannot hold is left out as a whole;
/// every other group counts.
/// </remarks>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class RegisterPage<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const ulong Enabled = 1;
    private const ulong PageMask = ~0xfffUL;
    private const ushort Version = 1;
    private const int Rsp = 4;
    private const int GeneralCount = 16;
    private const int XmmCount = 6;
    private const int SegmentCount = 6;

    /// <summary>Takes the register's value: bit 0 enabled, bits 12 and up the page. False for reserved bits and a page that is no memory of the partition. A page counts from VTL2's next entry on.</summary>
    public static bool TryPlace(VirtualProcessor* vp, ulong value)
    {
        if ((value & ~(PageMask | Enabled)) != 0)
        {
            return false;
        }

        HvX64RegisterPage* next = null;
        if ((value & Enabled) != 0)
        {
            next = (HvX64RegisterPage*)PartitionMemory<TMachine>.TryMap(vp->Partition, value & PageMask, (ulong)sizeof(HvX64RegisterPage));
            if (next == null)
            {
                return false;
            }
        }

        TakeBack(vp);
        if (next != null)
        {
            // SAFETY: a page of the partition's memory. What an earlier owner left on it is nobody's wish.
            next->IsValid = 0;
            next->Dirty = default;
        }

        vp->RegisterPage = value;
        return true;
    }

    /// <summary>The page that was there until now is VTL2's again: what is marked as changed on it is applied, and it says that it no longer counts.</summary>
    private static void TakeBack(VirtualProcessor* vp)
    {
        var page = Map(vp);
        if (page != null)
        {
            Apply(vp);
            // SAFETY: a page of the partition's memory, as Map says.
            page->IsValid = 0;
        }
    }

    /// <summary>Writes VTL0's registers. VTL2 has been made the active VTL.</summary>
    public static void Fill(VirtualProcessor* vp)
    {
        var page = Map(vp);
        if (page == null)
        {
            return;
        }

        var state = &vp->Vtl0;
        var vmcb = state->Vmcb;
        vp->PageGprs = vp->Gprs;
        vp->PageGprs[Rsp] = vmcb->Rsp;
        LoadedState<TMachine>.Fetch(vp, Vtl.Vtl0);

        // SAFETY: a page of the partition's memory, as Map says; whoever else writes it spoils VTL2's view only. Segments lie in the VMCB in the page's order.
        page->Version = Version;
        page->Vtl = (byte)Vtl.Vtl0;
        page->Dirty = default;
        page->GpRegisters = vp->PageGprs;
        page->Rip = vmcb->Rip;
        page->Rflags = vmcb->Rflags;
        var xmm = (AlignedU128*)&vp->Fx.Xmm;
        for (var i = 0; i < XmmCount; i++)
        {
            page->Xmm[i] = xmm[i];
        }

        for (var i = 0; i < SegmentCount; i++)
        {
            page->Segment[i] = (&vmcb->Es)[i].Tlfs;
        }

        page->Cr0 = vmcb->Cr0;
        page->Cr3 = vmcb->Cr3;
        page->Cr4 = vmcb->Cr4;
        page->Cr8 = TaskPriority<TMachine>.Get(vmcb);
        page->Efer = vmcb->Efer & ~Efer.Svme;
        page->Dr7 = vmcb->Dr7;
        page->PendingInterruption = PendingInterruption.Get(state);
        page->InterruptState = EventRegisters.GetInterruptState(state);
        page->InstructionEmulationHints = default;
        page->IsValid = 1;
    }

    /// <summary>
    /// Takes over what VTL2 has marked dirty, before it returns to VTL0. General registers but RSP are shared, so that VTL2 may leave them in the CPU as well as on the page: with
    /// the group dirty, a register counts from the page if it was changed there, and from the CPU otherwise.
    /// </summary>
    public static void Apply(VirtualProcessor* vp)
    {
        var page = Map(vp);
        if (page == null || page->IsValid == 0)
        {
            return;
        }

        // SAFETY: a page of the partition's memory, as Map says; each field is read once.
        var dirty = page->Dirty;
        if (dirty.Raw == 0)
        {
            return;
        }

        if (dirty.GeneralPurpose)
        {
            ApplyGeneral(vp, page);
        }

        if (dirty.InstructionPointer)
        {
            Registers<TMachine>.Set(vp, Vtl.Vtl0, HvRegisterName.Rip, HvRegisterValue.From(page->Rip));
        }

        if (dirty.Xmm)
        {
            var xmm = (AlignedU128*)&vp->Fx.Xmm;
            for (var i = 0; i < XmmCount; i++)
            {
                xmm[i] = page->Xmm[i];
            }
        }

        if (dirty.Segments)
        {
            ApplySegments(vp, page);
        }

        if (dirty.Flags)
        {
            Registers<TMachine>.Set(vp, Vtl.Vtl0, HvRegisterName.Rflags, HvRegisterValue.From(page->Rflags));
        }
    }

    private static void ApplyGeneral(VirtualProcessor* vp, HvX64RegisterPage* page)
    {
        for (var i = 0; i < GeneralCount; i++)
        {
            // SAFETY: a page of the partition's memory; read once.
            var value = page->GpRegisters[i];
            if (i == Rsp)
            {
                vp->Vtl0.Vmcb->Rsp = value;
            }
            else if (value != vp->PageGprs[i])
            {
                vp->Gprs[i] = value;
            }
        }
    }

    /// <summary>All six or none.</summary>
    private static void ApplySegments(VirtualProcessor* vp, HvX64RegisterPage* page)
    {
        var vmcb = vp->Vtl0.Vmcb;
        var segments = stackalloc HvX64SegmentRegister[SegmentCount];
        for (var i = 0; i < SegmentCount; i++)
        {
            // SAFETY: a page of the partition's memory; read once.
            segments[i] = page->Segment[i];
            if (!RegisterRules<TMachine>.IsCanonical(segments[i].Base, vmcb->Cr4))
            {
                return;
            }
        }

        LoadedState<TMachine>.Fetch(vp, Vtl.Vtl0);
        for (var i = 0; i < SegmentCount; i++)
        {
            (&vmcb->Es)[i] = new VmcbSegment { Tlfs = segments[i] };
        }

        LoadedState<TMachine>.Store(vp, Vtl.Vtl0);
        ModeRegisters<TMachine>.UpdatePrivilege(vmcb);
    }

    private static HvX64RegisterPage* Map(VirtualProcessor* vp)
        => (vp->RegisterPage & Enabled) == 0
            ? null
            : (HvX64RegisterPage*)PartitionMemory<TMachine>.TryMap(vp->Partition, vp->RegisterPage & PageMask, (ulong)sizeof(HvX64RegisterPage));
}
