using System;
using System.Threading;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Run;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;
using Xunit;

namespace Sidecar.Hypervisor.Tests.Concurrency;

/// <summary>
/// A CPU: the hypervisor's run loop, and instead of VMRUN a guest that exits after a moment, now with a call to another VP, now with one of the exits that happen anyway. It remembers
/// translations as a TLB does, until VMRUN tells it to forget them.
/// </summary>
internal sealed unsafe class GuestCpu(VirtualProcessor* vp, SharedRecord record, int seed, int calls)
{
    internal const uint InterruptCommand = 0x830;
    private const ulong Nmi = 0x4400;
    private const ulong Page = 0x1000;

    /// <summary>Registers of VTL0, one for each caller, so that nobody else changes what it has written.</summary>
    private static readonly HvRegisterName[] s_registers = [HvRegisterName.Rip, HvRegisterName.Rsp, HvRegisterName.Lstar, HvRegisterName.Cstar];

    private readonly Random _random = new(seed);
    private readonly int _index = (int)vp->Index;
    private readonly int _others = (int)vp->Partition->VpCount;
    private readonly ulong[] _written = new ulong[vp->Partition->VpCount];
    private readonly bool[] _cached = new bool[vp->Partition->VpCount];
    private int _left = calls;

    private ulong Parameters => (16 + (ulong)_index) * Page;

    private byte* Input => ConcurrentMachine.Physical(Parameters);

    /// <summary>Makes its calls, then serves others until all have made theirs.</summary>
    internal void Run()
    {
        ConcurrentMachine.Become(_index);
        var working = true;
        while (working || record.Finished < _others)
        {
            RunLoop<ConcurrentMachine>.Prepare(vp);
            Action? check = null;
            Enter(ref check);
            RunLoop<ConcurrentMachine>.Handle(vp);
            check?.Invoke();
            if (working && _left == 0)
            {
                working = false;
                record.Finish();
            }
        }

        Settle();
    }

    /// <summary>Page of a CPU's own, whose rights it changes.</summary>
    internal static ulong PageOf(int cpu) => (64 + (ulong)cpu) * Page;

    /// <summary>What was still on its way is taken in.</summary>
    private void Settle()
    {
        for (var i = 0; i < 3; i++)
        {
            RunLoop<ConcurrentMachine>.Prepare(vp);
            Action? none = null;
            var left = _left;
            _left = 0;
            Enter(ref none);
            _left = left;
            RunLoop<ConcurrentMachine>.Handle(vp);
        }
    }

    private void Enter(ref Action? check)
    {
        var vmcb = VirtualProcessor.StateOf(vp, vp->ActiveVtl)->Vmcb;
        if (vmcb->TlbControl != TlbControl.Nothing)
        {
            Array.Clear(_cached);
        }

        if (vp->ActiveVtl == Vtl.Vtl2 && vmcb->Injection is { Valid: true, Kind: EventInjection.Nmi })
        {
            Volatile.Write(ref record.SentWhenTaken[_index], Volatile.Read(ref record.NmisSent[_index]));
            record.NmisTaken[_index]++;
        }

        vmcb->ExitInterruptInfo = default;
        Work();
        if (ConcurrentMachine.NmiPends)
        {
            vmcb->ExitCode = ExitCode.Nmi;
        }
        else if (vp->ActiveVtl == Vtl.Vtl0)
        {
            vmcb->ExitCode = ExitCode.Interrupt;
        }
        else
        {
            Act(vmcb, ref check);
        }
    }

    /// <summary>Memory accesses of VTL0's, by translations that are remembered.</summary>
    private void Work()
    {
        for (var i = 0; i < 8 && !ConcurrentMachine.NmiPends; i++)
        {
            var page = _random.Next(_others);
            if (_cached[page])
            {
                Assert.True(Volatile.Read(ref record.Revoked[page]) == 0, "a translation is used after its right was taken away");
            }
            else
            {
                _cached[page] = NestedPageTables<ConcurrentMachine>.AccessOf(vp->Partition, Vtl.Vtl0, PageOf(page)) != VtlAccess.None;
            }
        }
    }

