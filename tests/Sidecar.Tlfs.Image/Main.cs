using System.Runtime;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Tlfs;
using Sidecar.Tlfs.Image.Checks;
using Sidecar.Tlfs.Image.Hypercalls;
using Sidecar.Tlfs.Image.Machine;
using Sidecar.Tlfs.Image.Report;

namespace Sidecar.Tlfs.Image;

/// <summary>Runs all checks.</summary>
internal static unsafe class Main
{
    private const uint GsBase = 0xc000_0101;

    private static SidecarParams* s_parameters;
    private static SidecarOutput* s_output;

    /// <summary>What the shim said.</summary>
    internal static SidecarParams* Parameters => s_parameters;

    /// <summary>Called by the entry on the base VP; false, always: there is no sidecar here.</summary>
    [RuntimeExport("tlfs_main")]
    private static bool Run(SidecarParams* parameters, SidecarOutput* output)
    {
        s_parameters = parameters;
        s_output = output;
        if (parameters->HypercallPage == 0)
        {
            output->Error.Set("conformance: no hypervisor"u8);
            return false;
        }

        Hypercall.Page = parameters->HypercallPage;
        VpSet.Build(CountVps(parameters));
        LoadBase();
        Interrupts.Build();
        Interrupts.Load();

        BasicChecks.Run();
        CpuidChecks.Run();
        MsrChecks.Run();
        ControlWordChecks.Run();
        AddressChecks.Run();
        RegisterChecks.Run();
        RegisterRefusals.Run();
        StartChecks.Run();
        ProtectionChecks.Run();
        SharedStateChecks.Run();
        InterceptChecks.Run();
        MemoryInterceptChecks.Run();
        EventChecks.Run();
        TranslationChecks.Run();
        ProcessorChecks.Run();
        IsolationChecks.Run();
        FuzzChecks.Run();
        BasicChecks.Again();
        Finish();
        return false;
    }

    /// <summary>Where the other VPs enter.</summary>
    [RuntimeExport("tlfs_ap_main")]
    private static void RunOther(TestVp* vp) => VpSet.Serve(vp);

    /// <summary>An exception where none was expected: the suite ends on the base VP, another VP is lost.</summary>
    [RuntimeExport("tlfs_unexpected")]
    private static void OnUnexpected(ulong vector, ulong error, ulong rip, ulong address)
    {
        var vp = Assembly.Self();
        vp->Died = 1 + vector;
        if (vp->Index != 0)
        {
            return;
        }

        Check.Note("unexpected exception"u8, vector);
        Check.Note("error code"u8, error);
        Check.Note("rip - entry of the others"u8, rip - Assembly.ApEntry());
        Check.Note("address"u8, address);
        Check.Equal("the suite runs to its end"u8, CpuState.NoVector, vector);
        Finish();
        Assembly.Leave();
    }

    private static void Finish()
    {
        var text = new Utf8Writer(stackalloc byte[80]);
        text.Write("conformance: "u8);
        text.WriteDecimal(Check.Passed);
        text.Write(" passed, "u8);
        text.WriteDecimal(Check.Failed);
        text.Write(" failed"u8);
        s_output->Error.Set(text.Written);
    }

    private static uint CountVps(SidecarParams* parameters)
    {
        var count = 0u;
        for (var i = 0; i < parameters->NodeCount; i++)
        {
            var end = parameters->Nodes[i].BaseVp + parameters->Nodes[i].VpCount;
            count = end > count ? end : count;
        }

        return count > VpSet.Max ? VpSet.Max : count;
    }

    private static void LoadBase()
    {
        // Not by Cpu.WriteMsr, which needs GS base.
        Assembly.WriteMsr(GsBase, (ulong)VpSet.At(0));
    }
}
