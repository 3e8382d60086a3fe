namespace Sidecar.Cli.Bench;

/// <summary>Who brings up the CPUs of a machine.</summary>
internal enum BringUp
{
    /// <summary>The sidecar, all but the first.</summary>
    Sidecar = 0,

    /// <summary>Linux, while it boots.</summary>
    AtBoot,

    /// <summary>Linux, when it has booted: a 1 to each CPU's <c>online</c>, one after the other.</summary>
    OneByOne,
}