    private void Act(Vmcb* vmcb, ref Action? check)
    {
        var kind = _left == 0 ? 0 : _random.Next(9);
        var target = (uint)_random.Next(_others);
        switch (kind)
        {
            case 0:
                vmcb->ExitCode = ExitCode.Cpuid;
                break;

            case 1:
                // An MSR that is none: #GP.
                Msr(vmcb, 0x4000_00ff, 0);
                break;

            case 2:
                Interlocked.Increment(ref record.NmisSent[target]);
                Msr(vmcb, InterruptCommand, ((ulong)target << 32) | Nmi);
                break;

            case 3:
                Call(vmcb, 0x12, 1);
                break;

            case 4 or 5:
                Protect(vmcb, ref check);
                break;

            case 6:
                Translate(vmcb, target, ref check);
                break;

            default:
                Register(vmcb, target, kind == 7, ref check);
                break;
        }

        _left -= kind == 0 ? 0 : 1;
    }

    private void Register(Vmcb* vmcb, uint target, bool write, ref Action? check)
    {
        write |= _written[target] == 0;
        Header(target, 0x10);
        ((ulong*)Input)[2] = (ulong)s_registers[_index];
        ((ulong*)Input)[3] = 0;
        ((ulong*)Input)[5] = 0;
        var value = 1UL + (uint)_random.Next();
        ((ulong*)Input)[4] = value;
        var expected = write ? value : _written[target];
        _written[target] = expected;
        Call(vmcb, (ulong)(write ? HypercallCode.HvCallSetVpRegisters : HypercallCode.HvCallGetVpRegisters) | (1UL << 32), Parameters);
        check = () =>
        {
            Assert.Equal(1UL << 32, vp->Gprs[0]);
            if (!write)
            {
                Assert.Equal(expected, *(ulong*)(Input + 0x800));
            }
        };
    }

    private void Translate(Vmcb* vmcb, uint target, ref Action? check)
    {
        var page = (ulong)_random.Next(0x10_0000);
        Header(target, 0);
        ((ulong*)Input)[2] = (0x10UL << 56) | 1;
        ((ulong*)Input)[3] = page;
        Call(vmcb, (ulong)HypercallCode.HvCallTranslateVirtualAddress, Parameters);
        check = () => Assert.Equal((0UL, page), (vp->Gprs[0], ((ulong*)(Input + 0x800))[1]));
    }

    private void Protect(Vmcb* vmcb, ref Action? check)
    {
        var revoke = Volatile.Read(ref record.Revoked[_index]) == 0;
        Header(revoke ? 0 : 0xfU, 0x10);
        ((ulong*)Input)[2] = PageOf(_index) / Page;
        Call(vmcb, (ulong)HypercallCode.HvCallModifyVtlProtectionMask | (1UL << 32), Parameters);
        if (!revoke)
        {
            Volatile.Write(ref record.Revoked[_index], 0);
        }

        check = () =>
        {
            Assert.Equal(1UL << 32, vp->Gprs[0]);
            if (revoke)
            {
                Volatile.Write(ref record.Revoked[_index], 1);
            }
        };
    }

    private void Header(uint word, byte vtl)
    {
        *(ulong*)Input = Hv.PartitionIdSelf;
        ((uint*)Input)[2] = word;
        ((uint*)Input)[3] = vtl;
    }

    private void Call(Vmcb* vmcb, ulong control, ulong input)
    {
        vmcb->ExitCode = ExitCode.Vmmcall;
        vmcb->Rax = control == 0x12 ? input : 0;
        vp->Gprs[1] = control;
        vp->Gprs[2] = input;
        vp->Gprs[8] = input + 0x800;
    }

    private void Msr(Vmcb* vmcb, uint register, ulong value)
    {
        vmcb->ExitCode = ExitCode.Msr;
        vmcb->ExitInfo1 = 1;
        vmcb->Rax = (uint)value;
        vp->Gprs[1] = register;
        vp->Gprs[2] = value >> 32;
    }
}
