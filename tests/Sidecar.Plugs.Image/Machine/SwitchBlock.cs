using System.Runtime.InteropServices;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Plugs.Image.Machine;

/// <summary>What a switch's other side was entered with and what it leaves with (Switches.asm).</summary>
[StructLayout(LayoutKind.Explicit, Size = 1320)]
internal unsafe struct SwitchBlock
{
    /// <summary>General registers noted, CR2 in RSP's place.</summary>
    [FieldOffset(0)]
    public fixed ulong Entry[16];

    /// <summary>General registers to load, CR2 in RSP's place.</summary>
    [FieldOffset(128)]
    public fixed ulong Exit[16];

    /// <summary>FXSAVE area noted.</summary>
    [FieldOffset(256)]
    public fixed byte EntryState[512];

    /// <summary>FXSAVE area to load.</summary>
    [FieldOffset(768)]
    public fixed byte ExitState[512];

    /// <summary>RFLAGS noted.</summary>
    [FieldOffset(1280)]
    public ulong Flags;

    /// <summary>How often VTL0 was entered.</summary>
    [FieldOffset(1288)]
    public ulong Entries;

    /// <summary>How many of the coming entries end for an interrupt. The others end for an intercept.</summary>
    [FieldOffset(1296)]
    public ulong Interruptions;

    /// <summary>The assist page that is told why.</summary>
    [FieldOffset(1304)]
    public HvVpAssistPage* Assist;

    /// <summary>A status byte that becomes STOP at the end of each entry, or null.</summary>
    [FieldOffset(1312)]
    public byte* Stopped;
}
