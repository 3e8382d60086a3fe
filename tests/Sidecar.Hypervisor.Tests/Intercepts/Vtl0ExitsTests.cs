using System;
using Sidecar.Hypervisor.Exits;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Tests.Simulation;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;
using Xunit;

namespace Sidecar.Hypervisor.Tests.Intercepts;

/// <summary>Exits of VTL0 that do more than leave a message, or less.</summary>
public unsafe class Vtl0ExitsTests
{
    private readonly ExitFixture _vtl0 = new();

    [Theory]
    [InlineData(ExitCode.Interrupt)]
    [InlineData(ExitCode.Nmi)]
    [InlineData(ExitCode.Smi)]
    public void Interrupts_are_vtl2s(ulong code)
    {
        _vtl0.Enter("long");
        Assert.Equal(ExitOutcome.Interrupt, _vtl0.Exit(code, 0, 0, out _));
        Assert.Equal(ExitFixture.Code, _vtl0.Vmcb->Rip);
    }

    [Theory]
    [InlineData("F4", 1)]
    [InlineData("66F4", 2)]
    public void Halt_leaves_its_instruction_behind_and_waits(string code, ulong length)
    {
        _vtl0.Enter("long");
        _vtl0.Write(code);
        _vtl0.Vmcb->InterruptShadow = 1;
        Assert.Equal(ExitOutcome.Intercept, _vtl0.Exit(ExitCode.Hlt, 0, 0, out var message));
        Assert.Equal(ExitFixture.Code + length, _vtl0.Vmcb->Rip);
        Assert.Equal(ExitFixture.Code + length, message.PayloadAs<HvX64HaltMessage>().Header.Rip);
        Assert.Equal((2UL, 0UL), (_vtl0.Vp->Vtl0.Activity, _vtl0.Vmcb->InterruptShadow));
    }

    [Theory]
    [InlineData("long", 0, 0x11UL, ExitOutcome.VtlCall)]
    [InlineData("long", 0, 0x1_0011UL, ExitOutcome.VtlCall)]
    [InlineData("long", 0, 0x12UL, ExitOutcome.Intercept)]
    [InlineData("long", 3, 0x11UL, ExitOutcome.Intercept)]
    [InlineData("compatibility", 0, 0x11UL, ExitOutcome.Intercept)]
    [InlineData("protected", 0, 0x11UL, ExitOutcome.Intercept)]
    public void Vtl_call_is_the_kernels_in_64_bit_code(string mode, byte cpl, ulong control, ExitOutcome expected)
    {
        _vtl0.Enter(mode);
        _vtl0.Write("0F01D9");
        _vtl0.Vmcb->Cpl = cpl;
        _vtl0.Vp->Gprs[1] = control;
        Assert.Equal(expected, _vtl0.Exit(ExitCode.Vmmcall, 0, 0, out _));
        Assert.Equal(ExitFixture.Code + (expected == ExitOutcome.VtlCall ? 3UL : 0), _vtl0.Vmcb->Rip);
    }

    [Theory]
    [InlineData(ExitCode.Vmrun, 6, false)]
    [InlineData(ExitCode.Vmload, 6, false)]
    [InlineData(ExitCode.Vmsave, 6, false)]
    [InlineData(ExitCode.Stgi, 6, false)]
    [InlineData(ExitCode.Clgi, 6, false)]
    [InlineData(ExitCode.Skinit, 6, false)]
    [InlineData(ExitCode.Invlpga, 6, false)]
    [InlineData(ExitCode.Rsm, 6, false)]
    [InlineData(ExitCode.Monitor, 6, false)]
    [InlineData(ExitCode.Mwait, 6, false)]
    [InlineData(ExitCode.Rdpmc, 13, true)]
    public void Instructions_that_vtl0_does_not_have_are_exceptions(ulong code, byte vector, bool hasErrorCode)
    {
        _vtl0.Enter("long");
        Assert.Equal(ExitOutcome.Resume, _vtl0.Exit(code, 0, 0, out _));
        AssertRaised(vector, hasErrorCode, 0);
        Assert.Equal(ExitFixture.Code, _vtl0.Vmcb->Rip);
    }

