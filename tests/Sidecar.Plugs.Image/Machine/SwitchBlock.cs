using System.Runtime.InteropServices;

namespace Sidecar.Plugs.Image.Machine;

/// <summary>What a switch's other side was entered with and what it leaves with (Switches.asm).</summary>
[StructLayout(LayoutKind.Explicit, Size = 1296)]
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
}
