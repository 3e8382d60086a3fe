using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Client.Commands;

/// <summary>TRANSLATE_GVA.</summary>
internal sealed class TranslateOperation(SidecarVp vp) : VpOperation<Translation>(vp)
{
    /// <summary>A GPA page that no kernel answers: it lies behind the request, and both write the whole response over it.</summary>
    private const ulong Unanswered = ulong.MaxValue;

    private ulong _address;

    public void Begin(ulong address, TranslateGvaControlFlagsX64 flags)
    {
        if (TryEnter((uint)SidecarCommand.TRANSLATE_GVA))
        {
            _address = address;
            ref var page = ref Vp.Pages.Command;
            page.TranslateResponse.Output.GpaPage = Unanswered;
            page.TranslateRequest = new() { Gvn = address / SidecarLimits.PageSize, ControlFlags = flags };
            Launch();
        }
    }

    public override bool Read(ref CommandPage page)
    {
        ThrowIfRefused(ref page);
        var response = page.TranslateResponse;
        if (response.Output.GpaPage == Unanswered)
        {
            throw CommandErrors.Abandoned(Vp.Index, Command);
        }

        if (response.Status != HvStatus.Success)
        {
            throw CommandErrors.Hypervisor(Vp.Index, Command, $"address 0x{_address:x}", response.Status);
        }

        Result = new Translation(_address, response.Output);
        return true;
    }
}