    [Fact]
    public void Invd_is_passed_over()
    {
        _vtl0.Enter("long");
        _vtl0.Write("0F08");
        Assert.Equal(ExitOutcome.Resume, _vtl0.Exit(ExitCode.Invd, 0, 0, out _));
        Assert.Equal(ExitFixture.Code + 2, _vtl0.Vmcb->Rip);
    }

    [Theory]
    [InlineData(X64Msr.Pat, 0x0007_0406_0007_0406UL)]
    [InlineData(X64Msr.Tsc, 0x1234_5678_9abcUL)]
    [InlineData(X64Msr.TscAux, 0x99UL)]
    [InlineData(X64Msr.Efer, 0xd01UL)]
    [InlineData(0x2ffu, 0xc06UL)]
    [InlineData(0x200u, 0x1_0000_0006UL)]
    [InlineData(0x250u, 0x0606_0606_0606_0606UL)]
    public void Own_msrs_are_served_here(uint msr, ulong value)
    {
        _vtl0.Enter("long");
        _vtl0.Write("0F30");
        _vtl0.Vp->Gprs[1] = 0xffff_ffff_0000_0000 | msr;
        _vtl0.Vp->Gprs[0] = 0xffff_ffff_0000_0000 | (uint)value;
        _vtl0.Vp->Gprs[2] = 0xffff_ffff_0000_0000 | (value >> 32);
        Assert.Equal(ExitOutcome.Resume, _vtl0.Exit(ExitCode.Msr, 1, 0, out _));
        Assert.False(_vtl0.Vmcb->Injection.Valid);
        Assert.Equal(ExitFixture.Code + 2, _vtl0.Vmcb->Rip);
        _vtl0.Vmcb->Rip = ExitFixture.Code;
        _vtl0.Vp->Gprs[0] = _vtl0.Vp->Gprs[2] = ulong.MaxValue;
        Assert.Equal(ExitOutcome.Resume, _vtl0.Exit(ExitCode.Msr, 0, 0, out _));
        Assert.Equal(((ulong)(uint)value, value >> 32), (_vtl0.Vp->Gprs[0], _vtl0.Vp->Gprs[2]));
    }

    [Theory]
    [InlineData(X64Msr.Pat, 0x03UL)]
    [InlineData(X64Msr.TscAux, 0x1_0000_0000UL)]
    [InlineData(X64Msr.Efer, 0x1d01UL)]
    [InlineData(X64Msr.Efer, 0UL)]
    [InlineData(0x2ffu, 0x2UL)]
    [InlineData(0xfeu, 0x508UL)]
    public void Values_that_an_msr_does_not_take_are_general_protection_faults(uint msr, ulong value)
    {
        _vtl0.Enter("long");
        _vtl0.Vp->Gprs[1] = msr;
        _vtl0.Vp->Gprs[0] = (uint)value;
        _vtl0.Vp->Gprs[2] = value >> 32;
        Assert.Equal(ExitOutcome.Resume, _vtl0.Exit(ExitCode.Msr, 1, 0, out _));
        AssertRaised(13, true, 0);
        Assert.Equal(ExitFixture.Code, _vtl0.Vmcb->Rip);
    }

    [Fact]
    public void Right_that_was_given_meanwhile_lets_vtl0_go_on()
    {
        _vtl0.Enter("long");
        Assert.Equal(ExitOutcome.Intercept, _vtl0.Exit(ExitCode.NestedPageFault, 7, ExitFixture.ReadOnly, out _));
        NestedPageTables<TestMachine>.TryProtect(_vtl0.Machine.Partition, ExitFixture.ReadOnly, VtlAccess.Read | VtlAccess.Write);
        Assert.Equal(ExitOutcome.Resume, _vtl0.Exit(ExitCode.NestedPageFault, 7, ExitFixture.ReadOnly, out _));
        Assert.Equal(TlbControl.Everything, _vtl0.Vp->FlushNext);
        Assert.Equal(ExitOutcome.Intercept, _vtl0.Exit(ExitCode.NestedPageFault, 0x15, ExitFixture.ReadOnly, out _));
    }

