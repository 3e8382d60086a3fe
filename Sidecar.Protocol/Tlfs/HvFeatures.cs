using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>Privileges and features (CPUID 0x40000003, EAX to EDX).</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
[WireLayout(16)]
public struct HvFeatures
{
    /// <summary>Bits 0 to 63.</summary>
    [FieldOffset(0)]
    public ulong Low;

    /// <summary>Bits 64 to 127.</summary>
    [FieldOffset(8)]
    public ulong High;

    /// <summary>Bits 0 to 63: privileges.</summary>
    public HvPartitionPrivilege Privileges { readonly get => new() { Raw = Low }; set => Low = value.Raw; }

    /// <summary>Bits 64 to 67: max supported cstate.</summary>
    public byte MaxSupportedCstate { readonly get => (byte)Bits.Get(High, 0, 4); set => High = Bits.With(High, 0, 4, value); }

    /// <summary>Bit 68: hpet needed for c3 power state deprecated.</summary>
    public bool HpetNeededForC3PowerStateDeprecated { readonly get => Bits.Get(High, 4); set => High = Bits.With(High, 4, value); }

    /// <summary>Bit 69: invariant mperf available.</summary>
    public bool InvariantMperfAvailable { readonly get => Bits.Get(High, 5); set => High = Bits.With(High, 5, value); }

    /// <summary>Bit 70: supervisor shadow stack available.</summary>
    public bool SupervisorShadowStackAvailable { readonly get => Bits.Get(High, 6); set => High = Bits.With(High, 6, value); }

    /// <summary>Bit 71: arch pmu available.</summary>
    public bool ArchPmuAvailable { readonly get => Bits.Get(High, 7); set => High = Bits.With(High, 7, value); }

    /// <summary>Bit 72: exception trap intercept available.</summary>
    public bool ExceptionTrapInterceptAvailable { readonly get => Bits.Get(High, 8); set => High = Bits.With(High, 8, value); }

    /// <summary>Bits 73 to 95: reserved.</summary>
    public uint Reserved { readonly get => (uint)Bits.Get(High, 9, 23); set => High = Bits.With(High, 9, 23, value); }

    /// <summary>Bit 96: mwait available deprecated.</summary>
    public bool MwaitAvailableDeprecated { readonly get => Bits.Get(High, 32); set => High = Bits.With(High, 32, value); }

    /// <summary>Bit 97: guest debugging available.</summary>
    public bool GuestDebuggingAvailable { readonly get => Bits.Get(High, 33); set => High = Bits.With(High, 33, value); }

    /// <summary>Bit 98: performance monitors available.</summary>
    public bool PerformanceMonitorsAvailable { readonly get => Bits.Get(High, 34); set => High = Bits.With(High, 34, value); }

    /// <summary>Bit 99: cpu dynamic partitioning available.</summary>
    public bool CpuDynamicPartitioningAvailable { readonly get => Bits.Get(High, 35); set => High = Bits.With(High, 35, value); }

    /// <summary>Bit 100: xmm registers for fast hypercall available.</summary>
    public bool XmmRegistersForFastHypercallAvailable { readonly get => Bits.Get(High, 36); set => High = Bits.With(High, 36, value); }

    /// <summary>Bit 101: guest idle available.</summary>
    public bool GuestIdleAvailable { readonly get => Bits.Get(High, 37); set => High = Bits.With(High, 37, value); }

    /// <summary>Bit 102: hypervisor sleep state support available.</summary>
    public bool HypervisorSleepStateSupportAvailable { readonly get => Bits.Get(High, 38); set => High = Bits.With(High, 38, value); }

    /// <summary>Bit 103: numa distance query available.</summary>
    public bool NumaDistanceQueryAvailable { readonly get => Bits.Get(High, 39); set => High = Bits.With(High, 39, value); }

    /// <summary>Bit 104: frequency regs available.</summary>
    public bool FrequencyRegsAvailable { readonly get => Bits.Get(High, 40); set => High = Bits.With(High, 40, value); }

    /// <summary>Bit 105: synthetic machine check available.</summary>
    public bool SyntheticMachineCheckAvailable { readonly get => Bits.Get(High, 41); set => High = Bits.With(High, 41, value); }

    /// <summary>Bit 106: guest crash regs available.</summary>
    public bool GuestCrashRegsAvailable { readonly get => Bits.Get(High, 42); set => High = Bits.With(High, 42, value); }

