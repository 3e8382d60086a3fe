using System;
using Sidecar.Hypervisor.Exits;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Tests.Simulation;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Tests.Intercepts;

/// <summary>A VTL0 that has the lowest 2 MiB but one page without rights, one to read only and one that is not executed, with every register different; and exits of it.</summary>
public sealed unsafe class ExitFixture
{
    /// <summary>Code starts here, linear and physical.</summary>
    public const ulong Code = 0x1_2340;

    /// <summary>A page without rights.</summary>
    public const ulong Forbidden = 0x10_0000;

    /// <summary>A page to read only.</summary>
    public const ulong ReadOnly = 0x10_1000;

    private const ulong Tables = 0x2_0000;

    /// <summary>Makes one.</summary>
    public ExitFixture()
    {
        TestCpu.Equip(Machine);
        var partition = Machine.Partition;
        partition->Vtl0Root = Machine.Allocate(1);
        for (var i = 0; i < 16; i++)
        {
            NestedPageTables<TestMachine>.GivePage(partition, Machine.Allocate(1));
        }

        for (var page = 0UL; page < 0x20_0000; page += 0x1000)
        {
            var access = page switch
            {
                Forbidden => VtlAccess.None,
                ReadOnly => VtlAccess.Read,
                _ => VtlAccess.All,
            };
            NestedPageTables<TestMachine>.TryProtect(partition, page, access);
        }

        new Span<byte>(Machine.State.Memory, 0x20_0000).Clear();
        Vp->ActiveVtl = Vtl.Vtl0;
        Vp->Index = 3;
        for (var i = 0; i < 16; i++)
        {
            Vp->Gprs[i] = 0x1111_1111_1111_1111UL * (ulong)i;
            ((byte*)&Vp->Fx.Xmm)[16 * i] = (byte)(0xa0 + i);
        }

        Vmcb->Rsp = 0x9000;
        Vmcb->VirtualInterrupt |= 5;
    }

    /// <summary>The machine.</summary>
    public TestPartition Machine { get; } = new();

    /// <summary>The VP.</summary>
    public VirtualProcessor* Vp => Machine.Vp();

    /// <summary>VTL0's VMCB.</summary>
    public Vmcb* Vmcb => Vp->Vtl0.Vmcb;

    /// <summary>Real mode, protected mode without paging, compatibility mode or 64-bit mode, at <see cref="Code"/>. Long mode maps 2 MiB at 0 and at 0xffff800000000000, and 2 MiB of no RAM behind.</summary>
    public void Enter(string mode)
    {
        Vmcb->Rip = Code;
        Vmcb->Rflags = 0x202;
        Vmcb->Cs = new VmcbSegment { Selector = 8, Attributes = 0xc9b, Limit = uint.MaxValue };
        Vmcb->Ds = new VmcbSegment { Selector = 0x10, Attributes = 0xc93, Limit = uint.MaxValue };
        Vmcb->Es = new VmcbSegment { Selector = 0x18, Attributes = 0xc93, Limit = uint.MaxValue };
        Vmcb->Ss = new VmcbSegment { Selector = 0x20, Attributes = 0xc93, Limit = uint.MaxValue };
        Vmcb->Cr0 = 0x11;
        switch (mode)
        {
            case "real":
                Vmcb->Cr0 = 0x10;
                Vmcb->Cs = new VmcbSegment { Selector = 0x1000, Attributes = 0x9b, Limit = 0xffff, Base = 0x1_0000 };
                Vmcb->Ds = new VmcbSegment { Selector = 0, Attributes = 0x93, Limit = 0xffff };
                Vmcb->Rip = Code - 0x1_0000;
                break;

            case "protected":
                break;

            case "compatibility":
                EnterLongMode();
                Vmcb->Cpl = 3;
                Vmcb->Cr0 |= 1 << 18;
                break;

            default:
                EnterLongMode();
                Vmcb->Cs.Attributes = 0xa9b;
                break;
        }
    }

    /// <summary>Puts code at <see cref="Code"/>; zeros follow.</summary>
    public void Write(string code) => Convert.FromHexString(code).CopyTo(new Span<byte>(Machine.State.Memory + Code, 0x100));

    /// <summary>An exit.</summary>
    public ExitOutcome Exit(ulong code, ulong information1, ulong information2, out HvMessage message)
    {
        Vmcb->ExitCode = code;
        Vmcb->ExitInfo1 = information1;
        Vmcb->ExitInfo2 = information2;
        HvMessage written;
        new Span<byte>(&written, sizeof(HvMessage)).Fill(0xee);
        var outcome = Vtl0Exits<TestMachine>.Handle(Vp, &written);
        message = written;
        return outcome;
    }

    private void EnterLongMode()
    {
        var memory = Machine.State.Memory;
        *(ulong*)(memory + Tables) = (Tables + 0x1000) | 7;
        *(ulong*)(memory + Tables + 0x800) = (Tables + 0x1000) | 7;
        *(ulong*)(memory + Tables + 0x1000) = (Tables + 0x2000) | 7;
        *(ulong*)(memory + Tables + 0x2000) = 0x87;
        *(ulong*)(memory + Tables + 0x2008) = 0xfe00_0087;
        Vmcb->Cr3 = Tables;
        Vmcb->Cr4 = 0x20;
        Vmcb->Cr0 = 0x8001_0011;
        Vmcb->Efer = 0x1d00;
    }
}
