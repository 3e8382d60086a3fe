using Sidecar.Protocol.Tlfs;
using Sidecar.Tlfs.Image.Hypercalls;
using Sidecar.Tlfs.Image.Machine;
using Sidecar.Tlfs.Image.Report;

namespace Sidecar.Tlfs.Image.Checks;

/// <summary>The hypercall input value (TLFS 3.7), the fast forms and the 32-bit convention.</summary>
internal static unsafe class ControlWordChecks
{
    private const ulong Fast = 1 << 16;
    private const ulong Nested = 1UL << 31;

    internal static void Run()
    {
        CheckCodes();
        CheckBits();
        CheckReps();
        CheckFast();
        CheckNarrow();
    }

    private static void CheckCodes()
    {
        var tally = default(Tally);
        foreach (var code in (System.ReadOnlySpan<ushort>)[0, 4, 5, 9, 0x10, 0x30, 0x66, 0x7777, 0x8000, 0x8fff, 0xfffe, 0xffff])
        {
            tally.Equal(code, Hypercall.InvalidCode, Hypercall.Status(Hypercall.Call(code)));
        }

        Check.All("control: unknown codes"u8, tally);
        Check.Equal("control: VTL call from VTL2 is refused"u8, 0, Hypercall.Status(Hypercall.Call(Hypercall.Control(HypercallCode.HvCallVtlCall))) == 0 ? 1U : 0);
        Check.Equal("control: NotifyLongSpinWait"u8, 0, Hypercall.Status(Hypercall.Call(Hypercall.Control(HypercallCode.HvCallNotifyLongSpinWait) | Fast, 1000, 0)));
    }

    private static void CheckBits()
    {
        var get = Hypercall.Control(HypercallCode.HvCallGetVpRegisters, 1);
        PrepareGet(1);
        Check.Equal("control: the call that the refusals are made of"u8, 1UL << 32, Hypercall.Call(get));
        var tally = default(Tally);
        for (var bit = 27; bit <= 30; bit++)
        {
            tally.Equal((ulong)bit, (ulong)HvStatus.InvalidHypercallInput, Hypercall.Call(get | (1UL << bit)));
        }

        for (var bit = 44; bit <= 47; bit++)
        {
            tally.Equal((ulong)bit, (ulong)HvStatus.InvalidHypercallInput, Hypercall.Call(get | (1UL << bit)));
        }

        for (var bit = 60; bit <= 63; bit++)
        {
            tally.Equal((ulong)bit, (ulong)HvStatus.InvalidHypercallInput, Hypercall.Call(get | (1UL << bit)));
        }

        Check.All("control: reserved bits"u8, tally);
        tally = default;
        for (var bit = 17; bit <= 26; bit++)
        {
            tally.Equal((ulong)bit, (ulong)HvStatus.InvalidHypercallInput, Hypercall.Call(get | (1UL << bit)));
        }

        Check.All("control: a variable header where none belongs"u8, tally);
        Check.Not("control: the nested bit without nesting"u8, 0, Hypercall.Status(Hypercall.Call(get | Nested)));
    }

    private static void CheckReps()
    {
        Check.Equal("control: no rep count where one belongs"u8, (ulong)HvStatus.InvalidHypercallInput, Hypercall.Call(Hypercall.Control(HypercallCode.HvCallGetVpRegisters)));
        Check.Equal("control: a rep count where none belongs"u8, (ulong)HvStatus.InvalidHypercallInput, Hypercall.Call(Hypercall.Control(HypercallCode.HvCallTranslateVirtualAddressEx, 1)));
        Check.Equal("control: a rep start where no rep belongs"u8, (ulong)HvStatus.InvalidHypercallInput, Hypercall.Call(Hypercall.Control(HypercallCode.HvCallTranslateVirtualAddressEx, 0, 1)));
        PrepareGet(4);
        Check.Equal("control: rep start equals the count"u8, (ulong)HvStatus.InvalidHypercallInput, Hypercall.Status(Hypercall.Call(Hypercall.Control(HypercallCode.HvCallGetVpRegisters, 4, 4))));
        Check.Equal("control: rep start above the count"u8, (ulong)HvStatus.InvalidHypercallInput, Hypercall.Status(Hypercall.Call(Hypercall.Control(HypercallCode.HvCallGetVpRegisters, 4, 9))));
        var output = (ulong*)Assembly.Self()->Output;
        for (var i = 0; i < 8; i++)
        {
            output[i] = 0x5555;
        }

        Check.Equal("control: a call resumed at its third element says four"u8, 4UL << 32, Hypercall.Call(Hypercall.Control(HypercallCode.HvCallGetVpRegisters, 4, 2)));
        Check.That("control: a resumed call leaves the first elements alone"u8, output[0] == 0x5555 && output[1] == 0x5555 && output[2] == 0x5555 && output[3] == 0x5555);
        Check.That("control: a resumed call writes the others"u8, (output[4] & 0xf) == 2 && (output[6] & 0xf) == 2);
    }

