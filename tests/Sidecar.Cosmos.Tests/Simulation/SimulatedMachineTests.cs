using System;
using System.Linq;
using Shouldly;
using Sidecar.Cosmos.Memory;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Simulation.Hypervisor;
using Sidecar.Simulation.Processors;
using Xunit;

namespace Sidecar.Cosmos.Tests.Simulation;

/// <summary>The simulated machine is as unforgiving as the real one: what would break a kernel there breaks it here.</summary>
public unsafe class SimulatedMachineTests
{
    [Fact]
    public void A_translation_stays_until_it_is_invalidated()
    {
        using var machine = Machines.Started();
        var cache = new TranslationCache(machine.Memory);
        cache.Load(machine.Cpus[1].Cr3);
        var address = AddressSpace.Slot(AddressSpace.CommandPageSlot);
        var before = (ulong)cache.At(address);
        before.ShouldBe(machine.Layouts[0].CommandPage(1));
        var elsewhere = machine.Memory.AllocateZeroed(4096);
        var entry = (ulong*)cache.At(AddressSpace.Slot(AddressSpace.PageTableSlot)) + AddressSpace.CommandPageSlot;
        var saved = *entry;
        *entry = PageEntry.Data(elsewhere);
        ((ulong)cache.At(address + 8)).ShouldBe(before + 8, "the table changed, the translation did not");
        cache.Invalidate(address);
        ((ulong)cache.At(address)).ShouldBe(elsewhere);
        *entry = saved;
    }

    [Fact]
    public void An_access_to_what_is_not_mapped_or_not_memory_is_a_page_fault()
    {
        using var machine = Machines.Started();
        var cache = new TranslationCache(machine.Memory);
        cache.Load(machine.Cpus[1].Cr3);
        ShouldFault(cache, AddressSpace.Slot(AddressSpace.StackGuardSlot));
        ShouldFault(cache, 0x1000);
        ShouldFault(cache, AddressSpace.StackTop);
        var window = AddressSpace.Slot(AddressSpace.TemporarySlot);
        ((ulong*)cache.At(AddressSpace.Slot(AddressSpace.PageTableSlot)))[AddressSpace.TemporarySlot] = PageEntry.Data(0x7000);
        ShouldFault(cache, window);
        ((ulong*)cache.At(AddressSpace.Slot(AddressSpace.PageTableSlot)))[AddressSpace.TemporarySlot] = 0;
    }

