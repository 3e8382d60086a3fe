using System;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Vmm.Memory;
using Sidecar.Vmm.State;

namespace Sidecar.Vmm;

/// <summary>
/// One VP whose VTL0 runs a guest, as the VMM reaches it: its pages, its registers by command, the guest's memory, a line of text. The host that drives the VP implements it; the
/// VMM works on it between two runs, when the command page is the host's. A struct passed by <c>ref</c>, for one thread.
/// </summary>
public interface IGuestVp
{
    /// <summary>The VP's index in the machine.</summary>
    uint Index { get; }

    /// <summary>The command page: general registers, and the intercept message of the last run. The other side of it is not trusted.</summary>
    ref CommandPage CommandPage { get; }

    /// <summary>VTL0's registers as they were at the last exit, where the hypervisor keeps such a page; else one whose <see cref="HvX64RegisterPage.IsValid"/> is 0.</summary>
    ref HvX64RegisterPage RegisterPage { get; }

    /// <summary>What the VMM keeps about the guest on this VP, from one exit to the next.</summary>
    ref GuestState Guest { get; }

    /// <summary>VTL0's memory.</summary>
    GuestMemory Memory { get; }

    /// <summary>Guest-physical address, without RAM, of the test device in memory (docs/guests.md, "Devices"); 0 for none.</summary>
    ulong DeviceAddress { get; }

    /// <summary>Reads registers of VTL0 by command, and waits for it. False when it was refused; why is the host's to say.</summary>
    /// <param name="names">Which.</param>
    /// <param name="values">Their values, at least as many.</param>
    bool GetRegisters(scoped ReadOnlySpan<HvRegisterName> names, scoped Span<HvRegisterValue> values);

    /// <summary>Writes registers of VTL0 by command, and waits for it. False when it was refused, as <see cref="GetRegisters"/>; those before one that was refused are written.</summary>
    /// <param name="registers">Names and values.</param>
    bool SetRegisters(scoped ReadOnlySpan<HvRegisterAssoc> registers);

    /// <summary>Translates a page by VTL0's own tables, by command. False when the command was refused; that a page has no translation is in the result.</summary>
    /// <param name="virtualPage">Page number.</param>
    /// <param name="flags">What to check, as whom, and whose tables.</param>
    /// <param name="result">The translation.</param>
    bool TryTranslate(ulong virtualPage, TranslateGvaControlFlagsX64 flags, out TranslateVirtualAddressExOutputX64 result);

    /// <summary>Shows a line, which is without its end, to the person at the host.</summary>
    void PrintLine(scoped ReadOnlySpan<byte> text);
}