    private static void CheckFast()
    {
        var r = stackalloc uint[4];
        Cpu.Cpuid(0x4000_0003, 0, r);
        Check.Equal("control: fast, where the input is too long for two registers"u8, (r[3] & (1 << 4)) != 0 ? 0 : (ulong)HvStatus.InvalidHypercallInput, FastTranslate((r[3] & (1 << 4)) != 0 && (r[3] & (1 << 15)) == 0));
        var state = Snippet.Fresh();
        state->Rcx = Hypercall.Control(HypercallCode.HvCallGetVpRegisters, 1) | Fast;
        state->Rdx = Hypercall.Self;
        state->R8 = Hypercall.SelfVp;
        *(ulong*)&state->Fx.Xmm = (ulong)HvRegisterName.VsmVpStatus;
        Snippet.Call(state, Hypercall.Page);
        var announced = (r[3] & (1 << 4)) != 0 && (r[3] & (1 << 15)) != 0;
        Check.Equal("control: registers read by XMM, as CPUID announces"u8, announced ? 0 : (ulong)HvStatus.InvalidHypercallInput, Hypercall.Status(state->Rax));
        if (announced)
        {
            // Output begins in the register pair after the input (TLFS 3.7.5): 20 bytes of input end in XMM0.
            Check.Equal("control: the answer is in the next XMM register"u8, 2, ((ulong*)&state->Fx.Xmm)[2] & 0xf);
        }

        state = Snippet.Fresh();
        state->Rcx = Hypercall.Control(HypercallCode.HvCallModifyVtlProtectionMask, 1) | Fast;
        state->Rdx = Hypercall.Self;
        state->R8 = 0x10UL << 32;
        *(ulong*)&state->Fx.Xmm = Guests.GuestMemory.Secret(Assembly.Self()) / Pages.Size;
        Snippet.Call(state, Hypercall.Page);
        Check.Equal("control: input by XMM, as CPUID announces"u8, (r[3] & (1 << 4)) != 0 ? 1UL << 32 : (ulong)HvStatus.InvalidHypercallInput, state->Rax);
    }

    /// <summary>A call with 32 bytes of input and 64 of output, fast.</summary>
    private static ulong FastTranslate(bool outputMissing)
    {
        var state = Snippet.Fresh();
        state->Rcx = Hypercall.Control(HypercallCode.HvCallTranslateVirtualAddressEx) | Fast;
        state->Rdx = Hypercall.Self;
        state->R8 = Hypercall.SelfVp;
        ((ulong*)&state->Fx.Xmm)[0] = 1;
        ((ulong*)&state->Fx.Xmm)[1] = Hypercall.Page / Pages.Size;
        Snippet.Call(state, Hypercall.Page);
        return outputMissing && Hypercall.Status(state->Rax) == (ulong)HvStatus.InvalidHypercallInput ? 0 : Hypercall.Status(state->Rax);
    }

    private static void CheckNarrow()
    {
        var vp = Assembly.Self();
        PrepareGet(1);
        *(ulong*)vp->Output = 0;
        Check.Equal("control: the 32-bit convention"u8, 1UL << 32, Hypercall.Call32(Hypercall.Control(HypercallCode.HvCallGetVpRegisters, 1), (ulong)vp->Input, (ulong)vp->Output));
        Check.Equal("control: the 32-bit convention writes output"u8, 2, *(ulong*)vp->Output & 0xf);
        Check.Equal("control: the 32-bit convention, unknown code"u8, Hypercall.InvalidCode, Hypercall.Call32(0x7777, 0, 0));
        var state = Snippet.Fresh();
        state->Rbp = Hypercall.Page;
        state->Rcx = 0x7777;
        Check.Equal("control: a hypercall of the user is #UD"u8, Cpu.InvalidOpcode, Snippet.Call(state, Assembly.CallUser()));
        state = Snippet.Fresh();
        state->Rcx = 0x7777;
        state->Rbx = 0x1111;
        state->Rsi = 0x2222;
        state->Rdi = 0x3333;
        state->Gprs[15] = 0x4444;
        Snippet.Call(state, Hypercall.Page);
        Check.That("control: a hypercall keeps the other registers"u8, state->Rbx == 0x1111 && state->Rsi == 0x2222 && state->Rdi == 0x3333 && state->Gprs[15] == 0x4444);
    }

    /// <summary>Input that reads VsmVpStatus many times.</summary>
    private static void PrepareGet(int count)
    {
        var input = Assembly.Self()->Input;
        VpRegisters.Header(input, Hypercall.SelfVp, VpRegisters.Own);
        for (var i = 0; i < count; i++)
        {
            ((uint*)input)[4 + i] = (uint)HvRegisterName.VsmVpStatus;
        }
    }
}
