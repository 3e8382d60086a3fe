using System;
using System.Linq;
using System.Runtime.InteropServices;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Tests.Hypercalls;
using Sidecar.Hypervisor.Tests.Simulation;
using Sidecar.Protocol.Tlfs;
using Xunit;

namespace Sidecar.Hypervisor.Tests.Isolation;

/// <summary>
/// Every hypercall, with parameters that make sense more often than not: what the hypervisor has for itself is filled with a pattern that no call gives away and no call changes, and
/// of the partition's memory nothing changes but the output and the accessed and dirty bits of tables.
/// </summary>
public unsafe class HypercallIsolationProperties
{
    private const int Calls = 40_000;
    private const int CallsBetweenLooks = 500;
    private const ulong Pattern = 0xa5c3_96e1_5a3c_691e;
    private const ulong TableBits = 0x60;
    private const int RamLooked = 1 << 20;
    private const ulong Tables = 0x4_0000;
    private const int TableWords = 0x4_0000 / 8;
    private static readonly HvRegisterName[] s_names = Enum.GetValues<HvRegisterName>();
    private static readonly HypercallCode[] s_codes =
    [
        HypercallCode.HvCallSetVpRegisters, HypercallCode.HvCallSetVpRegisters, HypercallCode.HvCallGetVpRegisters, HypercallCode.HvCallGetVpRegisters,
        HypercallCode.HvCallEnableVpVtl, HypercallCode.HvCallStartVirtualProcessor, HypercallCode.HvCallTranslateVirtualAddress, HypercallCode.HvCallTranslateVirtualAddressEx,
        HypercallCode.HvCallTranslateVirtualAddressEx, HypercallCode.HvCallCheckSparseGpaPageVtlAccess, HypercallCode.HvCallInstallIntercept, HypercallCode.HvCallModifyVtlProtectionMask,
        HypercallCode.HvCallGetVpIndexFromApicId, HypercallCode.HvCallEnablePartitionVtl, HypercallCode.HvCallNotifyLongSpinWait, HypercallCode.HvCallVtlCall,
    ];

    private readonly HypercallCaller _vtl2 = new(3);
    private readonly ulong _own;
    private readonly Vmcb _sane;

    public HypercallIsolationProperties()
    {
        TestCpu.Equip(_vtl2.World);
        for (var i = 0; i < 64; i++)
        {
            NestedPageTables<TestMachine>.GivePage(_vtl2.Partition, _vtl2.World.Allocate(1));
        }

        _vtl2.Vmcb->Cr0 = 0x8000_0011;
        _vtl2.Vmcb->Cr3 = Tables;
        _vtl2.Vmcb->Cr4 = 0x20;
        _vtl2.Vmcb->Efer = 0x1d00;
        _vtl2.Vmcb->Cs.Attributes = 0x29b;
        _vtl2.Vp->Present = true;
        _sane = *_vtl2.Vmcb;
        _own = _vtl2.World.Allocate(1);
        Secret.Fill(Pattern);
    }

    private Span<ulong> Secret => new(_vtl2.World.State.Memory + _own, (int)(TestState.MemorySize - _own) / 8);

    private Span<byte> Ram => new(_vtl2.World.State.Memory, RamLooked);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_call_reads_or_writes_what_is_not_its_own(int seed)
    {
        var random = new Random(seed);
        FillTables(random);
        var list = new Span<byte>(_vtl2.Partition->Vps, 3 * sizeof(void*)).ToArray();
        var before = Ram.ToArray();
        var succeeded = s_codes.Distinct().ToDictionary(code => code, _ => 0);
        for (var i = 1; i <= Calls; i++)
        {
            var code = s_codes[random.Next(s_codes.Length)];
            var status = Call(random, code);
            Assert.True(status == 2 || Enum.IsDefined((HvStatus)status), $"{code} {status:x}");
            succeeded[code] += status == 0 ? 1 : 0;
            Assert.False(new ReadOnlySpan<ulong>(_vtl2.Out, 512).Contains(Pattern), $"{code} gives the hypervisor's memory away");
            Assert.False(new ReadOnlySpan<ulong>(&_vtl2.Vp->Fx, 64).Contains(Pattern), $"{code} gives the hypervisor's memory away");
            if (i % CallsBetweenLooks == 0)
            {
                Assert.True(Secret.IndexOfAnyExcept(Pattern) < 0, "the hypervisor's memory was written");
                Assert.Equal(-1, Stray(before));
                Assert.True(list.AsSpan().SequenceEqual(new ReadOnlySpan<byte>(_vtl2.Partition->Vps, list.Length)));
            }
        }

        Assert.All(succeeded, code => Assert.True(code.Value > 10 || code.Key is HypercallCode.HvCallVtlCall or HypercallCode.HvCallEnablePartitionVtl, $"{code.Key} hardly ever succeeds"));
    }

