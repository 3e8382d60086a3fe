namespace Sidecar.Cli.Bench;

/// <summary>Which host kernel's figures a bench takes.</summary>
internal enum BenchHost
{
    /// <summary>Both.</summary>
    Both = 0,

    /// <summary>The monitor's: what the kernel itself needs.</summary>
    Monitor,

    /// <summary>Linux's: CPUs brought up, what programs see, the gateway.</summary>
    Linux,
}
