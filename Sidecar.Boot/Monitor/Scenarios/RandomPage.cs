using System;
using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Samples;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>Command pages as no VMM writes them: arguments at random, some of them near to what makes sense.</summary>
public static class RandomPage
{
    private const uint Likely = 4;
    private const int MaxRegisters = 40;
    private const byte Vtl0 = 0x10;
    private const ushort MxcsrBits = 0xffff;

    /// <summary>
    /// Handlers that end or listen to a stop, whatever their arguments. The two others are made to do harm: one never listens, one writes where it is told.
    /// </summary>
    private static ReadOnlySpan<uint> Handlers =>
        [HandlerNumbers.Echo, HandlerNumbers.Sum, HandlerNumbers.Sha256, HandlerNumbers.Sha256Stream, HandlerNumbers.Primes, HandlerNumbers.KvPut, HandlerNumbers.KvGet, HandlerNumbers.KvDelete];

    /// <summary>
    /// Where register names are: first and number. x87's are left out, here and below: to load what was changed there takes an FXRSTOR, over which QEMU's first CPU may lose its state
    /// (docs/hypervisor.md, "QEMU").
    /// </summary>
    private static ReadOnlySpan<uint> Names =>
    [
        (uint)HvRegisterName.Rax, 18, (uint)HvRegisterName.Xmm0, 16, (uint)HvRegisterName.Cr0, 6, (uint)HvRegisterName.Dr0, 6, (uint)HvRegisterName.Es, 8, (uint)HvRegisterName.Idtr, 2,
        (uint)HvRegisterName.Tsc, 0x9b, (uint)HvRegisterName.ApicId - 2, 0x40, 0x1_0000, 8, 0x9_0000, 0x34, (uint)HvRegisterName.Sint0, 0x16, 0xd_0000, 0x21, 0xe_0000, 4,
    ];

    /// <summary>Fills a page and chooses a command for it.</summary>
    public static uint Fill(ref CommandPage page, ref SplitMix64 random)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(page.Payload);
        foreach (ref var word in words)
        {
            word = random.Next();
        }

        switch (random.Below(8))
        {
            case 0:
                Context(ref page, ref random);
                return (uint)SidecarCommand.RUN_VP;

            case 1:
                Registers(ref page, ref random);
                return (uint)SidecarCommand.GET_VP_REGISTERS;

            case < 4:
                Registers(ref page, ref random);
                return (uint)SidecarCommand.SET_VP_REGISTERS;

            case 4:
                page.TranslateRequest.Gvn &= random.Below(2) == 0 ? 0xffff : ulong.MaxValue;
                return (uint)SidecarCommand.TRANSLATE_GVA;

            case 5:
                return Handlers[(int)random.Below((uint)Handlers.Length)];

            case 6:
                return (uint)random.Next() | 0x8000_0000;

            default:
                // The guest as it is.
                return (uint)SidecarCommand.RUN_VP;
        }
    }

    /// <summary>Changes what a command's arguments are, in the middle of it.</summary>
    public static void Scribble(ref CommandPage page, ref SplitMix64 random)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(page.Payload);
        words[(int)random.Below((uint)words.Length)] = random.Next();
        words[0] = random.Next();
        page.CpuContext.Gps[(int)random.Below(16)] = random.Next();
        page.CpuContext.FxState.Mxcsr = (uint)random.Next();
    }

    private static void Context(ref CommandPage page, ref SplitMix64 random)
    {
        ref var context = ref page.CpuContext;
        foreach (ref var register in (Span<ulong>)context.Gps)
        {
            register = random.Next();
        }

        foreach (ref var word in MemoryMarshal.Cast<Array16<byte>, ulong>((Span<Array16<byte>>)context.FxState.Xmm))
        {
            word = random.Next();
        }

        context.FxState.Mxcsr = (uint)random.Next() & (random.Below(Likely) == 0 ? uint.MaxValue : MxcsrBits);
    }

    private static void Registers(ref CommandPage page, ref SplitMix64 random)
    {
        ref var payload = ref page.Registers;
        payload.Request.Count = random.Below(16) == 0 ? (ushort)random.Next() : (ushort)random.Below(MaxRegisters);
        payload.Request.TargetVtl.Raw = random.Below(Likely) == 0 ? (byte)random.Next() : Vtl0;
        for (var i = 0; i < SidecarLimits.MaxGetSetVpRegisters; i++)
        {
            ref var register = ref payload.Regs[i];
            var range = (int)(2 * random.Below((uint)Names.Length / 2));
            register.Name = random.Below(16) == 0 ? (HvRegisterName)random.Next() : (HvRegisterName)(Names[range] + random.Below(Names[range + 1]));
            register.Value.Low = random.Below(Likely) switch
            {
                0 => random.Next(),
                1 => random.Below(16),
                2 => 1UL << (int)random.Below(64),
                _ => random.Next() & 0x1fff,
            };
            register.Value.High = random.Below(Likely) == 0 ? random.Next() : 0;
        }
    }
}
