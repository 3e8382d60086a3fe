using System;
using System.Runtime;
using Sidecar.Boot.Shim;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.X64;

namespace Sidecar.Boot.Image;

/// <summary>The last words of a shim or monitor that faulted, or of a kernel whose entry did.</summary>
internal static unsafe class FaultReport
{
    /// <summary>Called by Fault.asm, once. Does not return.</summary>
    [RuntimeExport("boot_fault")]
    private static void Report(FaultFrame* frame, ulong cr2)
    {
        Span<byte> buffer = stackalloc byte[BootLine<BootMachine>.MaxLength];
        var text = new Utf8Writer(buffer);
        text.Write("fault: "u8);
        Describe(frame, cr2, ref text);
        if (new ApicBase { Raw = BootMachine.ReadMsr(X64Msr.ApicBase) }.X2apic)
        {
            text.Write(", APIC id "u8);
            text.WriteDecimal(BootMachine.ReadMsr(ApicRegister.ID.X2ApicMsr()));
        }

        BootLine<BootMachine>.Print(text.Written);
        Power.Exit(Power.Failed);
    }

    /// <summary>Called by Fault.asm when the kernel's entry faulted: the error that the kernel could not write itself.</summary>
    [RuntimeExport("boot_kernel_fault")]
    private static void ReportKernel(FaultFrame* frame, ulong cr2)
    {
        Span<byte> buffer = stackalloc byte[BootLine<BootMachine>.MaxLength];
        var text = new Utf8Writer(buffer);
        Describe(frame, cr2, ref text);
        KernelCall.Fail(text.Written);
    }

    private static void Describe(FaultFrame* frame, ulong cr2, scoped ref Utf8Writer text)
    {
        text.Write("exception "u8);
        // SAFETY: the frame lies on the stack of the code that faulted, which nobody uses any more.
        text.WriteDecimal(frame->Vector);
        text.Write(", error "u8);
        text.WriteHex(frame->ErrorCode);
        text.Write(", rip "u8);
        text.WriteHex(frame->Rip);
        text.Write(", rsp "u8);
        text.WriteHex(frame->Rsp);
        text.Write(", cr2 "u8);
        text.WriteHex(cr2);
    }
}
