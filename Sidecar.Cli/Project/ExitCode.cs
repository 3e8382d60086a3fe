namespace Sidecar.Cli.Project;

/// <summary>What ./sidecar returns.</summary>
public static class ExitCode
{
    /// <summary>The scenario, the build or the tests passed.</summary>
    public const int Passed = 0;

    /// <summary>They failed, or something they need is missing.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage: a flag, an argument or cosmos.config.</summary>
    public const int Usage = 2;
}