    private ushort Call(Random random, HypercallCode code)
    {
        // The caller is sane at each call, whatever the one before has made of it; VTL0 is not.
        *_vtl2.Vmcb = _sane;
        _vtl2.Vp->Vtl2.Enabled = random.Next(4) != 0;
        _vtl2.Vp->Vtl2.Started = random.Next(4) != 0;
        _vtl2.Vp->Vtl0.Enabled = true;
        Compose(random, code);
        var isList = code is HypercallCode.HvCallGetVpRegisters or HypercallCode.HvCallSetVpRegisters or HypercallCode.HvCallCheckSparseGpaPageVtlAccess
            or HypercallCode.HvCallModifyVtlProtectionMask or HypercallCode.HvCallGetVpIndexFromApicId;
        var control = HypercallCaller.Control(code, isList ? (uint)random.Next(1, 9) : 0) | (random.Next(8) == 0 ? 1UL << 16 : 0) | (random.Next(50) == 0 ? 1UL << random.Next(17, 60) : 0);
        var fast = (control & (1UL << 16)) != 0;
        if (fast)
        {
            new ReadOnlySpan<byte>(_vtl2.In + 16, 96).CopyTo(MemoryMarshal.AsBytes(new Span<ulong>(&_vtl2.Vp->Fx.Xmm, 12)));
        }

        return (ushort)_vtl2.Call(
            control,
            fast ? ((ulong*)_vtl2.In)[0] : Address(random, HypercallCaller.Input),
            fast ? ((ulong*)_vtl2.In)[1] : Address(random, HypercallCaller.Output));
    }

    private ulong Address(Random random, ulong usual) => random.Next(12) switch
    {
        0 => _own,
        1 => _own + 0x1000 - 8,
        2 => TestPartition.OwnStart - 8,
        3 => TestState.MemorySize - 16,
        4 => (ulong)random.NextInt64() << 3,
        _ => usual,
    };

