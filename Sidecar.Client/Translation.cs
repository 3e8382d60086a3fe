using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Client;

/// <summary>What a guest's address leads to.</summary>
/// <param name="address">Guest virtual address.</param>
/// <param name="output">The hypervisor's answer.</param>
public readonly struct Translation(ulong address, TranslateVirtualAddressExOutputX64 output)
{
    /// <summary>Whether there is memory, with the rights that were asked for.</summary>
    public bool IsSuccess => Code == TranslateGvaResultCode.SUCCESS;

    /// <summary>Why not, if not.</summary>
    public TranslateGvaResultCode Code => output.TranslationResult.Result.ResultCode;

    /// <summary>Guest physical address; only when it succeeded.</summary>
    public ulong PhysicalAddress => (output.GpaPage * SidecarLimits.PageSize) | (address % SidecarLimits.PageSize);

    /// <summary>The whole answer: cache type, and the exception that the access would raise.</summary>
    public TranslateVirtualAddressExOutputX64 Output => output;
}
