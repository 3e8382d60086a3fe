using System;
using System.Collections.Concurrent;
using System.Threading;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Msrs;
using Sidecar.Hypervisor.Run;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Tests.Simulation;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;
using Xunit;

namespace Sidecar.Hypervisor.Tests.Concurrency;

/// <summary>CPUs that are threads call each other, take rights away, and send NMIs: all at once, at random, in bounded time.</summary>
public unsafe class CrossCallTests
{
    private const int Cpus = 4;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private readonly TestPartition _world = new(Cpus);

    public CrossCallTests()
    {
        ConcurrentMachine.Start(_world.State, Cpus, s_limit);
        Partition->Vtl0Root = _world.Allocate(1);
        Partition->Vtl2Root = _world.Allocate(1);
        for (var i = 0; i < 16; i++)
        {
            NestedPageTables<ConcurrentMachine>.GivePage(Partition, _world.Allocate(1));
        }

        for (var i = 0; i < Cpus; i++)
        {
            Prepare(_world.Vp((uint)i));
            NestedPageTables<ConcurrentMachine>.TryProtect(Partition, GuestCpu.PageOf(i), VtlAccess.All);
        }
    }

    private Partition* Partition => _world.Partition;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Calls_rights_and_nmis_of_all_at_once_are_neither_lost_nor_mixed_up(int seed)
    {
        var record = new SharedRecord(Cpus);
        Run(Cpus, cpu => new GuestCpu(_world.Vp((uint)cpu), record, seed + (100 * cpu), 3000).Run());
        for (var cpu = 0; cpu < Cpus; cpu++)
        {
            Assert.Equal(record.NmisSent[cpu], record.SentWhenTaken[cpu]);
            Assert.InRange(record.NmisTaken[cpu], 1, record.NmisSent[cpu]);
        }
    }

    /// <summary>INIT and start-up interrupts from several CPUs: however they meet, a start that comes after everything else is the one that counts.</summary>
    [Fact]
    public void A_processor_that_is_stopped_and_started_by_others_is_started_last()
    {
        const uint Target = Cpus - 1;
        var target = _world.Vp(Target);
        for (var round = 0; round < 200; round++)
        {
            var vector = (byte)(round + 1);
            var done = 0;
            Run(Cpus, cpu =>
            {
                ConcurrentMachine.Become(cpu);
                var vp = _world.Vp((uint)cpu);
                if (cpu != Target)
                {
                    Processors<ConcurrentMachine>.SendCommand(vp, ((ulong)Target << 32) | 0x4500);
                    Processors<ConcurrentMachine>.SendCommand(vp, ((ulong)Target << 32) | 0x4600 | vector);
                    Interlocked.Increment(ref done);
                    return;
                }

                while (Volatile.Read(ref done) != Cpus - 1 || Volatile.Read(ref target->Mailbox.Requests) != 0 || !target->Vtl2.Started)
                {
                    Cycle(vp);
                }
            });
            Assert.Equal((ulong)vector << 12, target->Vtl2.Vmcb->Cs.Base);
            Assert.Equal(0UL, target->Vtl2.Vmcb->Rip);
        }
    }

    /// <summary>A start-up interrupt is for a VP that waits for one, an NMI for what runs: neither is kept for what begins with an INIT that comes after it.</summary>
    [Fact]
    public void What_was_sent_before_an_INIT_is_forgotten()
    {
        var target = _world.Vp(1);
        Run(1, _ =>
        {
            ConcurrentMachine.Become(0);
            Processors<ConcurrentMachine>.SendCommand(_world.Vp(), (1UL << 32) | 0x4608);
            Processors<ConcurrentMachine>.SendCommand(_world.Vp(), (1UL << 32) | 0x4400);
            Processors<ConcurrentMachine>.SendCommand(_world.Vp(), (1UL << 32) | 0x4500);
            Assert.Equal(RequestFlags.Init, target->Mailbox.Requests);
            Processors<ConcurrentMachine>.SendCommand(_world.Vp(), (1UL << 32) | 0x4609);
            Assert.Equal(RequestFlags.Init | RequestFlags.StartUp, target->Mailbox.Requests);
        });
    }

    /// <summary>The partition's overlays, written by all CPUs at once: each is where its MSR says in the end, and nowhere else.</summary>
    [Fact]
    public void Overlays_that_all_move_at_once_lie_where_the_MSRs_say()
    {
        Partition->HypercallPage = _world.Allocate(1);
        Partition->ReferenceTscPage = _world.Allocate(1);
        for (var i = 0; i < 64; i++)
        {
            NestedPageTables<ConcurrentMachine>.GivePage(Partition, _world.Allocate(1));
        }

        var pages = new ulong[] { 0x20_0000, 0x20_1000, 0x20_2000, 0x40_0000 };
        Run(Cpus, cpu =>
        {
            ConcurrentMachine.Become(cpu);
            var vp = _world.Vp((uint)cpu);
            var random = new Random(cpu);
            for (var i = 0; i < 500; i++)
            {
                var msr = random.Next(5) switch { 0 => HvX64Msr.GuestOsId, < 3 => HvX64Msr.Hypercall, _ => HvX64Msr.ReferenceTsc };
                var value = msr == HvX64Msr.GuestOsId ? (ulong)random.Next(4) : pages[random.Next(4)] | (uint)random.Next(2);
                SyntheticMsrs<ConcurrentMachine>.TryWrite(vp, msr, value);
            }
        });
        foreach (var page in pages)
        {
            var overlays = (Partition->Hypercall == (page | 1) ? 1 : 0) + (Partition->ReferenceTsc == (page | 1) ? 1 : 0);
            Assert.InRange(overlays, 0, 1);
            Assert.Equal(overlays == 1, NestedPageTables<ConcurrentMachine>.IsOverlay(Partition, page));
        }

        Assert.Equal(0u, Partition->OverlayLock);
    }

