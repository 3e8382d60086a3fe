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
            TMachine.WriteMsr(HvX64Msr.GuestCrashP0, CrashComponent.SidecarKernel);
            TMachine.WriteMsr(HvX64Msr.GuestCrashP1, vp->VpIndex);
            TMachine.WriteMsr(HvX64Msr.GuestCrashP2, vector | (errorCode << 32));
            TMachine.WriteMsr(HvX64Msr.GuestCrashP3, address);
            TMachine.WriteMsr(HvX64Msr.GuestCrashP4, faultingAddress);
            TMachine.WriteMsr(HvX64Msr.GuestCrashCtl, new GuestCrashCtl { CrashNotify = true, NoCrashDump = true, PreOsId = 5 }.Raw);
        }

        if (vp->Status != null)
        {
            vp->CommandVector = vector;
            vp->CommandFailed = true;
            TraceWriter<TMachine>.Append(vp, VpState.Removed, VpEvent.KernelFault, hasCommand: false);
            vp->State = VpState.Removed;
            TMachine.Exchange(ref *vp->Status, (byte)CpuStatus.REMOVED);
            Attention<TMachine>.Raise(vp);
        }

        TMachine.StopCpu();
    }
}
