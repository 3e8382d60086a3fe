using System.Threading;
using Sidecar.Protocol.Tlfs;
using Sidecar.Tlfs.Image.Guests;
using Sidecar.Tlfs.Image.Hypercalls;
using Sidecar.Tlfs.Image.Machine;
using Sidecar.Tlfs.Image.Report;

namespace Sidecar.Tlfs.Image.Checks;

/// <summary>HvCallEnableVpVtl and HvCallStartVirtualProcessor: what they refuse, and that they start the other VPs, whom the later checks need.</summary>
internal static unsafe class StartChecks
{
    private const byte Vtl2 = 2;

    internal static void Run()
    {
        var context = Context(VpSet.At(0));
        Check.Not("start: a VP that runs is not started"u8, 0, Start(0, Vtl2, context));
        Check.Equal("start: VTL2 of the own VP is enabled already"u8, (ulong)HvStatus.VtlAlreadyEnabled, Enable(0, Vtl2, context));
        Check.Equal("start: enable a VP that is not there"u8, (ulong)HvStatus.InvalidVpIndex, Enable(1000, Vtl2, context));
        Check.Equal("start: start a VP that is not there"u8, (ulong)HvStatus.InvalidVpIndex, Start(1000, Vtl2, context));
        Check.Not("start: VTL2 of the partition is enabled already"u8, 0, EnablePartition(2));
        Check.Not("start: the partition has no VTL1"u8, 0, EnablePartition(1));
        if (VpSet.Count < 2)
        {
            return;
        }

        var first = Context(VpSet.At(1));
        Check.Not("start: a VTL that is higher than the caller's"u8, 0, Enable(1, 3, first));
        Check.Not("start: VTL1, which the partition does not have"u8, 0, Enable(1, 1, first));
        Check.Not("start: a start before VTL2 is enabled"u8, 0, Start(1, Vtl2, first));
        Contexts(first);
        for (var i = 1u; i < VpSet.Count; i++)
        {
            StartOne(i);
        }

        Check.Equal("start: VTL2 that is enabled is not enabled again"u8, (ulong)HvStatus.VtlAlreadyEnabled, Enable(1, Vtl2, first));
        Check.Not("start: a VP that was started is not started again"u8, 0, Start(1, Vtl2, first));
        Prepare();
    }

    /// <summary>Contexts that no CPU could run.</summary>
    private static void Contexts(InitialVpContextX64 context)
    {
        var tally = default(Tally);
        var bad = context;
        bad.Cr0 = 0x8000_0010;
        tally.That(0, Enable(1, Vtl2, bad) != 0);
        bad = context;
        bad.Cr0 |= 1UL << 40;
        tally.That(1, Enable(1, Vtl2, bad) != 0);
        bad = context;
        bad.Cr4 = 0x600;
        tally.That(2, Enable(1, Vtl2, bad) != 0);
        bad = context;
        bad.Cr4 |= 1UL << 40;
        tally.That(3, Enable(1, Vtl2, bad) != 0);
        bad = context;
        bad.Efer |= 1UL << 30;
        tally.That(4, Enable(1, Vtl2, bad) != 0);
        bad = context;
        bad.MsrCrPat = 0x0202_0202_0202_0202;
        tally.That(5, Enable(1, Vtl2, bad) != 0);
        bad = context;
        bad.Gs.Base = 0x8000_0000_0000_0000;
        tally.That(6, Enable(1, Vtl2, bad) != 0);
        Check.All("start: contexts that no CPU could run"u8, tally);
    }

    private static void StartOne(uint index)
    {
        var vp = VpSet.At(index);
        var tally = default(Tally);
        tally.Equal(index, 0, Enable(index, Vtl2, Context(vp)));
        tally.Equal(index, 0, Volatile.Read(ref vp->Arrivals));
        tally.Equal(index, 0, Start(index, Vtl2, Context(vp)));
        tally.That(index, VpSet.WaitFor(ref vp->Arrivals, 1));
        Check.All(index switch { 1 => "start: VP 1 starts"u8, 2 => "start: VP 2 starts"u8, _ => "start: VP 3 starts"u8 }, tally);
    }

