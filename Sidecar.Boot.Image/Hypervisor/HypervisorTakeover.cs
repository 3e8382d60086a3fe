using System;
using System.Runtime;
using System.Threading;
using Sidecar.Boot.Information;
using Sidecar.Boot.Memory;
using Sidecar.Boot.Processors;
using Sidecar.Boot.Shim;
using Sidecar.Hypervisor.Launch;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Run;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.X64;

namespace Sidecar.Boot.Image.Hypervisor;

/// <summary>
/// The hypervisor takes the machine over. The boot processor splits: one half is the hypervisor, on a private copy of this image, the other goes on in VTL2 as if nothing
/// had happened. The parked processors become the hypervisor's and wait until VTL2 starts their VPs.
/// </summary>
internal static unsafe class HypervisorTakeover
{
    private const ulong Microseconds = 2_000_000;

    /// <summary>Bytes of memory that the hypervisor needs.</summary>
    public static ulong Bytes(ref ShimState state)
    {
        var ram = 0UL;
        foreach (ref readonly var region in state.Information.Regions)
        {
            ram += region.Kind == MemoryRegion.Usable ? region.Range.Length : 0;
        }

        return RootMemory.RequiredPages((uint)state.Topology.Processors.Length, ram, BootMachine.Image.Length) * PageAllocator.PageSize;
    }

    /// <summary>Launches it; true in VTL2.</summary>
    public static bool Launch(ref ShimState state)
    {
        var processors = state.Topology.Processors;
        var apicIds = stackalloc uint[processors.Length];
        for (var vp = 0; vp < processors.Length; vp++)
        {
            apicIds[vp] = processors[vp].ApicId;
        }

        var ranges = stackalloc ulong[2 * Partition.MaxRanges];
        var parameters = new LaunchParameters
        {
            OwnStart = state.HypervisorMemory.Start,
            OwnEnd = state.HypervisorMemory.End,
            ApicIds = apicIds,
            VpCount = (uint)processors.Length,
            Ranges = ranges,
            RangeCount = CollectRam(state.Information, ranges),
            MappedEnd = BootMachine.MappedEnd,
            TscFrequency = state.Clock.Frequency,
            ApicFrequency = LocalApic<BootMachine>.MeasureTimer(state.Clock),
        };
        BootCalls.ImageLayout((ulong*)&parameters.Image);
        parameters.Image[5] = HypervisorCalls.StackGuard();
        if (!HypervisorLaunch<RootMachine>.TryPrepare(parameters, out var result))
        {
            return false;
        }

        var partition = result.Partition;
        PrepareEntries(partition, result.RootTable);
        var first = partition->Vps[0];
        first->Vtl2.Enabled = true;
        first->Vtl2.Started = true;
        first->Present = true;
        EnableSvm(first);
        first->Vtl2.Vmcb->Efer = RootMachine.ReadMsr(X64Msr.Efer);
        first->Vtl2.Vmcb->Pat = RootMachine.ReadMsr(X64Msr.Pat);
        CompleteSegments(first->Vtl2.Vmcb);
        if (!HypervisorCalls.Split(first->Vtl2.VmcbAddress, result.RootTable, result.ImageCopy))
        {
            // VTL2. The slots' CPUs are the hypervisor's now.
            ProcessorStart<BootMachine>.Reset(processors, ProcessorStart<BootMachine>.Slots(state.Mailbox, processors.Length));
            return true;
        }

        InterruptTables.InstallHypervisor();
        EnableXsave();
        TakeProcessors(ref state, partition);
        HypervisorCalls.Run(first);
        return false;
    }

    /// <summary>What segment registers hold beyond what VMSAVE stores.</summary>
    private static void CompleteSegments(Vmcb* vmcb)
    {
        var data = new VmcbSegment { Selector = 0x10, Attributes = 0xc93, Limit = uint.MaxValue };
        vmcb->Cs = new() { Selector = 8, Attributes = 0xa9b, Limit = uint.MaxValue };
        vmcb->Ss = data;
        vmcb->Ds = data;
        vmcb->Es = data;
    }

