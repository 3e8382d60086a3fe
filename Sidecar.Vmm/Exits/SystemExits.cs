using System;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;
using Sidecar.Vmm.Devices;
using Sidecar.Vmm.Registers;
using Sidecar.Vmm.State;

namespace Sidecar.Vmm.Exits;

/// <summary>MSRs, CPUID, hypercalls, HLT, exceptions.</summary>
public static class SystemExits
{
    /// <summary>Interrupt that wakes a guest from HLT (docs/guests.md, "HLT").</summary>
    public const byte WakeVector = 0x40;

    /// <summary>First call code of the VMM's own services.</summary>
    private const ulong FirstService = 0x4000;

    /// <summary>HV_STATUS_INVALID_HYPERCALL_CODE.</summary>
    private const ulong UnknownCall = 2;

    private const uint HypervisorLeaf = 0x4000_0000;

    /// <summary>CPUID 1, ECX: a hypervisor is present.</summary>
    private const uint HypervisorPresent = 1u << 31;

    /// <summary>RDMSR and WRMSR: the test registers read back what was written, all others are #GP.</summary>
    public static bool Msr<TVp>(ref TVp vp, in HvX64MsrInterceptMessage message)
        where TVp : struct, IGuestVp, allows ref struct
    {
        ref var guest = ref vp.Guest;
        var isWrite = message.Header.InterceptAccessType == HvInterceptAccessType.WRITE;
        guest.Exits[(int)(isWrite ? GuestExitKind.MsrWrite : GuestExitKind.MsrRead)]++;
        if (message.MsrNumber is < GuestDevices.FirstMsr or >= GuestDevices.FirstMsr + GuestDevices.Count)
        {
            return GuestCpu.Set(ref vp, GuestEvents.Exception(ExceptionVector.GENERAL_PROTECTION_FAULT, 0));
        }

        ref var register = ref guest.Msrs[(int)(message.MsrNumber - GuestDevices.FirstMsr)];
        if (isWrite)
        {
            register = (uint)message.Rax | (message.Rdx << 32);
        }
        else
        {
            ref var gps = ref vp.CommandPage.CpuContext.Gps;
            gps[CpuContextX64.RAX] = (uint)register;
            gps[CpuContextX64.RDX] = register >> 32;
        }

        return GuestCpu.Advance(ref vp, in message.Header);
    }

    /// <summary>CPUID: what the hypervisor would answer, but the hypervisor's own leaves, which name this VMM.</summary>
    public static bool Cpuid<TVp>(ref TVp vp, in HvX64CpuidInterceptMessage message)
        where TVp : struct, IGuestVp, allows ref struct
    {
        vp.Guest.Exits[(int)GuestExitKind.Cpuid]++;
        ref var gps = ref vp.CommandPage.CpuContext.Gps;
        var leaf = (uint)message.Rax;
        if (leaf is >= HypervisorLeaf and < HypervisorLeaf + 0x1000_0000)
        {
            // "SidecarGuest" in EBX, ECX, EDX; nothing in the leaves after it.
            var isFirst = leaf == HypervisorLeaf;
            gps[CpuContextX64.RAX] = isFirst ? HypervisorLeaf : 0;
            gps[CpuContextX64.RBX] = isFirst ? 0x6564_6953u : 0;
            gps[CpuContextX64.RCX] = isFirst ? 0x4772_6163u : 0;
            gps[CpuContextX64.RDX] = isFirst ? 0x7473_6575u : 0;
        }
        else
        {
            gps[CpuContextX64.RAX] = (uint)message.DefaultResultRax;
            gps[CpuContextX64.RBX] = (uint)message.DefaultResultRbx;
            gps[CpuContextX64.RCX] = (uint)message.DefaultResultRcx | (leaf == 1 ? HypervisorPresent : 0);
            gps[CpuContextX64.RDX] = (uint)message.DefaultResultRdx;
        }

        return GuestCpu.Advance(ref vp, in message.Header);
    }

    /// <summary>VMMCALL: service 0 gives RDX xor R8 back; an unknown call gets the specified status.</summary>
    public static bool Hypercall<TVp>(ref TVp vp, in HvX64HypercallInterceptMessage message)
        where TVp : struct, IGuestVp, allows ref struct
    {
        vp.Guest.Exits[(int)GuestExitKind.Hypercall]++;
        vp.CommandPage.CpuContext.Gps[CpuContextX64.RAX] = message.Rcx == FirstService ? message.Rdx ^ message.R8 : UnknownCall;
        return GuestCpu.Advance(ref vp, in message.Header);
    }

    /// <summary>HLT: with interrupts enabled, one is injected as soon as the guest can take it; without, nothing would ever wake it.</summary>
    /// <remarks>The instruction is complete: RIP is behind it.</remarks>
    public static bool Halt<TVp>(ref TVp vp, in HvX64HaltMessage message)
        where TVp : struct, IGuestVp, allows ref struct
    {
        ref var guest = ref vp.Guest;
        guest.Exits[(int)GuestExitKind.Halt]++;
        if (!new RFlags { Raw = message.Header.Rflags }.InterruptEnable)
        {
            guest.Phase = GuestPhase.Halted;
            return true;
        }

        guest.WakePending = true;
        // An STI right before it shadows the HLT and no more: what comes behind must not run before the interrupt.
        return vp.SetRegisters([GuestEvents.Awake, HvRegisterAssoc.From(HvRegisterName.InterruptState, 0), GuestEvents.NotifyDeliverable(true)]);
    }

    /// <summary>The guest would take an interrupt now.</summary>
    public static bool Deliverable<TVp>(ref TVp vp)
        where TVp : struct, IGuestVp, allows ref struct
    {
        ref var guest = ref vp.Guest;
        guest.Exits[(int)GuestExitKind.Deliverable]++;
        if (!guest.WakePending)
        {
            return GuestCpu.Set(ref vp, GuestEvents.NotifyDeliverable(false));
        }

        guest.WakePending = false;
        return vp.SetRegisters([GuestEvents.NotifyDeliverable(false), GuestEvents.Interrupt(WakeVector)]);
    }

    /// <summary>An exception that VTL2 asked for: #BP counts in RAX and goes on behind the INT3; others are the guest's own.</summary>
    public static bool Exception<TVp>(ref TVp vp, in HvX64ExceptionInterceptMessage message)
        where TVp : struct, IGuestVp, allows ref struct
    {
        vp.Guest.Exits[(int)GuestExitKind.Exception]++;
        if (message.Vector == (ushort)ExceptionVector.BREAKPOINT)
        {
            ref var gps = ref vp.CommandPage.CpuContext.Gps;
            gps[CpuContextX64.RAX]++;
            return GuestCpu.Advance(ref vp, in message.Header, Math.Max(1, GuestCpu.LengthOf(in message.Header)));
        }

        return GuestCpu.Set(
            ref vp,
            GuestEvents.Exception((ExceptionVector)message.Vector, message.ExceptionInfo.ErrorCodeValid ? message.ErrorCode : null, message.ExceptionParameter));
    }
}
