using System;
using System.Runtime.InteropServices;
using System.Threading;
using Sidecar.Protocol.Pages;

namespace Sidecar.Client.Commands;

/// <summary>A handler's call whose response has a type.</summary>
/// <typeparam name="TResponse">The response, at most 1,024 bytes.</typeparam>
/// <param name="vp">The VP.</param>
internal sealed class CallOperation<TResponse>(SidecarVp vp) : VpOperation<TResponse>(vp)
    where TResponse : unmanaged
{
    public void Begin(uint command, ReadOnlySpan<byte> request, CancellationToken cancellation)
    {
        if (TryEnter(command, cancellation))
        {
            request.CopyTo(Vp.Pages.Command.Payload);
            Launch();
        }
    }

    public override bool Read(ref CommandPage page)
    {
        ThrowIfRefused(ref page);
        Result = MemoryMarshal.Read<TResponse>(page.Payload);
        return true;
    }
}
