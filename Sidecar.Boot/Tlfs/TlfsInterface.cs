namespace Sidecar.Boot.Tlfs;

/// <summary>The hypervisor below us, as the TLFS describes it: our own, or Hyper-V.</summary>
public struct TlfsInterface
{
    /// <summary>Whether it is open: we run in its VTL2, and the pages below are set up.</summary>
    public readonly bool IsOpen => HypercallPage != 0;

    /// <summary>Physical address of the hypercall page.</summary>
    public ulong HypercallPage { get; set; }

    /// <summary>Physical address of a page for hypercalls' input.</summary>
    public ulong Input { get; set; }

    /// <summary>Physical address of a page for hypercalls' output.</summary>
    public ulong Output { get; set; }
}
