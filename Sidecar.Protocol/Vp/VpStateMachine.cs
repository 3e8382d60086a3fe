using System.Runtime.CompilerServices;

namespace Sidecar.Protocol.Vp;

/// <summary>
/// The life of a VP as one pure total function: every state, every event, no exceptions, no side effects.
/// The kernel's dispatch loop carries out what it says, the trace records it, the tests enumerate it.
/// </summary>
public static class VpStateMachine
{
    /// <summary>Number of states, for tables over all of them.</summary>
    public const int StateCount = 5;

    /// <summary>Number of events, for tables over all of them.</summary>
    public const int EventCount = 8;

    /// <summary>What follows when <paramref name="occurred"/> happens in <paramref name="state"/>.</summary>
    /// <param name="state">The state before. A value that is not defined is treated as a state in which nothing is legal.</param>
    /// <param name="occurred">What happened. A value that is not defined is rejected.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // where the state is a constant, most of it folds away
    public static VpTransition Next(VpState state, VpEvent occurred) => (state, occurred) switch
    {
        (VpState.Removed, VpEvent.Started) => new(VpState.Halted, VpAction.ReportIdle),

        (VpState.Halted, VpEvent.RunRequested) => new(VpState.Running, VpAction.TakeCommand),
        // The stop overtook the run: the command is still taken, or the host would wait for an answer to a command nobody saw.
        (VpState.Halted, VpEvent.StopRequested) => new(VpState.Interrupted, VpAction.TakeCommandStopped),
        (VpState.Halted, VpEvent.RemoveRequested) => new(VpState.Converting, VpAction.GiveUpCpu),

        (VpState.Running, VpEvent.StopRequested) => new(VpState.Interrupted, VpAction.FinishCommand),
        (VpState.Running, VpEvent.CommandCompleted) => new(VpState.Halted, VpAction.ReportIdle),

        (VpState.Interrupted, VpEvent.CommandCompleted) => new(VpState.Halted, VpAction.ReportIdle),

        // Removal out of turn: legal only once the command is finished, which is when the loop looks.
        (VpState.Running, VpEvent.RemoveRequested) => new(VpState.Converting, VpAction.GiveUpCpu),
        (VpState.Interrupted, VpEvent.RemoveRequested) => new(VpState.Converting, VpAction.GiveUpCpu),

        (VpState.Converting, VpEvent.ConversionCompleted) => new(VpState.Removed, VpAction.ReportRemoved),

        // A dead kernel on one VP: whatever it did, the CPU no longer serves, and the host must learn it.
        (VpState.Halted or VpState.Running or VpState.Interrupted or VpState.Converting, VpEvent.KernelFault)
            => new(VpState.Removed, VpAction.ReportRemoved),

        _ => new(state, VpAction.Reject),
    };
}
