using System;
using Sidecar.Boot.Machine;
using Sidecar.Boot.Memory;
using Sidecar.Boot.Tlfs;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Boot.Shim;

/// <summary>
/// Puts the hypervisor under us where there is none, and opens the interface of whichever there is then. What comes after runs in VTL2, or without a
/// hypervisor; a line says which, and why.
/// </summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static class HypervisorStart<TMachine>
    where TMachine : IBootMachine
{
    private const uint SvmFeature = 1U << 2;
    private const uint NestedPagingFeature = 1;
    private const uint VmCr = 0xc001_0114;
    private const ulong SvmDisabled = 1 << 4;
    private const ulong LargePage = 0x20_0000;
    private const ulong PageSize = PageAllocator.PageSize;

    /// <summary>Whether a hypervisor that speaks the TLFS is there already, so that CPUs are started by hypercall.</summary>
    public static bool IsThere => Tlfs<TMachine>.IsPresent;

    /// <summary>Takes the machine over, if it can: the rest of the shim goes on in VTL2. Other CPUs are parked.</summary>
    public static void Launch(ref ShimState state)
    {
        if (state.Options.NoHypervisor)
        {
            Say("left out, as the command line says: there is no VTL0, RUN_VP and registers are refused"u8);
            return;
        }

        var missing = Missing;
        if (!missing.IsEmpty)
        {
            Say(missing);
            return;
        }

        var bytes = TMachine.HypervisorBytes(ref state);
        if (!TryAllocateLast(bytes, ref state, out var memory))
        {
            BootLine<TMachine>.Print("hypervisor: none: it needs "u8, bytes >> 10, " KiB of memory in one piece"u8);
            return;
        }

        state.HypervisorMemory = memory;
        if (!TMachine.LaunchHypervisor(ref state))
        {
            state.HypervisorMemory = default;
            Say("none: its memory does not suffice"u8);
            return;
        }

        Span<byte> buffer = stackalloc byte[BootLine<TMachine>.MaxLength];
        var text = new Utf8Writer(buffer);
        text.Write("hypervisor: below us, "u8);
        text.WriteDecimal(memory.Length >> 10);
        text.Write(" KiB at "u8);
        text.WriteHex(memory.Start);
        BootLine<TMachine>.Print(text.Written);
    }

    /// <summary>Opens the interface of the hypervisor below, and gives VTL0 its memory.</summary>
    public static void Open(ref ShimState state)
    {
        if (!IsThere)
        {
            return;
        }

        if (!state.Memory.TryAllocate(3 * PageSize, PageSize, PageAllocator.NoNumaNode, out var pages))
        {
            Say("not used: no memory for the hypercall page"u8);
            return;
        }

        var start = pages.Range.Start;
        TMachine.Map(start, 3 * PageSize).Clear();
        state.Hypervisor = new() { HypercallPage = start, Input = start + PageSize, Output = start + (2 * PageSize) };
        var status = Tlfs<TMachine>.Open(ref state.Hypervisor, out var vtl);
        if (!state.Hypervisor.IsOpen)
        {
            Span<byte> buffer = stackalloc byte[BootLine<TMachine>.MaxLength];
            var text = new Utf8Writer(buffer);
            text.Write("hypervisor: not used: "u8);
            if (status == HvStatus.Success)
            {
                text.Write("we are in VTL"u8);
                text.WriteDecimal((ulong)vtl);
                text.Write(", and the sidecar runs in VTL2"u8);
            }
            else
            {
                text.Write("reading VsmVpStatus failed with "u8);
                text.Write(HvStatusText.NameOf(status));
            }

            BootLine<TMachine>.Print(text.Written);
            return;
        }

        GiveMemory(ref state);
    }

    private static void GiveMemory(ref ShimState state)
    {
        if (state.Memory.TryAllocate(state.Options.GuestMemory, LargePage, PageAllocator.NoNumaNode, out var block))
        {
            state.GuestMemory = Give(state.Hypervisor, block.Range);
        }

        if (MemoryPlan.TryFindGuestLowMemory(state.Information, state.Trampoline, out var low))
        {
            state.GuestLowMemory = Give(state.Hypervisor, low);
        }

        Span<byte> buffer = stackalloc byte[BootLine<TMachine>.MaxLength];
        var text = new Utf8Writer(buffer);
        text.Write("VTL0: "u8);
        text.WriteDecimal(state.GuestMemory.Length >> 10);
        text.Write(" KiB at "u8);
        text.WriteHex(state.GuestMemory.Start);
        if (state.GuestLowMemory.Length != 0)
        {
            text.Write(", "u8);
            text.WriteDecimal(state.GuestLowMemory.Length >> 10);
            text.Write(" KiB at "u8);
            text.WriteHex(state.GuestLowMemory.Start);
        }

        BootLine<TMachine>.Print(text.Written);
    }

    private static PhysicalRange Give(in TlfsInterface hypervisor, PhysicalRange range)
    {
        TMachine.Map(range.Start, range.Length).Clear();
        var status = Tlfs<TMachine>.GiveToVtl0(hypervisor, range);
        if (status == HvStatus.Success)
        {
            return range;
        }

        Span<byte> buffer = stackalloc byte[BootLine<TMachine>.MaxLength];
        var text = new Utf8Writer(buffer);
        text.Write("VTL0: giving it memory at "u8);
        text.WriteHex(range.Start);
        text.Write(" failed with "u8);
        text.Write(HvStatusText.NameOf(status));
        BootLine<TMachine>.Print(text.Written);
        return default;
    }

    /// <summary>Why this CPU cannot have our hypervisor; empty when it can.</summary>
    private static ReadOnlySpan<byte> Missing
    {
        get
        {
            if (TMachine.Cpuid(0x8000_0000, 0).Eax < 0x8000_000a || (TMachine.Cpuid(0x8000_0001, 0).Ecx & SvmFeature) == 0)
            {
                return "none: this CPU has no SVM (CPUID 0x80000001, ECX bit 2): there is no VTL0, RUN_VP and registers are refused"u8;
            }

            if ((TMachine.Cpuid(0x8000_000a, 0).Edx & NestedPagingFeature) == 0)
            {
                return "none: this CPU has no nested paging (CPUID 0x8000000a, EDX bit 0): there is no VTL0"u8;
            }

            return (TMachine.ReadMsr(VmCr) & SvmDisabled) != 0 ? "none: the firmware has disabled SVM (VM_CR bit 4): there is no VTL0"u8 : default;
        }
    }

    /// <summary>The end of the last free piece that is large enough, so that low addresses stay free for who needs them.</summary>
    private static bool TryAllocateLast(ulong bytes, ref ShimState state, out PhysicalRange memory)
    {
        memory = default;
        bytes = (bytes + LargePage - 1) & ~(LargePage - 1);
        foreach (ref readonly var free in state.Memory.FreeRanges)
        {
            var start = free.Range.Length < bytes ? 0 : (free.Range.End - bytes) & ~(LargePage - 1);
            if (start >= free.Range.Start && start > memory.Start)
            {
                memory = new(start, start + bytes);
            }
        }

        state.Memory.Remove(memory);
        return memory.Length != 0;
    }

    private static void Say(scoped ReadOnlySpan<byte> text)
    {
        Span<byte> buffer = stackalloc byte[BootLine<TMachine>.MaxLength];
        var line = new Utf8Writer(buffer);
        line.Write("hypervisor: "u8);
        line.Write(text);
        BootLine<TMachine>.Print(line.Written);
    }
}
