namespace Sidecar.Boot.Monitor.Console;

/// <summary>What a typed byte did.</summary>
public enum LineEvent : byte
{
    /// <summary>The line goes on.</summary>
    None = 0,

    /// <summary>The line is complete.</summary>
    Complete = 1,

    /// <summary>The line was given up (Ctrl-C).</summary>
    Cancelled = 2,
}
