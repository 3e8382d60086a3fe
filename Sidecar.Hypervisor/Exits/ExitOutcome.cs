namespace Sidecar.Hypervisor.Exits;

/// <summary>What to do after an exit was handled.</summary>
public enum ExitOutcome
{
    /// <summary>Run the active VTL again.</summary>
    Resume,

    /// <summary>VTL0: an intercept message was left for VTL2; enter VTL2 with reason Intercept.</summary>
    Intercept,

    /// <summary>VTL0: enter VTL2 with reason Interrupt.</summary>
    Interrupt,

    /// <summary>VTL0 made a VTL call: enter VTL2 with reason VtlCall.</summary>
    VtlCall,

    /// <summary>VTL2 made a VTL return: run VTL0.</summary>
    VtlReturn,

    /// <summary>The VTL can go on no more: VTL2 had a triple fault, or VMRUN refused its state.</summary>
    Stop,
}