    private void Compose(Random random, HypercallCode code)
    {
        random.NextBytes(new Span<byte>(_vtl2.In, 512));
        var words = (ulong*)_vtl2.In;
        var vtl = (byte)(random.Next(8) == 0 ? random.Next(32) : 0x10 + (random.Next(2) * 2));
        _vtl2.Header(random.Next(3) == 0 ? (uint)random.Next(4) : Hv.VpIndexSelf, vtl);
        switch (code)
        {
            case HypercallCode.HvCallGetVpRegisters:
                for (var i = 0; i < 8; i++)
                {
                    ((uint*)_vtl2.In)[4 + i] = (uint)s_names[random.Next(s_names.Length)];
                }

                break;

            case HypercallCode.HvCallSetVpRegisters:
                for (var i = 0; i < 8; i++)
                {
                    words[2 + (4 * i)] = (ulong)s_names[random.Next(s_names.Length)];
                    words[3 + (4 * i)] = 0;
                    words[4 + (4 * i)] = Value(random);
                    words[5 + (4 * i)] = random.Next(4) == 0 ? Value(random) : 0;
                }

                break;

            case HypercallCode.HvCallEnableVpVtl or HypercallCode.HvCallStartVirtualProcessor:
                _vtl2.Header(random.Next(3) == 0 ? (uint)random.Next(4) : Hv.VpIndexSelf, (byte)(random.Next(8) == 0 ? random.Next(4) : 2));
                ComposeContext(random, (InitialVpContextX64*)(_vtl2.In + 16));
                break;

            case HypercallCode.HvCallTranslateVirtualAddress or HypercallCode.HvCallTranslateVirtualAddressEx:
                ((uint*)_vtl2.In)[3] = 0;
                words[2] = (uint)random.Next(0x400) & ~(random.Next(2) == 0 ? 0x80UL : 0x40) & ~(random.Next(2) == 0 ? 0x100UL : 0x200) & ~0x20UL | ((ulong)vtl << 56);
                words[3] = random.Next(4) == 0 ? (ulong)random.NextInt64() >> 12 : (ulong)random.NextInt64() & 0x7_ffff_ffff;
                break;

            case HypercallCode.HvCallCheckSparseGpaPageVtlAccess or HypercallCode.HvCallModifyVtlProtectionMask:
                words[1] = code == HypercallCode.HvCallModifyVtlProtectionMask ? (uint)random.Next(16) | ((ulong)vtl << 32) : vtl | ((uint)random.Next(16) << 8);
                for (var i = 0; i < 8; i++)
                {
                    words[2 + i] = random.Next(20) == 0 ? (ulong)random.NextInt64() >> random.Next(50) : (uint)random.Next(0x20, 0x200);
                }

                break;

            case HypercallCode.HvCallInstallIntercept:
                words[1] = (uint)random.Next(6) | ((ulong)(uint)random.Next(10) << 32);
                words[2] = (uint)random.Next(40);
                break;

            case HypercallCode.HvCallGetVpIndexFromApicId:
                words[1] = (uint)random.Next(2) * 2;
                for (var i = 0; i < 8; i++)
                {
                    ((uint*)_vtl2.In)[4 + i] = (uint)random.Next(4);
                }

                break;
        }
    }

    private static ulong Value(Random random) => random.Next(8) switch
    {
        0 => 0x8001_0011,
        1 => 0x20,
        2 => 0xd01,
        3 => 1UL << random.Next(64),
        4 => Tables + ((uint)random.Next(0x40) << 12),
        5 => TestPartition.OwnStart | 1,
        6 => (uint)random.Next(0x100) << 12 | 1,
        _ => (ulong)random.NextInt64(),
    };

    private static void ComposeContext(Random random, InitialVpContextX64* context)
    {
        var garbled = random.Next(4) == 0;
        if (!garbled)
        {
            *context = default;
            context->Rflags = 2;
            context->MsrCrPat = 0x0007_0406_0007_0406;
            context->Cr0 = 0x10;
            context->Rip = (uint)random.Next();
            context->Cr3 = Value(random);
        }
    }

    /// <summary>Entries of four levels that lead to each other, in memory of the partition that VTL0 mostly has.</summary>
    private void FillTables(Random random)
    {
        var words = (ulong*)(_vtl2.World.State.Memory + Tables);
        for (var i = 0; i < TableWords; i++)
        {
            words[i] = Tables + ((uint)random.Next(0x48) << 12) + (random.Next(8) != 0 ? 7UL : 1);
        }

        for (var page = Tables; page < Tables + (8 * TableWords); page += 0x1000)
        {
            NestedPageTables<TestMachine>.TryProtect(_vtl2.Partition, page, VtlAccess.All);
        }
    }

    /// <summary>First word of the partition's memory that changed and should not have: all but the parameters, and accessed and dirty bits of tables.</summary>
    private long Stray(byte[] before)
    {
        var old = MemoryMarshal.Cast<byte, ulong>(before);
        var now = MemoryMarshal.Cast<byte, ulong>(Ram);
        for (var i = 0; i < old.Length; i++)
        {
            var at = (ulong)i * 8;
            var allowed = at is >= HypercallCaller.Input and < HypercallCaller.Output + 0x1000 ? ulong.MaxValue
                : at is >= Tables and < Tables + (TableWords * 8) ? TableBits | (TableBits << 32)
                : 0;
            if (((old[i] ^ now[i]) & ~allowed) != 0)
            {
                return (long)at;
            }
        }

        return -1;
    }
}
