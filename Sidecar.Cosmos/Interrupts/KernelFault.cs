using Sidecar.Cosmos.Boot;
using Sidecar.Cosmos.Log;
using Sidecar.Cosmos.Trace;
using Sidecar.Cosmos.Vp;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.Vp;

namespace Sidecar.Cosmos.Interrupts;

/// <summary>The orderly death of one VP after the kernel itself failed on it. The others go on.</summary>
public static unsafe class KernelFault<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>
    /// Reports the fault, gives the CPU up so that no host waits for it, and stops the CPU. Whatever is broken may raise a further fault on the way, which leads here again:
    /// every attempt does less than the one before, so that the end of one VP never becomes a triple fault, which would be everybody's.
    /// </summary>
    public static void Die(VpGlobals* vp, byte vector, ulong errorCode, ulong address, ulong faultingAddress)
    {
        var attempt = vp->DeathAttempts++;
        if (attempt == 0)
        {
            Report(vp, vector, errorCode, address, faultingAddress);
        }

        if (attempt <= 1 && vp->Status != null)
        {
            GiveUp(vp);
        }

        TMachine.StopCpu();
    }

    private static void Report(VpGlobals* vp, byte vector, ulong errorCode, ulong address, ulong faultingAddress)
    {
        if (vp->Command != null)
        {
            // SAFETY: mapped for the VP's life. A CPU that died does not come back.
            ReturnTicket.On(ref *vp->Command).Clear();
        }

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
            vp->CommandVector = vector;
            vp->CommandFailed = true;
            TraceWriter<TMachine>.Append(vp, VpState.Removed, VpEvent.KernelFault, hasCommand: false);
        }
    }

    private static void GiveUp(VpGlobals* vp)
    {
        if (vp->State == VpState.Removed)
        {
            // It was never up: whoever starts the sidecar has to know, not just the log.
            FanOut<TMachine>.ReportFailure(vp->VpIndex, (uint)VpStartFailure.KernelFault);
        }

        vp->State = VpState.Removed;
        TMachine.Exchange(ref *vp->Status, (byte)CpuStatus.REMOVED);
        Attention<TMachine>.Raise(vp);
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
