using System.Linq;
using Shouldly;
using Sidecar.Cosmos.Interrupts;
using Sidecar.Cosmos.Memory;
using Sidecar.Cosmos.Vp;
using Sidecar.Protocol.X64;
using Sidecar.Simulation;
using Sidecar.Simulation.Image;
using Xunit;

namespace Sidecar.Cosmos.Tests.Interrupts;

/// <summary>IDT, GDT and TSS as a VP's CPU reads them.</summary>
public unsafe class DescriptorTableTests
{
    [Fact]
    public void All_256_gates_are_present_and_lead_to_their_stubs()
    {
        using var machine = Machines.Started();
        for (var vector = 0; vector < 256; vector++)
        {
            var gate = Read<IdtEntry64>(machine, SimulatedImage.InterruptTable + ((ulong)vector * 16));
            gate.Attributes.Present.ShouldBeTrue($"vector {vector}");
            gate.Attributes.GateType.ShouldBe((byte)0xe, $"vector {vector}: an interrupt gate keeps interrupts off");
            gate.Attributes.Dpl.ShouldBe((byte)0);
            gate.Selector.ShouldBe(DescriptorTables.CodeSelector);
            gate.Reserved.ShouldBe(0u);
            gate.Handler.ShouldBe(vector switch
            {
                < 32 => SimulatedImage.ExceptionStubs + ((ulong)vector * 16),
                255 => SimulatedImage.SpuriousInterrupt,
                _ => SimulatedImage.RequestInterrupt,
            });
            gate.Attributes.Ist.ShouldBe(vector switch { 2 => (byte)1, 8 => (byte)2, 18 => (byte)3, _ => (byte)0 }, $"vector {vector}");
        }
    }

    [Fact]
    public void Exception_stacks_are_mapped_aligned_and_do_not_overlap_what_else_is_on_the_page()
    {
        using var machine = Machines.Started(3);
        var globals = AddressSpace.Slot(AddressSpace.GlobalsSlot);
        for (var vp = 1u; vp < 4; vp++)
        {
            var tss = Read<Tss64>(machine, globals + GlobalsPage.Tss, vp);
            ulong[] stacks = [tss.Ist[1], tss.Ist[2], tss.Ist[3]];
            stacks.ShouldBe([globals + GlobalsPage.NmiStackTop, globals + GlobalsPage.DoubleFaultStackTop, globals + GlobalsPage.MachineCheckStackTop]);
            stacks.ShouldAllBe(stack => stack % 16 == 0);
            tss.IoMapBase.ShouldBe((ushort)sizeof(Tss64));
        }

        sizeof(VpGlobals).ShouldBeLessThanOrEqualTo(GlobalsPage.Gdt);
        (GlobalsPage.Gdt + DescriptorTables.GdtSize).ShouldBeLessThanOrEqualTo(GlobalsPage.Tss);
        // 22 quadwords of frame, 512 bytes of SSE state for an NMI, and room for the handler's own frames.
        (GlobalsPage.NmiStackTop - GlobalsPage.Tss - sizeof(Tss64)).ShouldBeGreaterThanOrEqualTo(1024);
        (GlobalsPage.DoubleFaultStackTop - GlobalsPage.NmiStackTop).ShouldBeGreaterThanOrEqualTo(1024);
        (GlobalsPage.MachineCheckStackTop - GlobalsPage.DoubleFaultStackTop).ShouldBeGreaterThanOrEqualTo(1024);
        GlobalsPage.MachineCheckStackTop.ShouldBe(4096);
    }

    [Fact]
    public void Every_VP_has_its_own_segments()
    {
        using var machine = Machines.Started(3);
        var gdt = AddressSpace.Slot(AddressSpace.GlobalsSlot) + GlobalsPage.Gdt;
        for (var vp = 1u; vp < 4; vp++)
        {
            Read<ulong>(machine, gdt, vp).ShouldBe(0ul);
            Read<ulong>(machine, gdt + DescriptorTables.CodeSelector, vp).ShouldBe(0x00af_9b00_0000_fffful);
            Read<ulong>(machine, gdt + DescriptorTables.DataSelector, vp).ShouldBe(0x00cf_9300_0000_fffful);
            // Base 0xffffff80002041c0, limit 103, an available 64-bit TSS.
            Read<ulong>(machine, gdt + DescriptorTables.TaskSelector, vp).ShouldBe(0x0000_8920_41c0_0067ul);
            Read<ulong>(machine, gdt + DescriptorTables.TaskSelector + 8, vp).ShouldBe(0x0000_0000_ffff_ff80ul);
        }

        Enumerable.Range(1, 3).Select(vp => Physical(machine, gdt, (uint)vp)).ShouldBeUnique();
    }

    private static T Read<T>(SimulatedMachine machine, ulong address, uint vp = 1)
        where T : unmanaged
        => machine.Memory.At<T>(Physical(machine, address, vp));

    private static ulong Physical(SimulatedMachine machine, ulong address, uint vp)
    {
        machine.TablesOf(vp).TryTranslate(address, out var page).ShouldBeTrue();
        return page.PhysicalAddress + (address % 4096);
    }
}
