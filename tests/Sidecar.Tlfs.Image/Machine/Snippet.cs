using System;

namespace Sidecar.Tlfs.Image.Machine;

/// <summary>Instructions executed on the calling VP, exceptions caught.</summary>
internal static unsafe class Snippet
{
    private const byte Ret = 0xc3;
    private const ushort X87Control = 0x37f;
    private const uint SseControl = 0x1f80;

    /// <summary>The VP's registers for the next piece of code, as after a reset.</summary>
    internal static CpuState* Fresh()
    {
        var state = Assembly.Self()->State;
        *state = default;
        state->Fx.Fcw = X87Control;
        state->Fx.Mxcsr = SseControl;
        return state;
    }

    /// <summary>Executes instructions.</summary>
    /// <returns>The vector of the exception that ended them, or <see cref="CpuState.NoVector"/>.</returns>
    internal static ulong Run(CpuState* state, ReadOnlySpan<byte> code)
    {
        var page = Assembly.Self()->Snippet;
        code.CopyTo(new Span<byte>(page, (int)Pages.Size));
        page[code.Length] = Ret;
        return Call(state, (ulong)page);
    }

    /// <summary>Calls an address.</summary>
    internal static ulong Call(CpuState* state, ulong address)
    {
        state->Code = address;
        Assembly.Execute(state);
        return state->Vector;
    }
}
