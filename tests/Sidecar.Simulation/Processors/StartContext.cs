using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;
using Sidecar.Simulation.Image;
using Sidecar.Simulation.Memory;

namespace Sidecar.Simulation.Processors;

/// <summary>Whether a CPU can start in a given state: what hypervisor and hardware would check, and what the kernel's first instructions would run into.</summary>
internal static class StartContext
{
    private const ulong LongMode = Efer.Lme | Efer.Lma;
    private const int PatEntries = 8;

    /// <summary>What is wrong, or null.</summary>
    public static string? Problem(SimulatedMachine machine, in InitialVpContextX64 context)
        => ControlProblem(context) ?? SegmentProblem(context) ?? AddressProblem(machine, context);

    /// <summary>What the descriptors that a CPU from the mailbox loads by selector would fault on, or null. A hypervisor loads the hidden parts instead.</summary>
    public static unsafe string? DescriptorProblem(SimulatedMachine machine, in InitialVpContextX64 context)
    {
        var tables = new PageTables(machine.Memory, context.Cr3);
        if (!tables.TryTranslate(context.Gdtr.Base, out var page) || context.Gdtr.Limit < context.Tr.Selector + sizeof(LargeGdtEntry) - 1)
        {
            return "the GDT is not mapped or does not hold the task register's entry";
        }

        var gdt = page.PhysicalAddress + (context.Gdtr.Base & (PhysicalMemory.PageSize - 1));
        var code = machine.Memory.At<GdtEntry>(gdt + context.Cs.Selector);
        var data = machine.Memory.At<GdtEntry>(gdt + context.Ss.Selector);
        var task = machine.Memory.At<LargeGdtEntry>(gdt + context.Tr.Selector);
        if ((code.AttrLow & 0x98) != 0x98 || (code.AttrHigh & 0x60) != 0x20 || (data.AttrLow & 0x9a) != 0x92)
        {
            return "the GDT's code or data segment cannot be loaded";
        }

        var taskBase = ((ulong)task.BaseUpper << 32) | ((ulong)task.BaseHigh << 24) | ((ulong)task.BaseMiddle << 16) | task.BaseLow;
        return task.AttrLow == SegmentAttributes.AvailableTss.Raw && taskBase == context.Tr.Base
            ? null
            : $"the GDT's task state segment has attributes 0x{task.AttrLow:x} and base 0x{taskBase:x}";
    }

    private static string? ControlProblem(in InitialVpContextX64 context)
    {
        const ulong cr0 = Cr0.Pg | Cr0.Pe | Cr0.Wp;
        const ulong cr4 = Cr4.Pae | Cr4.Fxsr | Cr4.Xmm;
        if ((context.Cr0 & cr0) != cr0 || (context.Cr4 & cr4) != cr4 || (context.Efer & LongMode) != LongMode)
        {
            return $"CR0 0x{context.Cr0:x}, CR4 0x{context.Cr4:x}, EFER 0x{context.Efer:x} are not 64-bit mode with SSE and write protection";
        }

        if ((context.Efer & Efer.Nxe) == 0)
        {
            return "EFER.NXE is clear, and the tables have NX bits";
        }

        if (context.Rflags != RFlags.AtReset.Raw)
        {
            return $"RFLAGS are 0x{context.Rflags:x}";
        }

        for (var entry = 0; entry < PatEntries; entry++)
        {
            if ((byte)(context.MsrCrPat >> (8 * entry)) is not (0 or 1 or 4 or 5 or 6 or 7))
            {
                return $"PAT is 0x{context.MsrCrPat:x}";
            }
        }

        return null;
    }

    private static string? SegmentProblem(in InitialVpContextX64 context)
    {
        var code = new SegmentAttributes { Raw = context.Cs.Attributes };
        if (code is not { Present: true, Long: true, Default: false, NonSystemSegment: true, DescriptorPrivilegeLevel: 0 } || (code.SegmentType & 8) == 0)
        {
            return $"CS has attributes 0x{context.Cs.Attributes:x}";
        }

        var stack = new SegmentAttributes { Raw = context.Ss.Attributes };
        if (stack is not { Present: true, NonSystemSegment: true } || (stack.SegmentType & 0xa) != 2)
        {
            return $"SS has attributes 0x{context.Ss.Attributes:x}";
        }

        return context.Tr.Attributes == SegmentAttributes.BusyTss.Raw && context.Tr.Limit >= 103
            ? null
            : $"TR has attributes 0x{context.Tr.Attributes:x} and limit {context.Tr.Limit}";
    }

    private static string? AddressProblem(SimulatedMachine machine, in InitialVpContextX64 context)
    {
        var tables = new PageTables(machine.Memory, context.Cr3);
        if ((context.Cr3 & (PhysicalMemory.PageSize - 1)) != 0 || !machine.Memory.Contains(context.Cr3, PhysicalMemory.PageSize))
        {
            return $"CR3 0x{context.Cr3:x} is no page of memory";
        }

        if (context.Rip != SimulatedImage.ApEntry || !tables.TryTranslate(context.Rip, out var code) || !code.Executable)
        {
            return $"RIP 0x{context.Rip:x} is not the kernel's entry, or not executable";
        }

        // As if called: aligned to 16 bytes before a return address was pushed.
        if (context.Rsp % 16 != 8 || !tables.TryTranslate(context.Rsp - 8, out var stack) || !stack.Writable)
        {
            return $"RSP 0x{context.Rsp:x} is not a stack";
        }

        if (!tables.TryTranslate(context.Gdtr.Base, out _) || !tables.TryTranslate(context.Tr.Base, out _)
            || !tables.TryTranslate(context.Idtr.Base, out _) || context.Idtr.Limit != (256 * 16) - 1)
        {
            return "GDT, TSS or IDT are not mapped";
        }

        return null;
    }
}
