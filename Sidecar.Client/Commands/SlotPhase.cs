namespace Sidecar.Client.Commands;

/// <summary>Whose a VP's command page is, as far as this client knows.</summary>
internal enum SlotPhase
{
    /// <summary>Nobody's: the next command may take it.</summary>
    Idle,

    /// <summary>One caller's, who fills it or reads it, or a channel's between commands.</summary>
    Held,

    /// <summary>The VP's: a command was started, and its completion will be read.</summary>
    Running,

    /// <summary>The VP's, though nobody waits for the command any more.</summary>
    Late,
}
