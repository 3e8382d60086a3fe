using System.Collections.Generic;
using System.Linq;
using Shouldly;
using Sidecar.Cosmos.Memory;
using Sidecar.Protocol.Extension;
using Sidecar.Simulation;
using Sidecar.Simulation.Memory;
using Xunit;

namespace Sidecar.Cosmos.Tests.Memory;

/// <summary>What a VP's page tables map, read from the tables themselves.</summary>
public class AddressSpaceTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_page_is_both_writable_and_executable(bool hypervisor)
    {
        using var machine = Machines.Started(7, hypervisor);
        for (var vp = 1u; vp < 8; vp++)
        {
            machine.TablesOf(vp).All().ShouldAllBe(page => !(page.Writable && page.Executable));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_VP_that_serves_maps_exactly_the_image_and_its_own_pages(bool hypervisor)
    {
        using var machine = Machines.Started(5, hypervisor);
        var image = machine.TablesOf(1).All().Where(page => page.VirtualAddress < AddressSpace.PerVpBase).ToList();
        image.Count(page => page.Executable).ShouldBe(2, "text and hypercall page");
        for (var vp = 1u; vp < 6; vp++)
        {
            var pages = machine.TablesOf(vp).All().ToList();
            pages.Where(page => page.VirtualAddress < AddressSpace.PerVpBase).ShouldBe(image);
            var own = pages.Where(page => page.VirtualAddress >= AddressSpace.PerVpBase).ToDictionary(Slot, page => page.PhysicalAddress);
            own.Keys.Order().ShouldBe(ExpectedSlots(machine).Order());
            own.Values.ShouldBeUnique();
            var layout = machine.Layouts[0];
            own[AddressSpace.CommandPageSlot].ShouldBe(layout.CommandPage(vp));
            own[AddressSpace.RegisterPageSlot].ShouldBe(layout.RegisterPage(vp));
            own[AddressSpace.ControlPageSlot].ShouldBe(layout.ControlPage);
            own[AddressSpace.TraceSlot].ShouldBe(layout.TraceRing(vp));
            own[AddressSpace.HandlerStateSlot].ShouldBe(layout.HandlerState(vp));
        }
    }

    [Fact]
    public void The_page_below_the_stack_is_not_mapped()
    {
        using var machine = Machines.Started(3);
        for (var vp = 1u; vp < 4; vp++)
        {
            machine.TablesOf(vp).TryTranslate(AddressSpace.Slot(AddressSpace.StackGuardSlot), out _).ShouldBeFalse();
            machine.TablesOf(vp).TryTranslate(AddressSpace.StackTop - 1, out var top).ShouldBeTrue();
            top.Writable.ShouldBeTrue();
        }
    }

    [Fact]
    public void A_VP_costs_at_most_13_pages()
    {
        using var machine = Machines.Started(31, true, o => o with { HandlerStatePages = 0, TracePages = 0 });
        var layout = machine.Layouts[0];
        for (var vp = 1u; vp < 32; vp++)
        {
            var tables = machine.TablesOf(vp);
            var pages = tables.All().Select(page => page.PhysicalAddress).Concat(tables.Tables()).Distinct()
                .Where(page => page > layout.ControlPage && page < layout.ControlPage + layout.TotalSize).ToList();
            pages.Count.ShouldBeLessThanOrEqualTo(13);
            pages.ShouldAllBe(page => IsOf(layout, vp, page));
        }
    }

    [Fact]
    public void No_two_VPs_share_a_private_page()
    {
        using var machine = Machines.Started(1, true, o => o with { Nodes = MachineOptions.Consecutive(8, 8) });
        var seen = new HashSet<ulong>();
        foreach (var vp in Enumerable.Range(1, 15).Where(vp => vp != 8))
        {
            var tables = machine.TablesOf((uint)vp);
            foreach (var page in tables.All().Where(page => page.VirtualAddress >= AddressSpace.PerVpBase && Slot(page) != AddressSpace.ControlPageSlot))
            {
                seen.Add(page.PhysicalAddress).ShouldBeTrue($"VP {vp}, slot {Slot(page)}");
            }
        }
    }

    private static int Slot(PageMapping page) => (int)((page.VirtualAddress - AddressSpace.PerVpBase) / AddressSpace.PageSize);

    private static IEnumerable<int> ExpectedSlots(SimulatedMachine machine)
        => Enumerable.Range(AddressSpace.PageTableSlot, 8)
            .Concat(Enumerable.Range(AddressSpace.TraceSlot, (int)machine.Options.TracePages))
            .Concat(Enumerable.Range(AddressSpace.HandlerStateSlot, (int)machine.Options.HandlerStatePages))
            .Concat(Enumerable.Range(AddressSpace.StackSlot, AddressSpace.StackPages));

    private static bool IsOf(NodeLayout layout, uint vp, ulong page)
        => page == layout.CommandPage(vp) || page == layout.RegisterPage(vp)
            || page - layout.PrivatePages(vp) < NodeLayout.PrivatePagesPerVp * NodeLayout.PageSize;
}
