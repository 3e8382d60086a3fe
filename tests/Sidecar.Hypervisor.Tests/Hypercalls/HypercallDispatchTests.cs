using System;
using Sidecar.Hypervisor.Exits;
using Sidecar.Hypervisor.Hypercalls;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Tests.Simulation;
using Sidecar.Protocol.Tlfs;
using Xunit;

namespace Sidecar.Hypervisor.Tests.Hypercalls;

/// <summary>Hypercalls of VTL2, value by value.</summary>
public unsafe class HypercallDispatchTests
{
    private const ulong Fast = 1UL << 16;
    private static readonly ulong s_get = HypercallCaller.Control(HypercallCode.HvCallGetVpRegisters, 1);
    private readonly HypercallCaller _caller = new(2);

    [Fact]
    public void The_call_that_the_refusals_are_made_of_succeeds()
    {
        Assert.Equal(1UL << 32, Get(s_get));
        Assert.Equal(2UL, *(ulong*)_caller.Out & 0xf);
        Assert.Equal(HypercallCaller.Code + 3, _caller.Vmcb->Rip);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0x5c)]
    [InlineData(0x5d)]
    [InlineData(0x8001)]
    [InlineData(0xffff)]
    public void Unknown_codes_are_refused(ushort code) => Assert.Equal(2UL, _caller.Call(code));

    [Theory]
    [InlineData(17)]
    [InlineData(26)]
    [InlineData(27)]
    [InlineData(30)]
    [InlineData(31)]
    [InlineData(44)]
    [InlineData(47)]
    [InlineData(60)]
    [InlineData(63)]
    public void Bits_that_the_call_has_no_use_for_are_refused(int bit) => Assert.Equal(3UL, Get(s_get | (1UL << bit)));

    [Theory]
    [InlineData(HypercallCode.HvCallGetVpRegisters, 0, 0)]
    [InlineData(HypercallCode.HvCallGetVpRegisters, 2, 2)]
    [InlineData(HypercallCode.HvCallGetVpRegisters, 2, 3)]
    [InlineData(HypercallCode.HvCallEnableVpVtl, 1, 0)]
    [InlineData(HypercallCode.HvCallEnableVpVtl, 0, 1)]
    public void Rep_counts_must_fit_the_call(HypercallCode code, ulong count, ulong start)
        => Assert.Equal(3UL, _caller.Call(HypercallCaller.Control(code, count, start)));

    [Theory]
    [InlineData(HypercallCaller.Input + 4, HypercallCaller.Output)]
    [InlineData(HypercallCaller.Input, HypercallCaller.Output + 1)]
    [InlineData(HypercallCaller.Input + 0xff0, HypercallCaller.Output)]
    [InlineData(HypercallCaller.Input, HypercallCaller.Output + 0xff8)]
    [InlineData(TestPartition.OwnStart, HypercallCaller.Output)]
    [InlineData(HypercallCaller.Input, TestPartition.OwnStart)]
    [InlineData(0xfffffffffffffff8, HypercallCaller.Output)]
    [InlineData(HypercallCaller.Input, 0xfee00000)]
    public void Parameters_lie_aligned_in_one_page_of_memory(ulong input, ulong output) => Assert.Equal(4UL, _caller.Call(s_get, input, output));

    [Theory]
    [InlineData(Hv.VpIndexSelf, 0x12, Hv.PartitionIdSelf, HvStatus.Success)]
    [InlineData(0, 0x10, Hv.PartitionIdSelf, HvStatus.Success)]
    [InlineData(2, 0, Hv.PartitionIdSelf, HvStatus.InvalidVpIndex)]
    [InlineData(0, 0x11, Hv.PartitionIdSelf, HvStatus.InvalidVtlState)]
    [InlineData(0, 0x13, Hv.PartitionIdSelf, HvStatus.InvalidParameter)]
    [InlineData(0, 0x20, Hv.PartitionIdSelf, HvStatus.InvalidParameter)]
    [InlineData(0, 0, 1, HvStatus.InvalidPartitionId)]
    public void Registers_are_of_a_vp_and_vtl_that_exist(uint index, byte vtl, ulong partition, HvStatus status)
    {
        _caller.Header(index, vtl, partition);
        ((uint*)_caller.In)[4] = (uint)HvRegisterName.VpIndex;
        Assert.Equal(status, (HvStatus)(ushort)_caller.Call(s_get));
    }

    [Fact]
    public void A_list_stops_at_the_element_that_fails()
    {
        var names = (uint*)(_caller.In + 16);
        names[0] = names[2] = (uint)HvRegisterName.VsmVpStatus;
        names[1] = 0xdead;
        new Span<byte>(_caller.Out, 48).Fill(0x55);
        Assert.Equal((1UL << 32) | (ulong)HvStatus.InvalidParameter, _caller.Call(HypercallCaller.Control(HypercallCode.HvCallGetVpRegisters, 3)));
        Assert.Equal(0x5555555555555555UL, ((ulong*)_caller.Out)[2]);
    }

    [Fact]
    public void A_long_list_is_done_in_turns()
    {
        for (var i = 0; i < 200; i++)
        {
            ((uint*)_caller.In)[4 + i] = (uint)HvRegisterName.VsmVpStatus;
        }

        var control = HypercallCaller.Control(HypercallCode.HvCallGetVpRegisters, 200);
        _caller.Vp->Gprs[1] = control;
        _caller.Vp->Gprs[2] = HypercallCaller.Input;
        _caller.Vp->Gprs[8] = HypercallCaller.Output;
        HypercallDispatch<TestMachine>.Execute(_caller.Vp);
        Assert.Equal(HypercallCaller.Code, _caller.Vmcb->Rip);
        Assert.Equal(control | (64UL << 48), _caller.Vp->Gprs[1]);
        Assert.Equal(200UL << 32, _caller.Call(control));
        Assert.Equal(2UL, ((ulong*)_caller.Out)[2 * 199] & 0xf);
    }

    [Fact]
    public void Fast_calls_take_and_give_xmm_registers()
    {
        ((uint*)&_caller.Vp->Fx.Xmm)[0] = (uint)HvRegisterName.VsmVpStatus;
        Assert.Equal(1UL << 32, _caller.Call(s_get | Fast, Hv.PartitionIdSelf, Hv.VpIndexSelf));
        Assert.Equal(2UL, ((ulong*)&_caller.Vp->Fx.Xmm)[2] & 0xf);
    }

    [Fact]
    public void Fast_calls_are_refused_where_registers_are_too_few()
        => Assert.Equal(3UL, _caller.Call(HypercallCaller.Control(HypercallCode.HvCallEnableVpVtl) | Fast, Hv.PartitionIdSelf, 0));

    [Theory]
    [InlineData(3, 0x80000001UL)]
    [InlineData(0, 0UL)]
    public void User_mode_and_real_mode_have_no_hypercalls(byte cpl, ulong cr0)
    {
        _caller.Vmcb->Cpl = cpl;
        _caller.Vmcb->Cr0 = cr0;
        Assert.Equal(ExitOutcome.Resume, HypercallDispatch<TestMachine>.Execute(_caller.Vp));
        Assert.True(_caller.Vmcb->Injection.Valid);
        Assert.Equal(6, _caller.Vmcb->Injection.Vector);
        Assert.Equal(HypercallCaller.Code, _caller.Vmcb->Rip);
    }

    [Theory]
    [InlineData(0x12UL, 0UL, ExitOutcome.VtlReturn, false)]
    [InlineData(0x12UL, 1UL, ExitOutcome.VtlReturn, true)]
    [InlineData(0x12UL, 2UL, ExitOutcome.Resume, false)]
    [InlineData(0x10012UL, 0UL, ExitOutcome.Resume, false)]
    public void Vtl_return_takes_its_flags_in_rax(ulong rcx, ulong rax, ExitOutcome outcome, bool fast)
    {
        _caller.Vp->Gprs[1] = rcx;
        _caller.Vp->Gprs[0] = rax;
        Assert.Equal(outcome, HypercallDispatch<TestMachine>.Execute(_caller.Vp));
        Assert.Equal(fast, _caller.Vp->FastReturn);
        Assert.Equal(outcome == ExitOutcome.Resume, _caller.Vmcb->Injection.Valid);
    }

    [Fact]
    public void The_32_bit_convention_uses_pairs()
    {
        _caller.Vmcb->Cs.Attributes = 0xc9b;
        ((uint*)_caller.In)[4] = (uint)HvRegisterName.VsmVpStatus;
        _caller.Vp->Gprs[2] = s_get >> 32;
        _caller.Vp->Gprs[0] = (uint)s_get;
        _caller.Vp->Gprs[3] = 0;
        _caller.Vp->Gprs[1] = HypercallCaller.Input;
        _caller.Vp->Gprs[7] = 0;
        _caller.Vp->Gprs[6] = HypercallCaller.Output;
        HypercallDispatch<TestMachine>.Execute(_caller.Vp);
        Assert.Equal(0UL, _caller.Vp->Gprs[0]);
        Assert.Equal(1UL, _caller.Vp->Gprs[2]);
        Assert.Equal(2UL, *(ulong*)_caller.Out & 0xf);
    }

    [Theory]
    [InlineData(0xfu, VtlAccess.All, HvStatus.Success)]
    [InlineData(0x3u, VtlAccess.Read | VtlAccess.Write, HvStatus.Success)]
    [InlineData(0x2u, VtlAccess.None, HvStatus.InvalidParameter)]
    [InlineData(0xcu, VtlAccess.None, HvStatus.InvalidParameter)]
    [InlineData(0x5u, VtlAccess.None, HvStatus.InvalidParameter)]
    [InlineData(0x8000000fu, VtlAccess.None, HvStatus.InvalidParameter)]
    public void Protection_is_set_where_the_rights_make_sense(uint flags, VtlAccess access, HvStatus status)
    {
        _caller.Header(flags, 0x10);
        ((ulong*)_caller.In)[2] = 0x20;
        Assert.Equal(status, (HvStatus)(ushort)_caller.Call(HypercallCaller.Control(HypercallCode.HvCallModifyVtlProtectionMask, 1)));
        Assert.Equal(access, NestedPageTables<TestMachine>.AccessOf(_caller.Partition, Vtl.Vtl0, 0x20000));
    }

    [Theory]
    [InlineData(0x12, 0x20UL, HvStatus.AccessDenied)]
    [InlineData(0x10, TestPartition.OwnStart >> 12, HvStatus.InvalidParameter)]
    [InlineData(0x10, 0x000fffffffffffffUL, HvStatus.InvalidParameter)]
    [InlineData(0x10, 0xffff000000000020UL, HvStatus.InvalidParameter)]
    public void Protection_is_of_memory_and_for_vtl0(byte vtl, ulong page, HvStatus status)
    {
        _caller.Header(0xf, vtl);
        ((ulong*)_caller.In)[2] = page;
        Assert.Equal((ulong)status, _caller.Call(HypercallCaller.Control(HypercallCode.HvCallModifyVtlProtectionMask, 1)));
    }

    [Theory]
    [InlineData(3u, 4u, 14UL, HvStatus.Success, 1u << 14)]
    [InlineData(3u, 0u, 14UL, HvStatus.Success, 0u)]
    [InlineData(3u, 4u, 2UL, HvStatus.InvalidParameter, 0u)]
    [InlineData(3u, 4u, 32UL, HvStatus.InvalidParameter, 0u)]
    [InlineData(3u, 1u, 14UL, HvStatus.InvalidParameter, 0u)]
    [InlineData(0u, 3u, 0x3f8UL, HvStatus.Success, 0u)]
    [InlineData(0u, 4u, 0x3f8UL, HvStatus.InvalidParameter, 0u)]
    [InlineData(99u, 4u, 0UL, HvStatus.InvalidParameter, 0u)]
    public void Intercepts_are_installed_on_all_vps(uint type, uint mask, ulong parameter, HvStatus status, uint wanted)
    {
        ((uint*)_caller.In)[2] = mask;
        ((uint*)_caller.In)[3] = type;
        ((ulong*)_caller.In)[2] = parameter;
        Assert.Equal((ulong)status, _caller.Call(HypercallCaller.Control(HypercallCode.HvCallInstallIntercept)));
        Assert.Equal(wanted, _caller.World.Vp(1)->WantedExceptions);
    }

    [Fact]
    public void An_apic_id_has_an_index()
    {
        _caller.World.Vp(1)->ApicId = 0x77;
        _caller.Header(0);
        ((uint*)_caller.In)[4] = 0x77;
        ((uint*)_caller.In)[5] = 0x78;
        Assert.Equal((1UL << 32) | (ulong)HvStatus.InvalidParameter, _caller.Call(HypercallCaller.Control(HypercallCode.HvCallGetVpIndexFromApicId, 2)));
        Assert.Equal(1u, *(uint*)_caller.Out);
    }

    /// <summary>Whatever VTL2 says, memory of the hypervisor that no call is about stays as it is, and the answer is one.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Random_calls_leave_the_hypervisor_alone(int seed)
    {
        var random = new Random(seed);
        var guard = _caller.World.Allocate(1);
        var guardBytes = new Span<byte>(_caller.World.State.Memory + guard, 4096);
        guardBytes.Fill(0xa5);
        HypercallCode[] codes =
        [
            HypercallCode.HvCallModifyVtlProtectionMask, HypercallCode.HvCallEnablePartitionVtl, HypercallCode.HvCallInstallIntercept, HypercallCode.HvCallGetVpRegisters,
            HypercallCode.HvCallGetVpIndexFromApicId, HypercallCode.HvCallCheckSparseGpaPageVtlAccess, HypercallCode.HvCallNotifyLongSpinWait, HypercallCode.HvCallVtlCall,
        ];
        for (var i = 0; i < 100_000; i++)
        {
            random.NextBytes(new Span<byte>(_caller.In, 64));
            if (random.Next(2) == 0)
            {
                _caller.Header((uint)random.Next(20), (byte)(0x10 + random.Next(4)));
            }

            var control = HypercallCaller.Control(codes[random.Next(codes.Length)], (ulong)random.Next(9), (ulong)random.Next(3)) | (random.Next(8) == 0 ? 1UL << random.Next(16, 64) : 0);
            var input = Pick(random, HypercallCaller.Input, guard);
            var output = Pick(random, HypercallCaller.Output, guard);
            var status = (ushort)_caller.Call(control, input, output);
            Assert.True(status == 2 || Enum.IsDefined((HvStatus)status), $"{control:x} {status:x}");
        }

        Assert.True(guardBytes.IndexOfAnyExcept((byte)0xa5) < 0);
    }

    private static ulong Pick(Random random, ulong usual, ulong guard) => random.Next(6) switch
    {
        0 => guard,
        1 => guard - 8,
        2 => (ulong)random.NextInt64(),
        _ => usual,
    };

    private ulong Get(ulong control)
    {
        ((uint*)_caller.In)[4] = (uint)HvRegisterName.VsmVpStatus;
        return _caller.Call(control);
    }
}
