using System;
using Sidecar.Boot.Loading;
using Sidecar.Boot.Machine;
using Sidecar.Boot.Memory;
using Sidecar.Boot.Nodes;
using Sidecar.Boot.Processors;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Shim;

/// <summary>Second half of the shim: processors, nodes, the kernel's image, its parameters, and the call.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static class SidecarStart<TMachine>
    where TMachine : IBootMachine
{
    /// <summary>Brings the sidecar up.</summary>
    /// <returns>Whether it is; if not, a line said why.</returns>
    public static bool Start(ref ShimState state)
    {
        // The file first: the cheapest check, and no CPU has to be started for a kernel that cannot be.
        if (!TryOpen(ref state, out var image, out var file) || !TryPrepareProcessors(ref state))
        {
            return false;
        }

        // A processor that did not arrive is the host's: the sidecar runs without it.
        var wanted = state.Available;
        if (state.Options.HasStart)
        {
            wanted = default;
            for (var vp = 0; vp < state.Topology.Processors.Length; vp++)
            {
                if (state.Available.Contains(vp) && state.Options.Start.Contains(vp))
                {
                    wanted.Add(vp);
                }
            }
        }

        var problem = NodeCutter.Cut(state.Topology.Processors, state.Options.NodeSize, wanted, ref state.Plan);
        if (problem != CutProblem.None)
        {
            return RefuseCut(problem, state.Options.NodeSize);
        }

        if (!TryAllocate(SidecarImage.BlockSize, SidecarImage.BlockSize, "sidecar.elf"u8, ref state, out var block)
            || !TryAllocateNodes(ref state))
        {
            return false;
        }

        state.KernelImage = new(block, block + SidecarImage.BlockSize);
        image.Load(TMachine.Map(block, SidecarImage.BlockSize));
        PrintImage(image, file, block);
        state.SidecarFileBytes = (ulong)file.Length;
        state.SidecarImageBytes = image.MemorySize;
        if (!TryFillParameters(ref state))
        {
            return false;
        }

        state.StartedAt = TMachine.Timestamp;
        var started = TMachine.CallSidecar(block + image.Entry, state.Parameters, state.Output);
        state.ReturnedAt = TMachine.Timestamp;
        if (!started)
        {
            return RefuseStart(ref state);
        }

        state.WriteBootCpus();
        PrintStarted(ref state);
        return true;
    }

    private static bool TryOpen(scoped ref ShimState state, out SidecarImage image, out ReadOnlySpan<byte> file)
    {
        image = default;
        file = default;
        ImageResult result;
        scoped ReadOnlySpan<byte> name = default;
        if (!SidecarModule.TryFind(state.Information, out var module))
        {
            result = new(ImageProblem.NoModule);
        }
        else
        {
            name = state.Information.Modules[module].Name;
            var range = state.Information.Modules[module].Range;
            file = TMachine.Map(range.Start, range.Length);
            result = file.IsEmpty ? new(ImageProblem.ModuleUnreachable, range.Start) : SidecarImage.Open(file, out image);
        }

        if (result.IsGood)
        {
            return true;
        }

        Span<byte> buffer = stackalloc byte[BootLine<TMachine>.MaxLength];
        var text = new Utf8Writer(buffer);
        result.Describe(name, ref text);
        BootLine<TMachine>.Refuse(text.Written);
        return false;
    }

    /// <summary>
    /// Makes the other processors ready to be started: parked at their wake slots, or, with a hypervisor, waiting for its call. The slots are made in any case: whatever
    /// the host later starts by INIT parks there.
    /// </summary>
    private static bool TryPrepareProcessors(ref ShimState state)
    {
        var count = state.Topology.Processors.Length;
        if (count < 2)
        {
            return RefuseCut(CutProblem.OneProcessorEach, state.Options.NodeSize);
        }

        if (!MemoryPlan.TryFindTrampoline(state.Information, out state.Trampoline))
        {
            BootLine<TMachine>.Refuse("no free page between 0x8000 and 0x9ffff for the start-up code of the other processors"u8);
            return false;
        }

        if (!TryAllocate((ulong)count * ProcessorStart<TMachine>.SlotSize, PageAllocator.PageSize, "the wake-up mailbox"u8, ref state, out var mailbox)
            || !TryAllocate((ulong)count * Parking.StackSize, PageAllocator.PageSize, "the parked processors' stacks"u8, ref state, out var stacks))
        {
            return false;
        }

        TMachine.Map(mailbox, (ulong)count * ProcessorStart<TMachine>.SlotSize).Clear();
        TMachine.InstallTrampoline(state.Trampoline, mailbox, (uint)count, stacks);
        state.Mailbox = mailbox;
        if (HypervisorStart<TMachine>.IsThere)
        {
            ProcessorStart<TMachine>.Reset(state.Topology.Processors, ProcessorStart<TMachine>.Slots(mailbox, count));
            state.Available.AddFirst(count);
            state.Available.Remove(0);
        }
        else
        {
            Park(ref state);
            HypervisorStart<TMachine>.Launch(ref state);
        }

        HypervisorStart<TMachine>.Open(ref state);
        return true;
    }

    private static void Park(ref ShimState state)
    {
        var processors = state.Topology.Processors;
        var begun = TMachine.Timestamp;
        var slots = ProcessorStart<TMachine>.Slots(state.Mailbox, processors.Length);
        var arrived = ProcessorStart<TMachine>.StartAll(processors, slots, state.Trampoline, state.Clock, out state.Available);
        PrintArrivals(ref state, state.Available, arrived, TMachine.Timestamp - begun);
    }

    private static bool TryAllocateNodes(ref ShimState state)
    {
        var nodes = state.Plan.Nodes;
        for (var i = 0; i < nodes.Length; i++)
        {
            ref var node = ref nodes[i];
            var size = new NodeLayout(0, (uint)node.VpCount, (uint)state.Options.StatePages, (uint)state.Options.TracePages).TotalSize;
            if (!state.Memory.TryAllocate(size, PageAllocator.PageSize, node.NumaNode, out var memory)
                && !state.Memory.TryAllocate(size, PageAllocator.PageSize, PageAllocator.NoNumaNode, out memory))
            {
                Span<byte> buffer = stackalloc byte[32];
                var name = new Utf8Writer(buffer);
                name.Write("node "u8);
                name.WriteDecimal((ulong)i);
                return RefuseMemory(size, name.Written, state.Memory);
            }

            node.Memory = memory.Range;
            node.MemoryNumaNode = memory.NumaNode;
            BootReport<TMachine>.PrintNode(i, node);
        }

        return true;
    }

    private static bool TryFillParameters(ref ShimState state)
    {
        const ulong TwoPages = 2 * PageAllocator.PageSize;
        if (!TryAllocate(TwoPages + PageAllocator.PageSize, PageAllocator.PageSize, "the kernel's parameters"u8, ref state, out var pages))
        {
            return false;
        }

        TMachine.Map(pages, TwoPages + PageAllocator.PageSize).Clear();
        state.Parameters = pages;
        state.Output = pages + PageAllocator.PageSize;
        KernelParameters.Fill(TMachine.Map(pages, PageAllocator.PageSize), TMachine.Map(pages + TwoPages, ProcessorSet.BitmapSize), pages + TwoPages, ref state);
        return true;
    }

    private static bool TryAllocate(ulong bytes, ulong alignment, ReadOnlySpan<byte> purpose, ref ShimState state, out ulong address)
    {
        // Everything that is not a node's own lies near the boot processor, if there is room.
        var near = state.Topology.Processors[0].NumaNode;
        var found = state.Memory.TryAllocate(bytes, alignment, near, out var memory)
            || state.Memory.TryAllocate(bytes, alignment, PageAllocator.NoNumaNode, out memory);
        address = memory.Range.Start;
        return found || RefuseMemory(bytes, purpose, state.Memory);
    }

    private static bool RefuseMemory(ulong bytes, ReadOnlySpan<byte> purpose, in PageAllocator memory)
    {
        Span<byte> buffer = stackalloc byte[BootLine<TMachine>.MaxLength];
        var text = new Utf8Writer(buffer);
        text.Write("too little memory: "u8);
        text.Write(purpose);
        text.Write(" needs "u8);
        text.WriteDecimal((bytes + 1023) >> 10);
        text.Write(" KiB in one piece, the largest free piece has "u8);
        text.WriteDecimal(memory.LargestFreeBytes >> 10);
        text.Write(" KiB of "u8);
        text.WriteDecimal(memory.FreeBytes >> 10);
        text.Write(" KiB free"u8);
        BootLine<TMachine>.Refuse(text.Written);
        return false;
    }

    private static bool RefuseCut(CutProblem problem, int nodeSize)
    {
        switch (problem)
        {
            case CutProblem.OneProcessorEach:
                BootLine<TMachine>.Refuse("every NUMA node has one processor only, which is the host's"u8);
                break;
            case CutProblem.NothingToStart:
                BootLine<TMachine>.Refuse("every processor is the host's: none is left for the sidecar to start"u8);
                break;
            default:
                BootLine<TMachine>.Refuse("more than 128 nodes of at most "u8, (ulong)nodeSize, " processors; a greater node-size makes fewer"u8);
                break;
        }

        return false;
    }

    private static bool RefuseStart(ref ShimState state)
    {
        Span<byte> buffer = stackalloc byte[BootLine<TMachine>.MaxLength + 64];
        var text = new Utf8Writer(buffer);
        text.Write("the kernel did not start: "u8);
        ref readonly var output = ref KernelParameters.Output(TMachine.Map(state.Output, PageAllocator.PageSize));
        text.Write(output.Error.Len == 0 ? "it does not say why"u8 : output.Error.Text);
        BootLine<TMachine>.Refuse(text.Written);
        return false;
    }

    private static void PrintArrivals(ref ShimState state, in ProcessorSet parked, int arrived, ulong ticks)
    {
        Span<byte> buffer = stackalloc byte[BootLine<TMachine>.MaxLength];
        var text = new Utf8Writer(buffer);
        text.WriteDecimal((ulong)arrived);
        text.Write(" of "u8);
        BootReport<TMachine>.WriteCount(state.Topology.Processors.Length - 1, " other processor"u8, ref text);
        text.Write(" parked after "u8);
        text.WriteDecimal(state.Clock.Microseconds(ticks));
        text.Write(" us"u8);
        BootLine<TMachine>.Print(text.Written);

        var processors = state.Topology.Processors;
        for (var vp = 1; vp < processors.Length; vp++)
        {
            if (parked.Contains(vp))
            {
                continue;
            }

            text = new Utf8Writer(buffer);
            text.Write("VP "u8);
            text.WriteDecimal((ulong)vp);
            text.Write(" (APIC id "u8);
            text.WriteDecimal(processors[vp].ApicId);
            text.Write(") did not start; it is left to the host"u8);
            BootLine<TMachine>.Print(text.Written);
        }
    }

    private static void PrintImage(SidecarImage image, ReadOnlySpan<byte> file, ulong block)
    {
        Span<byte> buffer = stackalloc byte[BootLine<TMachine>.MaxLength];
        var text = new Utf8Writer(buffer);
        text.Write("sidecar.elf: "u8);
        text.WriteDecimal((ulong)file.Length);
        text.Write(" bytes, "u8);
        text.WriteDecimal(image.MemorySize);
        text.Write(" bytes in memory at "u8);
        text.WriteHex(block);
        text.Write(", entry "u8);
        text.WriteHex(block + image.Entry);
        BootLine<TMachine>.Print(text.Written);
    }

    private static void PrintStarted(ref ShimState state)
    {
        Span<byte> buffer = stackalloc byte[BootLine<TMachine>.MaxLength];
        var text = new Utf8Writer(buffer);
        text.Write("sidecar started "u8);
        BootReport<TMachine>.WriteCount(state.Plan.StartedCount, " VP"u8, ref text);
        text.Write(" in "u8);
        BootReport<TMachine>.WriteCount(state.Plan.Nodes.Length, " node"u8, ref text);
        text.Write(" in "u8);
        text.WriteDecimal(state.Clock.Microseconds(state.ReturnedAt - state.StartedAt));
        text.Write(" us"u8);
        if (state.Plan.LeftOutCount > 0)
        {
            text.Write(", "u8);
            BootReport<TMachine>.WriteCount(state.Plan.LeftOutCount, " node"u8, ref text);
            text.Write(" left out, whose processors are all the host's"u8);
        }

        BootLine<TMachine>.Print(text.Written);
        BootLine<TMachine>.Print(state.BootCpus);
    }
}
