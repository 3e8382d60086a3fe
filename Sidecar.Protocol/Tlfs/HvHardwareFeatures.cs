using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>Hardware in use (CPUID 0x40000006, EAX to EDX).</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
[WireLayout(16)]
public struct HvHardwareFeatures
{
    /// <summary>Bits 0 to 63.</summary>
    [FieldOffset(0)]
    public ulong Low;

    /// <summary>Bits 64 to 127.</summary>
    [FieldOffset(8)]
    public ulong High;

    /// <summary>Bit 0: apic overlay assist in use.</summary>
    public bool ApicOverlayAssistInUse { readonly get => Bits.Get(Low, 0); set => Low = Bits.With(Low, 0, value); }

    /// <summary>Bit 1: msr bitmaps in use.</summary>
    public bool MsrBitmapsInUse { readonly get => Bits.Get(Low, 1); set => Low = Bits.With(Low, 1, value); }

    /// <summary>Bit 2: architectural performance counters in use.</summary>
    public bool ArchitecturalPerformanceCountersInUse { readonly get => Bits.Get(Low, 2); set => Low = Bits.With(Low, 2, value); }

    /// <summary>Bit 3: second level address translation in use.</summary>
    public bool SecondLevelAddressTranslationInUse { readonly get => Bits.Get(Low, 3); set => Low = Bits.With(Low, 3, value); }

    /// <summary>Bit 4: dma remapping in use.</summary>
    public bool DmaRemappingInUse { readonly get => Bits.Get(Low, 4); set => Low = Bits.With(Low, 4, value); }

    /// <summary>Bit 5: interrupt remapping in use.</summary>
    public bool InterruptRemappingInUse { readonly get => Bits.Get(Low, 5); set => Low = Bits.With(Low, 5, value); }

    /// <summary>Bit 6: memory patrol scrubber present.</summary>
    public bool MemoryPatrolScrubberPresent { readonly get => Bits.Get(Low, 6); set => Low = Bits.With(Low, 6, value); }

    /// <summary>Bit 7: dma protection in use.</summary>
    public bool DmaProtectionInUse { readonly get => Bits.Get(Low, 7); set => Low = Bits.With(Low, 7, value); }

    /// <summary>Bit 8: hpet requested.</summary>
    public bool HpetRequested { readonly get => Bits.Get(Low, 8); set => Low = Bits.With(Low, 8, value); }

    /// <summary>Bit 9: synthetic timers volatile.</summary>
    public bool SyntheticTimersVolatile { readonly get => Bits.Get(Low, 9); set => Low = Bits.With(Low, 9, value); }

    /// <summary>Bits 10 to 13: hypervisor level.</summary>
    public byte HypervisorLevel { readonly get => (byte)Bits.Get(Low, 10, 4); set => Low = Bits.With(Low, 10, 4, value); }

    /// <summary>Bit 14: physical destination mode required.</summary>
    public bool PhysicalDestinationModeRequired { readonly get => Bits.Get(Low, 14); set => Low = Bits.With(Low, 14, value); }

    /// <summary>Bit 15: use vmfunc for alias map switch.</summary>
    public bool UseVmfuncForAliasMapSwitch { readonly get => Bits.Get(Low, 15); set => Low = Bits.With(Low, 15, value); }

    /// <summary>Bit 16: hv register for memory zeroing supported.</summary>
    public bool HvRegisterForMemoryZeroingSupported { readonly get => Bits.Get(Low, 16); set => Low = Bits.With(Low, 16, value); }

    /// <summary>Bit 17: unrestricted guest supported.</summary>
    public bool UnrestrictedGuestSupported { readonly get => Bits.Get(Low, 17); set => Low = Bits.With(Low, 17, value); }

    /// <summary>Bit 18: rdt afeatures supported.</summary>
    public bool RdtAfeaturesSupported { readonly get => Bits.Get(Low, 18); set => Low = Bits.With(Low, 18, value); }

    /// <summary>Bit 19: rdt mfeatures supported.</summary>
    public bool RdtMfeaturesSupported { readonly get => Bits.Get(Low, 19); set => Low = Bits.With(Low, 19, value); }

    /// <summary>Bit 20: child perfmon pmu supported.</summary>
    public bool ChildPerfmonPmuSupported { readonly get => Bits.Get(Low, 20); set => Low = Bits.With(Low, 20, value); }

    /// <summary>Bit 21: child perfmon lbr supported.</summary>
    public bool ChildPerfmonLbrSupported { readonly get => Bits.Get(Low, 21); set => Low = Bits.With(Low, 21, value); }

    /// <summary>Bit 22: child perfmon ipt supported.</summary>
    public bool ChildPerfmonIptSupported { readonly get => Bits.Get(Low, 22); set => Low = Bits.With(Low, 22, value); }

    /// <summary>Bit 23: apic emulation supported.</summary>
    public bool ApicEmulationSupported { readonly get => Bits.Get(Low, 23); set => Low = Bits.With(Low, 23, value); }

    /// <summary>Bit 24: child x2 apic recommended.</summary>
    public bool ChildX2ApicRecommended { readonly get => Bits.Get(Low, 24); set => Low = Bits.With(Low, 24, value); }

    /// <summary>Bit 25: hardware watchdog reserved.</summary>
    public bool HardwareWatchdogReserved { readonly get => Bits.Get(Low, 25); set => Low = Bits.With(Low, 25, value); }

    /// <summary>Bit 26: device access tracking supported.</summary>
    public bool DeviceAccessTrackingSupported { readonly get => Bits.Get(Low, 26); set => Low = Bits.With(Low, 26, value); }

    /// <summary>Bit 27: hardware gpa access tracking supported.</summary>
    public bool HardwareGpaAccessTrackingSupported { readonly get => Bits.Get(Low, 27); set => Low = Bits.With(Low, 27, value); }

    /// <summary>Bits 28 to 31: reserved.</summary>
    public byte Reserved { readonly get => (byte)Bits.Get(Low, 28, 4); set => Low = Bits.With(Low, 28, 4, value); }

    /// <summary>Bits 32 to 39: device domain input width.</summary>
    public byte DeviceDomainInputWidth { readonly get => (byte)Bits.Get(Low, 32, 8); set => Low = Bits.With(Low, 32, 8, value); }

    /// <summary>Bits 40 to 63: reserved.</summary>
    public uint Reserved1 { readonly get => (uint)Bits.Get(Low, 40, 24); set => Low = Bits.With(Low, 40, 24, value); }

    /// <summary>Bits 64 to 95: reserved.</summary>
    public uint Reserved2 { readonly get => (uint)Bits.Get(High, 0, 32); set => High = Bits.With(High, 0, 32, value); }

    /// <summary>Bits 96 to 127: reserved.</summary>
    public uint Reserved3 { readonly get => (uint)Bits.Get(High, 32, 32); set => High = Bits.With(High, 32, 32, value); }
}