    /// <summary>An NMI without a request behind it is the platform's; one of another CPU's requests never is, however late it comes.</summary>
    [Fact]
    public void Nmis_of_requests_are_never_taken_for_the_platforms()
    {
        var vp = _world.Vp();
        Processors<ConcurrentMachine>.Post(_world.Vp(1), vp, RequestFlags.Flush);
        Run(1, _ =>
        {
            ConcurrentMachine.Become(0);
            Cycle(vp);
            Assert.False(vp->Vtl2.Vmcb->Injection.Valid);
            Processors<ConcurrentMachine>.Post(_world.Vp(1), vp, RequestFlags.Flush);
            ConcurrentMachine.TakeNmi();
            Cycle(vp);
            ConcurrentMachine.SendInterrupt(0x4400);
            Cycle(vp);
            Assert.False(vp->Vtl2.Vmcb->Injection.Valid);
            ConcurrentMachine.SendInterrupt(0x4400);
            Cycle(vp);
            RunLoop<ConcurrentMachine>.Prepare(vp);
            Assert.True(vp->Vtl2.Vmcb->Injection is { Valid: true, Kind: EventInjection.Nmi });
        });
    }

    /// <summary>VMRUN delivers one event: an NMI that finds another one waiting comes with the entry after it.</summary>
    [Theory]
    [InlineData(EventInjection.Exception, 13)]
    [InlineData(EventInjection.ExternalInterrupt, 0x40)]
    public void An_nmi_that_meets_another_event_is_delivered_after_it(byte kind, byte vector)
    {
        var vp = _world.Vp();
        Processors<ConcurrentMachine>.Post(_world.Vp(1), vp, RequestFlags.Nmi);
        Run(1, _ =>
        {
            ConcurrentMachine.Become(0);
            vp->Vtl2.Vmcb->Injection = new EventInjection { Kind = kind, Vector = vector, Valid = true };
            RunLoop<ConcurrentMachine>.Prepare(vp);
            Assert.Equal((kind, vector), (vp->Vtl2.Vmcb->Injection.Kind, vp->Vtl2.Vmcb->Injection.Vector));
            Assert.True(ConcurrentMachine.NmiPends, "nothing ends the entry that delivers the first");
            vp->Vtl2.Vmcb->ExitCode = ExitCode.Nmi;
            RunLoop<ConcurrentMachine>.Handle(vp);
            RunLoop<ConcurrentMachine>.Prepare(vp);
            Assert.True(vp->Vtl2.Vmcb->Injection is { Valid: true, Kind: EventInjection.Nmi });
            vp->Vtl2.Vmcb->ExitCode = ExitCode.Cpuid;
            RunLoop<ConcurrentMachine>.Handle(vp);
            RunLoop<ConcurrentMachine>.Prepare(vp);
            Assert.False(vp->Vtl2.Vmcb->Injection.Valid);
        });
    }

    private static void Cycle(VirtualProcessor* vp)
    {
        RunLoop<ConcurrentMachine>.Prepare(vp);
        vp->Vtl2.Vmcb->ExitCode = ConcurrentMachine.NmiPends ? ExitCode.Nmi : ExitCode.Cpuid;
        RunLoop<ConcurrentMachine>.Handle(vp);
    }

    private static void Run(int cpus, Action<int> body)
    {
        var failures = new ConcurrentQueue<Exception>();
        var threads = new Thread[cpus];
        for (var i = 0; i < cpus; i++)
        {
            var cpu = i;
            threads[i] = new Thread(() =>
            {
                try
                {
                    body(cpu);
                }
                catch (Exception failure)
                {
                    failures.Enqueue(failure);
                    ConcurrentMachine.Stop();
                }
            });
            threads[i].Start();
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }

        Assert.True(failures.IsEmpty, failures.TryPeek(out var first) ? first.ToString() : "");
    }

    private static void Prepare(VirtualProcessor* vp)
    {
        ResetState.Apply(vp->Vtl0.Vmcb);
        ResetState.Apply(vp->Vtl2.Vmcb);
        vp->Vtl0.Vmcb->VirtualInterrupt = VirtualInterrupt.Masking;
        vp->Vtl2.Vmcb->Cr0 = 0x8000_0011;
        vp->Vtl2.Vmcb->Efer = 0x1500;
        vp->Vtl2.Vmcb->Cs.Attributes = 0x29b;
        vp->Vtl2.Started = true;
        vp->Present = true;
    }
}
