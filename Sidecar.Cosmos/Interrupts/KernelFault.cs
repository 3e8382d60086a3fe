using Sidecar.Cosmos.Boot;
using Sidecar.Cosmos.Log;
using Sidecar.Cosmos.Trace;
using Sidecar.Cosmos.Vp;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.Vp;

namespace Sidecar.Cosmos.Interrupts;

/// <summary>The orderly death of one VP after the kernel itself failed on it. The others go on.</summary>
public static unsafe class KernelFault<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>Reports the fault, gives the CPU up so that no host waits for it, and stops the CPU.</summary>
    public static void Die(VpGlobals* vp, byte vector, ulong errorCode, ulong address, ulong faultingAddress)
    {
        var text = new Utf8Writer(stackalloc byte[160]);
        text.Write("sidecar kernel fault on VP "u8);
        text.WriteDecimal(vp->VpIndex);
        text.Write(": "u8);
        text.Write(ExceptionNames.Of(vector));
        text.Write(" at "u8);
        text.WriteHex(address);
        text.Write(", error code "u8);
        text.WriteHex(errorCode);
        text.Write(", cr2 "u8);
        text.WriteHex(faultingAddress);
        SerialLog<TMachine>.WriteAlways(text.Written);

        if (TMachine.Image->HasHypervisor)
        {
            ReportCrash(vp, vector, errorCode, address, faultingAddress);
        }

        if (vp->Status != null)
        {
            if (vp->State == VpState.Removed)
            {
                // It was never up: whoever starts the sidecar has to know, not just the log.
                FanOut<TMachine>.ReportFailure(vp->VpIndex, (uint)VpStartFailure.KernelFault);
            }

            vp->CommandVector = vector;
            vp->CommandFailed = true;
            TraceWriter<TMachine>.Append(vp, VpState.Removed, VpEvent.KernelFault, hasCommand: false);
            vp->State = VpState.Removed;
            TMachine.Exchange(ref *vp->Status, (byte)CpuStatus.REMOVED);
            Attention<TMachine>.Raise(vp);
        }

        TMachine.StopCpu();
    }

    /// <summary>Tells the hypervisor (TLFS, guest crash enlightenment). One that has no such registers refuses them; the rest of the death must not suffer from it.</summary>
    private static void ReportCrash(VpGlobals* vp, byte vector, ulong errorCode, ulong address, ulong faultingAddress)
    {
        _ = TMachine.TryWriteMsr(HvX64Msr.GuestCrashP0, CrashComponent.SidecarKernel)
            && TMachine.TryWriteMsr(HvX64Msr.GuestCrashP1, vp->VpIndex)
            && TMachine.TryWriteMsr(HvX64Msr.GuestCrashP2, vector | (errorCode << 32))
            && TMachine.TryWriteMsr(HvX64Msr.GuestCrashP3, address)
            && TMachine.TryWriteMsr(HvX64Msr.GuestCrashP4, faultingAddress)
            && TMachine.TryWriteMsr(HvX64Msr.GuestCrashCtl, new GuestCrashCtl { CrashNotify = true, NoCrashDump = true, PreOsId = 5 }.Raw);
    }
}