    /// <summary>Bit 107: debug regs available.</summary>
    public bool DebugRegsAvailable { readonly get => Bits.Get(High, 43); set => High = Bits.With(High, 43, value); }

    /// <summary>Bit 108: npiep1 available.</summary>
    public bool Npiep1Available { readonly get => Bits.Get(High, 44); set => High = Bits.With(High, 44, value); }

    /// <summary>Bit 109: disable hypervisor available.</summary>
    public bool DisableHypervisorAvailable { readonly get => Bits.Get(High, 45); set => High = Bits.With(High, 45, value); }

    /// <summary>Bit 110: extended gva ranges for flush virtual address list available.</summary>
    public bool ExtendedGvaRangesForFlushVirtualAddressListAvailable { readonly get => Bits.Get(High, 46); set => High = Bits.With(High, 46, value); }

    /// <summary>Bit 111: fast hypercall output available.</summary>
    public bool FastHypercallOutputAvailable { readonly get => Bits.Get(High, 47); set => High = Bits.With(High, 47, value); }

    /// <summary>Bit 112: svm features available.</summary>
    public bool SvmFeaturesAvailable { readonly get => Bits.Get(High, 48); set => High = Bits.With(High, 48, value); }

    /// <summary>Bit 113: sint polling mode available.</summary>
    public bool SintPollingModeAvailable { readonly get => Bits.Get(High, 49); set => High = Bits.With(High, 49, value); }

    /// <summary>Bit 114: hypercall msr lock available.</summary>
    public bool HypercallMsrLockAvailable { readonly get => Bits.Get(High, 50); set => High = Bits.With(High, 50, value); }

    /// <summary>Bit 115: direct synthetic timers.</summary>
    public bool DirectSyntheticTimers { readonly get => Bits.Get(High, 51); set => High = Bits.With(High, 51, value); }

    /// <summary>Bit 116: register pat available.</summary>
    public bool RegisterPatAvailable { readonly get => Bits.Get(High, 52); set => High = Bits.With(High, 52, value); }

    /// <summary>Bit 117: register bndcfgs available.</summary>
    public bool RegisterBndcfgsAvailable { readonly get => Bits.Get(High, 53); set => High = Bits.With(High, 53, value); }

    /// <summary>Bit 118: watchdog timer available.</summary>
    public bool WatchdogTimerAvailable { readonly get => Bits.Get(High, 54); set => High = Bits.With(High, 54, value); }

    /// <summary>Bit 119: synthetic time unhalted timer available.</summary>
    public bool SyntheticTimeUnhaltedTimerAvailable { readonly get => Bits.Get(High, 55); set => High = Bits.With(High, 55, value); }

    /// <summary>Bit 120: device domains available.</summary>
    public bool DeviceDomainsAvailable { readonly get => Bits.Get(High, 56); set => High = Bits.With(High, 56, value); }

    /// <summary>Bit 121: s1 device domains available.</summary>
    public bool S1DeviceDomainsAvailable { readonly get => Bits.Get(High, 57); set => High = Bits.With(High, 57, value); }

    /// <summary>Bit 122: lbr available.</summary>
    public bool LbrAvailable { readonly get => Bits.Get(High, 58); set => High = Bits.With(High, 58, value); }

    /// <summary>Bit 123: ipt available.</summary>
    public bool IptAvailable { readonly get => Bits.Get(High, 59); set => High = Bits.With(High, 59, value); }

    /// <summary>Bit 124: cross vtl flush available.</summary>
    public bool CrossVtlFlushAvailable { readonly get => Bits.Get(High, 60); set => High = Bits.With(High, 60, value); }

    /// <summary>Bit 125: idle spec ctrl available.</summary>
    public bool IdleSpecCtrlAvailable { readonly get => Bits.Get(High, 61); set => High = Bits.With(High, 61, value); }

    /// <summary>Bit 126: translate gva flags available.</summary>
    public bool TranslateGvaFlagsAvailable { readonly get => Bits.Get(High, 62); set => High = Bits.With(High, 62, value); }

    /// <summary>Bit 127: apic eoi intercept available.</summary>
    public bool ApicEoiInterceptAvailable { readonly get => Bits.Get(High, 63); set => High = Bits.With(High, 63, value); }
}