    /// <summary>Assist pages and guests of the others.</summary>
    private static void Prepare()
    {
        var tally = default(Tally);
        for (var i = 1u; i < VpSet.Count; i++)
        {
            tally.That(i, VpSet.Run(i, &PrepareOne));
            tally.Equal(i, 0, VpSet.At(i)->Argument);
        }

        Check.All("start: every VP has its index, its assist page and a guest that halts"u8, tally);
    }

    private static void PrepareOne(TestVp* vp)
    {
        var bad = Cpu.ReadMsr(HvX64Msr.VpIndex) == vp->Index ? 0UL : 1;
        bad |= Cpu.WriteMsr(HvX64Msr.VpAssistPage, (ulong)vp->Assist | 1) == CpuState.NoVector ? 0UL : 2;
        bad |= GuestMemory.Prepare(vp) == 0 ? 0UL : 4;
        bad |= Guest.Set(GuestMode.Long, [0x90]) == 0 ? 0UL : 8;
        bad |= Guest.Run() == (ulong)HvVtlEntryReason.INTERCEPT ? 0UL : 16;
        bad |= Guest.Assist->InterceptMessage.Header.Typ == HvMessageType.HvMessageTypeX64Halt ? 0UL : 32;
        vp->Argument = bad;
    }

    /// <summary>64-bit mode at the common entry.</summary>
    internal static InitialVpContextX64 Context(TestVp* vp)
    {
        var data = new HvX64SegmentRegister { Selector = 16, Limit = 0xffff_ffff, Attributes = 0xc093 };
        return new InitialVpContextX64
        {
            Rip = Assembly.ApEntry(),
            Rsp = vp->StackTop,
            Rflags = 2,
            Cs = new HvX64SegmentRegister { Selector = 8, Limit = 0xffff_ffff, Attributes = 0xa09b },
            Ds = data,
            Es = data,
            Fs = data,
            Gs = data with { Base = (ulong)vp },
            Ss = data,
            Tr = new HvX64SegmentRegister { Limit = 0x67, Attributes = 0x8b },
            Ldtr = new HvX64SegmentRegister { Limit = 0xffff, Attributes = 0x82 },
            Idtr = new HvX64TableRegister { Base = Interrupts.Table, Limit = Interrupts.Limit },
            Gdtr = new HvX64TableRegister { Base = Assembly.Gdt(), Limit = 31 },
            Efer = 0xd00,
            Cr0 = 0x8001_0033,
            Cr3 = Assembly.PageTable(),
            Cr4 = 0x620,
            MsrCrPat = 0x0007_0406_0007_0406,
        };
    }

    /// <summary>HvCallEnableVpVtl; the status.</summary>
    internal static ulong Enable(uint index, byte vtl, in InitialVpContextX64 context)
    {
        *(EnableVpVtlX64*)Assembly.Self()->Input = new EnableVpVtlX64 { PartitionId = Hypercall.Self, VpIndex = index, TargetVtl = vtl, VpVtlContext = context };
        return Hypercall.Status(Hypercall.Call(Hypercall.Control(HypercallCode.HvCallEnableVpVtl)));
    }

    /// <summary>HvCallStartVirtualProcessor; the status.</summary>
    internal static ulong Start(uint index, byte vtl, in InitialVpContextX64 context)
    {
        *(StartVirtualProcessorX64*)Assembly.Self()->Input = new StartVirtualProcessorX64 { PartitionId = Hypercall.Self, VpIndex = index, TargetVtl = vtl, VpContext = context };
        return Hypercall.Status(Hypercall.Call(Hypercall.Control(HypercallCode.HvCallStartVirtualProcessor)));
    }

    private static ulong EnablePartition(byte vtl)
    {
        *(ulong*)Assembly.Self()->Input = Hypercall.Self;
        *(ulong*)(Assembly.Self()->Input + 8) = vtl;
        return Hypercall.Status(Hypercall.Call(Hypercall.Control(HypercallCode.HvCallEnablePartitionVtl)));
    }
}
