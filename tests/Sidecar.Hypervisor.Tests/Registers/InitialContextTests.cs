using System;
using Sidecar.Hypervisor.Registers;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Tests.Simulation;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;
using Xunit;

namespace Sidecar.Hypervisor.Tests.Registers;

/// <summary>A VTL's first registers.</summary>
public unsafe class InitialContextTests
{
    [Fact]
    public void Context_is_taken_over_and_the_rest_is_as_after_reset()
    {
        var vp = TestCpu.Equip(new TestPartition()).Vp();
        var vmcb = vp->Vtl2.Vmcb;
        vmcb->Lstar = 5;
        vmcb->Dr7 = 0x401;
        vmcb->Injection = new EventInjection { Valid = true, Kind = EventInjection.Nmi, Vector = 2 };

        Assert.Equal(HvStatus.Success, InitialContext<TestMachine>.Load(vp, &vp->Vtl2, LongMode()));

        Assert.Empty(VmrunChecks.Objections(vmcb));
        Assert.Equal((0x1000UL, 0x2000UL, 2UL, 0x5000UL), (vmcb->Rip, vmcb->Rsp, vmcb->Rflags, vmcb->Cr3));
        Assert.Equal((0x8001_0031UL, 0x20UL, 0x1d00UL), (vmcb->Cr0, vmcb->Cr4, vmcb->Efer));
        Assert.Equal(((ushort)8, (ushort)0xa9b, (ushort)0x18), (vmcb->Cs.Selector, vmcb->Cs.Attributes, vmcb->Tr.Selector));
        Assert.Equal((0x7000UL, 0x7fu, 0x8000UL, 0xfffu), (vmcb->Gdtr.Base, vmcb->Gdtr.Limit, vmcb->Idtr.Base, vmcb->Idtr.Limit));
        Assert.Equal((0UL, 0x400UL, false), (vmcb->Lstar, vmcb->Dr7, vmcb->Injection.Valid));
    }

    public static TheoryData<int> Refusals => [.. System.Linq.Enumerable.Range(0, Broken.Length)];

    private static Func<InitialVpContextX64, InitialVpContextX64>[] Broken { get; } =
    [
        context => context with { Rip = 1UL << 47 },
        context => context with { Rflags = 0 },
        context => context with { Rflags = 0xa },
        context => context with { Rflags = 0x2_0002 },
        context => context with { Cr0 = Cr0.Pg },
        context => context with { Cr0 = context.Cr0 | (1UL << 32) },
        context => context with { Cr0 = context.Cr0 | Cr0.Nw },
        context => context with { Cr3 = 1UL << 40 },
        context => context with { Cr4 = 0 },
        context => context with { Cr4 = context.Cr4 | (1UL << 13) },
        context => context with { Efer = context.Efer | Efer.Svme },
        context => context with { Efer = context.Efer | 2 },
        context => context with { MsrCrPat = 2 },
        context => context with { Cs = context.Cs with { Attributes = 0xe09b } },
        context => context with { Cs = context.Cs with { Base = 1UL << 47 } },
        context => context with { Ds = context.Ds with { Base = 1UL << 47 } },
        context => context with { Es = context.Es with { Base = 1UL << 47 } },
        context => context with { Fs = context.Fs with { Base = 1UL << 47 } },
        context => context with { Gs = context.Gs with { Base = 1UL << 47 } },
        context => context with { Ss = context.Ss with { Base = 1UL << 47 } },
        context => context with { Tr = context.Tr with { Base = 1UL << 47 } },
        context => context with { Ldtr = context.Ldtr with { Base = 1UL << 47 } },
        context => context with { Idtr = context.Idtr with { Base = 1UL << 47 } },
        context => context with { Gdtr = context.Gdtr with { Base = 1UL << 47 } },
    ];

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Context_with_one_bad_value_changes_nothing(int index)
    {
        var vp = TestCpu.Equip(new TestPartition()).Vp();
        var before = new ReadOnlySpan<byte>(vp->Vtl2.Vmcb, sizeof(Vmcb)).ToArray();

        Assert.Equal(HvStatus.InvalidRegisterValue, InitialContext<TestMachine>.Load(vp, &vp->Vtl2, Broken[index](LongMode())));

        Assert.Equal(before, new ReadOnlySpan<byte>(vp->Vtl2.Vmcb, sizeof(Vmcb)).ToArray());
    }

    private static InitialVpContextX64 LongMode() => new()
    {
        Rip = 0x1000,
        Rsp = 0x2000,
        Rflags = 2,
        Cs = new() { Selector = 8, Attributes = 0xa09b, Limit = uint.MaxValue },
        Ds = new() { Selector = 16, Attributes = 0xc093, Limit = uint.MaxValue },
        Es = new() { Selector = 16, Attributes = 0xc093, Limit = uint.MaxValue },
        Ss = new() { Selector = 16, Attributes = 0xc093, Limit = uint.MaxValue },
        Tr = new() { Selector = 0x18, Attributes = 0x8b, Limit = 0x67, Base = 0x6000 },
        Gdtr = new() { Base = 0x7000, Limit = 0x7f },
        Idtr = new() { Base = 0x8000, Limit = 0xfff },
        Efer = Efer.Lme | Efer.Lma | Efer.Nxe,
        Cr0 = Cr0.Pg | Cr0.Wp | Cr0.Ne | Cr0.Pe,
        Cr3 = 0x5000,
        Cr4 = Cr4.Pae,
        MsrCrPat = X64Msr.DefaultPat,
    };
}
