using System.Threading;
using Sidecar.Protocol.Pages;

namespace Sidecar.Client.Commands;

/// <summary>RUN_VP.</summary>
internal sealed class RunOperation(SidecarVp vp) : VpOperation<RunResult>(vp)
{
    /// <summary>What no kernel answers: if it is still there afterwards, the VP left without an answer.</summary>
    public const byte Unanswered = 0xff;

    public void Begin(CancellationToken cancellation)
    {
        if (TryEnter((uint)SidecarCommand.RUN_VP, cancellation))
        {
            Vp.Pages.Command.RunResponse.Intercept = Unanswered;
            Launch();
        }
    }

    public override bool Read(ref CommandPage page)
    {
        ThrowIfRefused(ref page);
        var answer = page.RunResponse.Intercept;
        if (answer == Unanswered)
        {
            throw CommandErrors.Abandoned(Vp.Index, Command);
        }

        if (answer != 0)
        {
            Vp.Keep(in page.InterceptMessage);
        }

        Result = new RunResult(answer != 0);
        return true;
    }
}