    [Theory]
    [InlineData(TestPartition.OwnStart, HvMessageType.HvMessageTypeUnmappedGpa)]
    [InlineData(TestState.MemorySize, HvMessageType.HvMessageTypeUnmappedGpa)]
    [InlineData(0xfee0_0000UL, HvMessageType.HvMessageTypeUnmappedGpa)]
    [InlineData(ulong.MaxValue, HvMessageType.HvMessageTypeUnmappedGpa)]
    [InlineData(TestPartition.OwnStart - 1, HvMessageType.HvMessageTypeGpaIntercept)]
    public void Only_ram_of_the_partition_is_protected_memory(ulong address, HvMessageType expected)
    {
        _vtl0.Enter("long");
        Assert.Equal(ExitOutcome.Intercept, _vtl0.Exit(ExitCode.NestedPageFault, 4, address, out var message));
        Assert.Equal(expected, message.Header.Typ);
    }

    [Theory]
    [InlineData(17, true)]
    [InlineData(14, true)]
    [InlineData(6, false)]
    public void Exception_that_vtl2_does_not_want_is_vtl0s(byte vector, bool hasErrorCode)
    {
        _vtl0.Enter("long");
        Assert.Equal(ExitOutcome.Resume, _vtl0.Exit(ExitCode.Exception0 + vector, 3, 0xabc, out _));
        AssertRaised(vector, hasErrorCode, hasErrorCode ? 3u : 0);
        Assert.Equal(vector == 14 ? 0xabcUL : 0, _vtl0.Vmcb->Cr2);
    }

    /// <summary>Whatever a CPU says, and whatever the guest's memory and registers hold: an outcome, and a message where there is one to be.</summary>
    [Fact]
    public void Any_exit_has_an_outcome()
    {
        var random = new Random(3);
        string[] modes = ["real", "protected", "compatibility", "long"];
        for (var round = 0; round < 200; round++)
        {
            var fixture = new ExitFixture();
            random.NextBytes(new Span<byte>(fixture.Machine.State.Memory, 0x20_0000));
            for (var i = 0; i < 200; i++)
            {
                fixture.Enter(modes[random.Next(4)]);
                fixture.Vmcb->Injection = default;
                fixture.Vmcb->Rip = random.Next(2) == 0 ? Near(random) : fixture.Vmcb->Rip + (ulong)random.Next(0x1_0000);
                fixture.Vmcb->Cr3 = random.Next(3) == 0 ? Near(random) : fixture.Vmcb->Cr3;
                fixture.Vmcb->Cs.Attributes ^= (ushort)(random.Next(4) == 0 ? random.Next(0x1000) : 0);
                fixture.Vp->WantedExceptions = (uint)random.Next();
                for (var register = 0; register < 16; register++)
                {
                    fixture.Vp->Gprs[register] = Near(random);
                }

                var code = random.Next(4) switch
                {
                    0 => (ulong)random.Next(0x100),
                    1 => Near(random),
                    _ => ExitCode.NestedPageFault,
                };
                var outcome = fixture.Exit(code, Near(random), Near(random), out var message);
                Assert.InRange(outcome, ExitOutcome.Resume, ExitOutcome.VtlCall);
                Assert.Equal(outcome == ExitOutcome.Intercept, message.Header.Typ != (HvMessageType)0xeeee_eeee);
            }
        }
    }

    private void AssertRaised(byte vector, bool hasErrorCode, uint errorCode)
    {
        var injection = _vtl0.Vmcb->Injection;
        Assert.Equal(
            (true, vector, EventInjection.Exception, hasErrorCode, errorCode),
            (injection.Valid, injection.Vector, injection.Kind, injection.HasErrorCode, injection.ErrorCode));
    }

    private static ulong Near(Random random) => random.Next(4) switch
    {
        0 => (ulong)random.NextInt64(long.MinValue, long.MaxValue),
        1 => (ulong)random.Next(0x21_0000),
        2 => 0xffff_8000_0000_0000 | (uint)random.Next(0x21_0000),
        _ => ulong.MaxValue - (ulong)random.Next(0x20),
    };
}
