namespace Sidecar.Vmm.State;

/// <summary>Why the VMM cannot go on with a guest on one VP.</summary>
public enum GuestProblem : byte
{
    /// <summary>It can.</summary>
    None = 0,

    /// <summary>A message of a kind that it does not know.</summary>
    UnknownMessage,

    /// <summary>An instruction on the test device that it does not emulate.</summary>
    UnknownInstruction,

    /// <summary>RUN_VP or another command was refused.</summary>
    Command,

    /// <summary>The run ended without an intercept, and nobody asked for its end.</summary>
    NotIntercepted,

    /// <summary>A stop was not obeyed in time.</summary>
    NotStopped,

    /// <summary>The guest has no stack for so many VPs.</summary>
    TooManyVps,
}
