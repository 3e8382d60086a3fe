using System;
using Sidecar.Protocol.Pages;

namespace Sidecar.Client.Commands;

/// <summary>What has a VP while its CPU changes hands.</summary>
internal sealed class CpuMove(SidecarVp vp) : VpOperation(vp)
{
    public override bool KeepsPage => true;

    public override string Name => "its CPU's way to Linux";

    public override bool Read(ref CommandPage page) => true;

    public override void Finish()
    {
    }

    public override void Fail(Exception exception)
    {
    }
}
