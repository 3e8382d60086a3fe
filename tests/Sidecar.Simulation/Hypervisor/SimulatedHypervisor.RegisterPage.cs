using Sidecar.Protocol.Tlfs;
using Sidecar.Simulation.Memory;

namespace Sidecar.Simulation.Hypervisor;

/// <content>The page on which VTL2 finds VTL0's registers, and changes them without a call.</content>
public sealed unsafe partial class SimulatedHypervisor
{
    private const int Segments = 6;

    /// <summary>What the page says is dirty goes into VTL0's registers before it runs.</summary>
    private void ApplyRegisterPage(uint vpIndex)
    {
        var value = this[vpIndex, Vtl2, HvRegisterName.RegisterPage].Low;
        if ((value & 1) == 0)
        {
            return;
        }

        ref var page = ref _machine.Memory.At<HvX64RegisterPage>(value & ~(PhysicalMemory.PageSize - 1));
        if (page.IsValid == 0)
        {
            return;
        }

        if (page.Dirty.InstructionPointer)
        {
            this[vpIndex, Vtl0, HvRegisterName.Rip] = HvRegisterValue.From(page.Rip);
        }

        if (page.Dirty.Flags)
        {
            this[vpIndex, Vtl0, HvRegisterName.Rflags] = HvRegisterValue.From(page.Rflags);
        }

        page.Dirty = default;
    }

    /// <summary>VTL0's registers as they are when VTL2 is entered.</summary>
    private void FillRegisterPage(uint vpIndex)
    {
        var value = this[vpIndex, Vtl2, HvRegisterName.RegisterPage].Low;
        if ((value & 1) == 0)
        {
            return;
        }

        ref var page = ref _machine.Memory.At<HvX64RegisterPage>(value & ~(PhysicalMemory.PageSize - 1));
        page.IsValid = 1;
        page.Vtl = Vtl0;
        page.Rip = this[vpIndex, Vtl0, HvRegisterName.Rip].Low;
        page.Rflags = this[vpIndex, Vtl0, HvRegisterName.Rflags].Low;
        page.Cr0 = this[vpIndex, Vtl0, HvRegisterName.Cr0].Low;
        page.Cr4 = this[vpIndex, Vtl0, HvRegisterName.Cr4].Low;
        page.Efer = this[vpIndex, Vtl0, HvRegisterName.Efer].Low;
        for (var segment = 0; segment < Segments; segment++)
        {
            page.Segment[segment] = this[vpIndex, Vtl0, HvRegisterName.Es + (uint)segment].ToSegment();
        }
    }
}
