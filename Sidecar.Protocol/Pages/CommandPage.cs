using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Protocol.Pages;

/// <summary>A VP's command page: the command, its arguments and its answer. Whoever the status byte gives the word to owns it.</summary>
[StructLayout(LayoutKind.Explicit, Size = 4096)]
[WireLayout(4096)]
public struct CommandPage
{
    /// <summary>What to do. 0x1000 and above are user handlers.</summary>
    [FieldOffset(0)]
    public SidecarCommand Command;

    /// <summary>Non-zero: the command failed, <see cref="Error"/> says why.</summary>
    [FieldOffset(4)]
    public byte HasError;

    /// <summary>Zero.</summary>
    [FieldOffset(5)]
    public Array11<byte> Padding;

    /// <summary>The guest's registers that the hypervisor does not keep, for RUN_VP.</summary>
    [FieldOffset(16)]
    public CpuContextX64 CpuContext;

    /// <summary>Why the guest stopped, after a RUN_VP that was intercepted.</summary>
    [FieldOffset(1040)]
    public HvMessage InterceptMessage;

    /// <summary>Why the command failed.</summary>
    [FieldOffset(1296)]
    public CommandError Error;

    /// <summary>Arguments of the command, then its results.</summary>
    [FieldOffset(1552)]
    public Array64<AlignedU128> RequestData;

    /// <summary>Element 0 shows the progress of a user handler, the last four are the <see cref="Extension.ReturnTicket"/>; the rest is zero.</summary>
    [FieldOffset(2576)]
    public Array190<ulong> Reserved;

    /// <summary><see cref="RequestData"/> as bytes: what a handler's request and response lie in.</summary>
    [UnscopedRef]
    public Span<byte> Payload => MemoryMarshal.CreateSpan(ref Unsafe.As<Array64<AlignedU128>, byte>(ref RequestData), SidecarLimits.RequestDataSize);

    /// <summary><see cref="RequestData"/> as GET_VP_REGISTERS and SET_VP_REGISTERS use it.</summary>
    [UnscopedRef]
    public ref GetSetVpRegisterPayload Registers => ref Unsafe.As<Array64<AlignedU128>, GetSetVpRegisterPayload>(ref RequestData);

    /// <summary><see cref="RequestData"/> as TRANSLATE_GVA's request.</summary>
    [UnscopedRef]
    public ref TranslateGvaRequest TranslateRequest => ref Unsafe.As<Array64<AlignedU128>, TranslateGvaRequest>(ref RequestData);

    /// <summary><see cref="RequestData"/> as TRANSLATE_GVA's response; it lies over the request.</summary>
    [UnscopedRef]
    public ref TranslateGvaResponse TranslateResponse => ref Unsafe.As<Array64<AlignedU128>, TranslateGvaResponse>(ref RequestData);

    /// <summary><see cref="RequestData"/> as RUN_VP's response.</summary>
    [UnscopedRef]
    public ref RunVpResponse RunResponse => ref Unsafe.As<Array64<AlignedU128>, RunVpResponse>(ref RequestData);
}