    private static void PrepareEntries(Partition* partition, ulong rootTable)
    {
        for (var vp = 0u; vp < partition->VpCount; vp++)
        {
            *EntryOf(partition->Vps[vp]) = new ProcessorEntry { RootTable = rootTable, Stack = RootLayout.StackTop(vp), Vp = partition->Vps[vp] };
        }
    }

    // SAFETY: a VP has two pages, and its structure ends in the first; both address spaces reach them.
    private static ProcessorEntry* EntryOf(VirtualProcessor* vp) => (ProcessorEntry*)((byte*)vp + PageAllocator.PageSize);

    /// <summary>Sends the parked processors into the hypervisor, and waits until all have come or a time has passed.</summary>
    private static void TakeProcessors(ref ShimState state, Partition* partition)
    {
        var count = state.Topology.Processors.Length;
        // SAFETY: the slots lie in memory that is VTL2's, which does not run yet.
        var slots = (WakeSlot*)RootMachine.Physical(state.Mailbox);
        for (var vp = 1; vp < count; vp++)
        {
            if (!state.Available.Contains(vp))
            {
                continue;
            }

            slots[vp].Entry = HypervisorCalls.ProcessorEntryAddress();
            slots[vp].Argument = (ulong)EntryOf(partition->Vps[vp]);
            Volatile.Write(ref slots[vp].State, (uint)WakeSlotState.Wake);
            BootCalls.WriteInterruptCommand(new Icr { Vector = BootVectors.Wake, LevelAssert = true, X2apicMda = partition->Vps[vp]->ApicId }.Raw);
        }

        var since = RootMachine.Timestamp;
        for (var vp = 1; vp < count; vp++)
        {
            while (state.Available.Contains(vp) && !Volatile.Read(ref partition->Vps[vp]->Present)
                && RootMachine.Timestamp - since < state.Clock.Ticks(Microseconds))
            {
                RootMachine.Pause();
            }
        }
    }

    /// <summary>A processor in the hypervisor's address space, on its stack (Hypervisor.asm).</summary>
    [RuntimeExport("hypervisor_processor")]
    private static void RunProcessor(VirtualProcessor* vp)
    {
        HypervisorCalls.LoadInterruptTable();
        EnableSvm(vp);
        EnableXsave();
        Volatile.Write(ref vp->Present, true);
        HypervisorCalls.Run(vp);
    }

    private static void EnableSvm(VirtualProcessor* vp)
    {
        RootMachine.WriteMsr(X64Msr.Efer, RootMachine.ReadMsr(X64Msr.Efer) | Efer.Svme);
        RootMachine.WriteMsr(X64Msr.VmHsavePa, HypervisorLaunch<RootMachine>.HostStateOf(vp));
    }

    /// <summary>XCR0 is all VTLs' together, so the hypervisor has to reach it.</summary>
    private static void EnableXsave()
    {
        if (RootMachine.HasXsave)
        {
            HypervisorCalls.EnableXsave();
        }
    }

    [RuntimeExport("hypervisor_prepare")]
    private static void Prepare(VirtualProcessor* vp) => RunLoop<RootMachine>.Prepare(vp);

    [RuntimeExport("hypervisor_handle")]
    private static void Handle(VirtualProcessor* vp) => RunLoop<RootMachine>.Handle(vp);

    /// <summary>Usable memory, page by page, whoever has it already; what the loader calls anything else is nobody's RAM.</summary>
    private static uint CollectRam(in BootInformation information, ulong* ranges)
    {
        var count = 0u;
        foreach (ref readonly var region in information.Regions)
        {
            var start = (region.Range.Start + PageAllocator.PageSize - 1) & ~(PageAllocator.PageSize - 1);
            var end = Math.Min(region.Range.End, BootMachine.MappedEnd) & ~(PageAllocator.PageSize - 1);
            if (region.Kind != MemoryRegion.Usable || start >= end || count == Partition.MaxRanges)
            {
                continue;
            }

            ranges[2 * count] = start;
            ranges[(2 * count) + 1] = end;
            count++;
        }

        return count;
    }
}
