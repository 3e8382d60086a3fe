using Sidecar.Protocol.Pages;

namespace Sidecar.Client.Commands;

/// <summary>A command without arguments and results.</summary>
internal sealed class PlainOperation(SidecarVp vp) : VpOperation<bool>(vp)
{
    public override bool Read(ref CommandPage page)
    {
        ThrowIfRefused(ref page);
        return true;
    }
}
