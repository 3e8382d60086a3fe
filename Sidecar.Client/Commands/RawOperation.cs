using System;
using System.Threading;
using Sidecar.Protocol.Pages;

namespace Sidecar.Client.Commands;

/// <summary>A command whose arguments and results are bytes.</summary>
internal sealed class RawOperation(SidecarVp vp) : VpOperation<bool>(vp)
{
    private Memory<byte> _response;

    public void Begin(uint command, ReadOnlySpan<byte> request, Memory<byte> response, CancellationToken cancellation)
    {
        if (TryEnter(command, cancellation))
        {
            _response = response;
            request.CopyTo(Vp.Pages.Command.Payload);
            Launch();
        }
    }

    public override bool Read(ref CommandPage page)
    {
        ThrowIfRefused(ref page);
        page.Payload[.._response.Length].CopyTo(_response.Span);
        return true;
    }

    protected override void Forget() => _response = default;
}