    [Fact]
    public void A_second_interrupt_of_a_pending_vector_is_absorbed_and_one_to_a_disabled_APIC_is_lost()
    {
        var apic = new InterruptController();
        apic.Raise(0x20);
        (apic.HasPending, apic.Lost).ShouldBe((false, 1L));
        apic.Enabled = true;
        apic.Raise(0x20);
        apic.Raise(0x20);
        apic.Raise(0x21);
        apic.TakeAll().ShouldBeTrue();
        apic.Taken.ShouldBe(2);
        apic.TakeAll().ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(BrokenContexts))]
    public void A_CPU_does_not_start_in_a_state_that_no_CPU_can_be_in(string what)
    {
        using var machine = Machines.Started();
        var context = machine.Memory.At<InitialVpContextX64>(machine.Memory.At<WakeSlot>(machine.Mailbox + 64).Argument);
        StartContext.Problem(machine, context).ShouldBeNull();
        StartContext.DescriptorProblem(machine, context).ShouldBeNull();
        Break(ref context, what);
        (StartContext.Problem(machine, context) ?? StartContext.DescriptorProblem(machine, context)).ShouldNotBeNull();
    }

    /// <summary>Fields that a start context can have wrong.</summary>
    public static TheoryData<string> BrokenContexts =>
        ["cr0", "cr4", "lma", "nxe", "rflags", "pat", "cs", "ss", "tr", "cr3", "rip", "rsp", "gdt", "gdt limit", "idt limit", "tss base"];

    [Fact]
    public void An_interrupt_that_nobody_takes_ends_every_VTL_return_at_once()
    {
        using var machine = Machines.Started(1, true);
        var guest = machine.Hypervisor!.Guest(1);
        guest.Code = _ => GuestExit.Intercept(default);
        CpuContextX64 context = default;
        var cpu = new Processor(machine, 1, 99);
        cpu.Interrupts.Enabled = true;
        cpu.Interrupts.Raise(0x40);
        for (var entry = 1; entry < 5; entry++)
        {
            machine.Hypervisor.ReturnToLowerVtl(cpu, &context).ShouldBeTrue();
            guest.EntriesCutShort.ShouldBe(entry);
        }

        cpu.OpenInterruptWindow();
        machine.Hypervisor.ReturnToLowerVtl(cpu, &context).ShouldBeTrue();
        (guest.Entries, guest.EntriesCutShort).ShouldBe((5, 4));
    }

    [Theory]
    [InlineData(0x0000_0001_0001_0050ul, 0, HvStatus.InvalidHypercallInput)]
    [InlineData(0x0000_0001_0002_0050ul, 0, HvStatus.InvalidHypercallInput)]
    [InlineData(0x0000_0001_8000_0050ul, 0, HvStatus.InvalidHypercallInput)]
    [InlineData(0x0000_1001_0000_0050ul, 0, HvStatus.InvalidHypercallInput)]
    [InlineData(0x0000_0000_0000_0050ul, 0, HvStatus.InvalidHypercallInput)]
    [InlineData(0x0001_0001_0000_0050ul, 0, HvStatus.InvalidHypercallInput)]
    [InlineData(0x0000_0001_0000_000ful, 0, HvStatus.InvalidHypercallInput)]
    [InlineData(0x0000_0001_0000_0050ul, 8, HvStatus.InvalidAlignment)]
    [InlineData(0x0000_0001_0000_0050ul, 0, HvStatus.InvalidPartitionId)]
    [InlineData(0x0000_0000_0000_7777ul, 0, (HvStatus)2)]
    public void A_malformed_hypercall_is_refused(ulong control, ulong offset, HvStatus status)
    {
        using var machine = Machines.Started(1, true);
        var page = machine.Memory.AllocateZeroed(4096);
        new HypercallOutput { Raw = machine.Hypervisor!.Call(machine.Cpus[1], control, page + offset, page) }.CallStatus.ShouldBe(status);
    }

    [Fact]
    public void The_hypercall_page_has_to_be_copied_before_it_is_executed()
    {
        using var machine = Machines.Create(1, true);
        Should.Throw<SimulatedCpuException>(() => machine.Hypervisor!.Call(machine.Cpus[1], 0x50, 0, 0)).Vector.ShouldBe((byte)6);
    }

    [Fact]
    public void Machines_share_nothing()
    {
        using var first = Machines.Started(2);
        using var second = Machines.Started(3, true);
        first.ShouldServe(2);
        second.Cpus.Sum(cpu => cpu.InterruptsTaken).ShouldBe(0);
        second.ControlPageOf(0).NeedsAttention.ShouldBe(0u);
        second.ShouldServe(3);
    }

    private static void ShouldFault(TranslationCache cache, ulong address)
    {
        var fault = Should.Throw<SimulatedCpuException>(() => (ulong)cache.At(address));
        (fault.Vector, fault.Address).ShouldBe(((byte)14, address));
    }

    private static void Break(ref InitialVpContextX64 context, string what)
    {
        switch (what)
        {
            case "cr0": context.Cr0 &= ~(1UL << 16); break;
            case "cr4": context.Cr4 &= ~(1UL << 9); break;
            case "lma": context.Efer &= ~(1UL << 10); break;
            case "nxe": context.Efer &= ~(1UL << 11); break;
            case "rflags": context.Rflags = 0; break;
            case "pat": context.MsrCrPat ^= 4; break;
            case "cs": context.Cs.Attributes ^= 1 << 13; break;
            case "ss": context.Ss.Attributes ^= 1 << 7; break;
            case "tr": context.Tr.Attributes = 0x89; break;
            case "cr3": context.Cr3 = 0x1000; break;
            case "rip": context.Rip += 16; break;
            case "rsp": context.Rsp += 8; break;
            case "gdt": context.Gdtr.Base = AddressSpace.Slot(AddressSpace.StackGuardSlot); break;
            case "gdt limit": context.Gdtr.Limit = 39; break;
            case "idt limit": context.Idtr.Limit = 511; break;
            case "tss base": context.Tr.Base += 16; break;
            default: throw new ArgumentOutOfRangeException(nameof(what));
        }
    }
}
