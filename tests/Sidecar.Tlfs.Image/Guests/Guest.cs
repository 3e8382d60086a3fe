using System;
using Sidecar.Protocol.Tlfs;
using Sidecar.Tlfs.Image.Hypercalls;
using Sidecar.Tlfs.Image.Machine;

namespace Sidecar.Tlfs.Image.Guests;

/// <summary>VTL0 of the calling VP: a few instructions, run by VTL return.</summary>
internal static unsafe class Guest
{
    private const byte Hlt = 0xf4;
    private const byte Nop = 0x90;
    private const ushort X87Control = 0x37f;
    private const uint SseControl = 0x1f80;
    private const uint Flat = 0xffff_ffff;

    private static ulong s_returnOffset;

    /// <summary>Offset of the VTL return sequence in the hypercall page.</summary>
    internal static ulong ReturnOffset { get => s_returnOffset; set => s_returnOffset = value; }

    /// <summary>The registers that the guest is entered with and leaves.</summary>
    internal static CpuState* State => Assembly.Self()->GuestState;

    /// <summary>The assist page.</summary>
    internal static HvVpAssistPage* Assist => (HvVpAssistPage*)Assembly.Self()->Assist;

    /// <summary>The intercept message.</summary>
    internal static byte* Payload => Assembly.Self()->Assist + 112 + 16;

    /// <summary>A guest of one mode with its code; general registers are cleared. Returns the number of registers that were refused.</summary>
    /// <remarks>The code is followed by HLT, so that every guest comes back.</remarks>
    internal static ulong Set(GuestMode mode, ReadOnlySpan<byte> code)
    {
        var vp = Assembly.Self();
        var page = (byte*)GuestMemory.Code(vp);
        for (var i = 0; i < 256; i++)
        {
            page[i] = i < code.Length ? code[i] : i == code.Length ? Hlt : Nop;
        }

        var state = State;
        *state = default;
        state->Fx.Fcw = X87Control;
        state->Fx.Mxcsr = SseControl;
        return SetMode(vp, mode);
    }

    /// <summary>Enters VTL0 and waits for its end: the entry reason.</summary>
    internal static ulong Run() => Enter(0);

    /// <summary>The same by fast return: RAX and RCX are not taken from the assist page.</summary>
    internal static ulong RunFast() => Enter(1);

    private static ulong Enter(ulong flags)
    {
        var state = State;
        var assist = Assist;
        assist->VtlControl.EntryReason = HvVtlEntryReason.RESERVED;
        assist->VtlControl.Registers[0] = state->Rax;
        assist->VtlControl.Registers[1] = state->Rcx;
        assist->InterceptMessage.Header = default;
        state->Rax = 0;
        state->Rcx = flags;
        return Snippet.Call(state, Hypercall.Page + s_returnOffset) == CpuState.NoVector ? (ulong)assist->VtlControl.EntryReason : Hypercall.Raised | state->Vector;
    }

    private static ulong SetMode(TestVp* vp, GuestMode mode)
    {
        var refused = 0UL;
        void Count(ulong status) => refused += status == 0 ? 0UL : 1UL;
        void Register(HvRegisterName name, ulong low, ulong high = 0) => Count(VpRegisters.Set(VpRegisters.Vtl0, name, low, high));
        void Segment(HvRegisterName name, ushort selector, ulong start, uint limit, ushort attributes)
            => Count(VpRegisters.SetSegment(VpRegisters.Vtl0, name, selector, start, limit, attributes));

        // First to real mode, from whatever mode: each step is legal by itself.
        Register(HvRegisterName.Cr0, 0x10);
        Register(HvRegisterName.Efer, 0);
        Register(HvRegisterName.Cr4, 0);
        Register(HvRegisterName.Rflags, 2);
        Register(HvRegisterName.InternalActivityState, 0);
        Register(HvRegisterName.PendingInterruption, 0);
        Register(HvRegisterName.InterruptState, 0);
        Register(HvRegisterName.PendingEvent0, 0);
        Register(HvRegisterName.DeliverabilityNotifications, 0);
        Register(HvRegisterName.Cr8, 0);
        Register(HvRegisterName.Dr7, 0x400);
        var real = mode == GuestMode.Real;
        var start = real ? GuestMemory.Code(vp) : 0;
        var limit = real ? 0xffff : Flat;
        var data = real ? (ushort)0x93 : (ushort)0xc093;
        Segment(HvRegisterName.Cs, 8, start, limit, real ? (ushort)0x9b : mode == GuestMode.Long ? (ushort)0xa09b : (ushort)0xc09b);
        Segment(HvRegisterName.Ss, 16, real ? start : 0, limit, data);
        Segment(HvRegisterName.Ds, 16, real ? start : 0, limit, data);
        Segment(HvRegisterName.Es, 16, real ? start : 0, limit, data);
        Segment(HvRegisterName.Fs, 16, 0, limit, data);
        Segment(HvRegisterName.Gs, 16, 0, limit, data);
        Segment(HvRegisterName.Tr, 24, 0, 0xffff, 0x8b);
        Segment(HvRegisterName.Ldtr, 0, 0, 0xffff, 0x82);
        Register(HvRegisterName.Idtr, 0, 0);
        Register(HvRegisterName.Gdtr, 0, 0);
        Register(HvRegisterName.Cr3, GuestMemory.Root(vp));
        Register(HvRegisterName.Rip, real ? 0 : GuestMemory.Code(vp));
        Register(HvRegisterName.Rsp, real ? 3 * Pages.Size : GuestMemory.StackTop(vp));
        if (mode == GuestMode.Long)
        {
            Register(HvRegisterName.Cr4, 0x620);
            Register(HvRegisterName.Efer, 0xd00);
            Register(HvRegisterName.Cr0, 0x8001_0033);
        }
        else if (mode == GuestMode.Protected)
        {
            Register(HvRegisterName.Cr4, 0x600);
            Register(HvRegisterName.Cr0, 0x1_0031);
        }

        return refused;
    }
}
