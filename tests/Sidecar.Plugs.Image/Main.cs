using System.Runtime;
using Sidecar.Cosmos.Image;
using Sidecar.Cosmos.Interrupts;
using Sidecar.Cosmos.Plugs;
using Sidecar.Plugs.Image.Checks;
using Sidecar.Plugs.Image.Machine;
using Sidecar.Tests.Image;

namespace Sidecar.Plugs.Image;

/// <summary>Runs all checks and writes a line for each.</summary>
internal static unsafe class Main
{
    private static ulong s_lastFrame;
    private static ulong s_handlerFlags;

    /// <summary>Address of the frame of the last exception: which stack it came on.</summary>
    internal static ulong LastFrame => s_lastFrame;

    /// <summary>RFLAGS as the handler of the last exception found them.</summary>
    internal static ulong HandlerFlags => s_handlerFlags;

    /// <summary>Called by the entry.</summary>
    [RuntimeExport("test_main")]
    private static void Run()
    {
        DescriptorChecks.Run();
        CallChecks.Run();
        FaultChecks.Run();
        InterruptVectorChecks.Run();
        NmiChecks.Run();
        RegisterChecks.Run();
        PagingChecks.Run();
        WaitChecks.Run();
        VtlReturnChecks.Run();
        TestOutput.Finish();
    }

    /// <summary>As the kernel's own export, but an NMI meets a handler that uses x87 and SSE for itself.</summary>
    [RuntimeExport("sidecar_exception")]
    private static void OnException(ExceptionFrame* frame)
    {
        s_lastFrame = (ulong)frame;
        s_handlerFlags = Probes.Flags();
        if (frame->Vector == ExceptionNames.Nmi)
        {
            Probes.WreckVectors();
        }

        ExceptionHandler<Cpu>.Handle(frame, Fixups.Find(frame->Rip), Paging.ReadCr2());
    }
}
