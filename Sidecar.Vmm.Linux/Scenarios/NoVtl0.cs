namespace Sidecar.Vmm.Linux.Scenarios;

/// <summary>What a step says that needs a VTL0 where there is none.</summary>
internal static class NoVtl0
{
    /// <summary>The words.</summary>
    public const string Text = "left out: there is no hypervisor, so no VTL0 for a guest to run in";
}
