using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Svm;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Registers;

/// <summary>CR8: in the VMCB of a VTL whose interrupts are virtual, in the CPU's APIC for one that gets the CPU's (AMD APM volume 2, 15.21).</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class TaskPriority<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const ulong Highest = 15;
    private const int ApicShift = 4;

    /// <summary>Reads it, 0 to 15.</summary>
    public static ulong Get(Vmcb* vmcb)
        => IsVirtual(vmcb) ? vmcb->VirtualInterrupt & Highest : (TMachine.ReadMsr(ApicRegister.TPR.X2ApicMsr()) >> ApicShift) & Highest;

    /// <summary>Writes it; false for more than 15.</summary>
    public static bool TrySet(Vmcb* vmcb, ulong value)
    {
        if (value > Highest)
        {
            return false;
        }

        vmcb->VirtualInterrupt = (vmcb->VirtualInterrupt & ~VirtualInterrupt.TaskPriority) | value;
        if (!IsVirtual(vmcb))
        {
            TMachine.WriteMsr(ApicRegister.TPR.X2ApicMsr(), value << ApicShift);
        }

        return true;
    }

    private static bool IsVirtual(Vmcb* vmcb) => (vmcb->VirtualInterrupt & VirtualInterrupt.Masking) != 0;
}
