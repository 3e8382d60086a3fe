using System;
using System.Threading;
using Sidecar.Protocol.Tlfs;
using Sidecar.Tlfs.Image.Guests;
using Sidecar.Tlfs.Image.Hypercalls;
using Sidecar.Tlfs.Image.Machine;
using Sidecar.Tlfs.Image.Report;

namespace Sidecar.Tlfs.Image.Checks;

/// <summary>Random hypercalls on all VPs at once, with fixed seeds. Nothing may hang, no memory may change but the output, every status is a defined one.</summary>
internal static unsafe class FuzzChecks
{
    private const int Calls = 20_000;
    private const int OtherCalls = 5_000;
    private const ulong Canary = 0x5aa5_c33c_9669_f00f;
    private const int GuardPages = 2;

    private static byte* s_guards;
    private static uint s_wrong;
    private static ulong s_wrongStatus;

    internal static void Run()
    {
        s_guards = Pages.Take((int)VpSet.Count * GuardPages);
        var words = (ulong*)s_guards;
        for (var i = 0u; i < VpSet.Count * GuardPages * 512; i++)
        {
            words[i] = Canary;
        }

        for (var i = 1u; i < VpSet.Count; i++)
        {
            VpSet.Begin(i, &Fuzz, OtherCalls);
        }

        var self = Assembly.Self();
        self->Argument = Calls;
        Fuzz(self);
        var tally = default(Tally);
        for (var i = 1u; i < VpSet.Count; i++)
        {
            tally.That(i, VpSet.WaitFor(ref VpSet.At(i)->Busy, 0));
            tally.Equal(i, 0, VpSet.At(i)->Died);
        }

        Check.All("fuzz: every VP comes back"u8, tally);
        Check.Equal("fuzz: every status is a defined one"u8, 0, s_wrongStatus);
        tally = default;
        for (var i = 0u; i < VpSet.Count * GuardPages * 512; i++)
        {
            tally.Equal(i, Canary, words[i]);
        }

        Check.All("fuzz: the canaries live"u8, tally);
        tally = default;
        for (var i = 0u; i < VpSet.Count; i++)
        {
            Repair(i, ref tally);
        }

        Check.All("fuzz: every VP's VTL0 runs as before"u8, tally);
    }

    private static void Repair(uint index, ref Tally tally)
    {
        if (index == 0)
        {
            ProcessorChecks.Halt(VpSet.At(0));
        }
        else
        {
            tally.That(index, VpSet.Run(index, &ProcessorChecks.Halt));
        }

        tally.Equal(index, 0, VpSet.At(index)->Argument);
    }

    private static void Fuzz(TestVp* vp)
    {
        var seed = 0x9e37_79b9_7f4a_7c15UL * (vp->Index + 1);
        var input = (ulong*)vp->Input;
        var count = vp->Argument;
        for (var i = 0UL; i < count; i++)
        {
            Fill(vp, input, ref seed);
            var code = Code(ref seed);
            var control = code | ((Next(ref seed) & 0xf) == 0 ? Next(ref seed) & 0xffff_ffff_fffe_0000 : (Next(ref seed) & 7) << 32);
            control |= (Next(ref seed) & 15) == 0 ? 1UL << 16 : 0;
            var status = Hypercall.Status(Hypercall.Call(control, Address(vp->Input, ref seed), Address(vp->Output, ref seed)));
            if (status > 0xff)
            {
                s_wrongStatus = status;
                Interlocked.Increment(ref s_wrong);
            }
        }

        // Whatever it did to registers that all VTLs share.
        Cpu.WriteDebug(7, 0x400);
        MemoryInterceptChecks.Install(3, 0, 6);
    }

    /// <summary>All calls that there are but those that switch VTLs, stop VPs or give this suite's own memory away.</summary>
    private static ulong Code(ref ulong seed)
    {
        ReadOnlySpan<ushort> codes = [0x50, 0x51, 0x52, 0xac, 0x0d, 0x9a, 0x4d, 0xd4, 0x08, 0x50, 0xac, 0x5c, 0x5d, 0x0f];
        var number = Next(ref seed);
        return (number & 15) < (ulong)codes.Length ? codes[(int)(number & 15)] : (number >> 16) & 0x7f00;
    }

    /// <summary>Input that gets past the first checks often enough: a right header more often than not.</summary>
    private static void Fill(TestVp* vp, ulong* input, ref ulong seed)
    {
        for (var i = 0; i < 32; i++)
        {
            input[i] = Next(ref seed) >> (int)(Next(ref seed) & 63);
        }

        var choice = Next(ref seed);
        if ((choice & 7) != 0)
        {
            input[0] = Hypercall.Self;
        }

        // VTL0 only, and of this VP, so that nothing of VTL2 is set to what no suite could live with.
        input[1] = Hypercall.SelfVp | (0x10UL << 32);
        if ((choice & 0x70) != 0)
        {
            *(uint*)(input + 2) = (uint)(choice >> 8) & 0x000f_00ff;
        }
    }

    private static ulong Address(byte* page, ref ulong seed)
    {
        var choice = Next(ref seed);
        return (choice & 15) switch
        {
            0 => Next(ref seed),
            1 => (ulong)page + (choice >> 8 & 0xfff),
            2 => 0xfee0_0000,
            _ => (ulong)page,
        };
    }

    private static ulong Next(ref ulong seed)
    {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        return seed * 0x2545_f491_4f6c_dd1d;
    }
}
