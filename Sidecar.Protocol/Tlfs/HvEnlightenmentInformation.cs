using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>What the hypervisor recommends (CPUID 0x40000004, EAX to EDX).</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
[WireLayout(16)]
public struct HvEnlightenmentInformation
{
    /// <summary>Bits 0 to 63.</summary>
    [FieldOffset(0)]
    public ulong Low;

    /// <summary>Bits 64 to 127.</summary>
    [FieldOffset(8)]
    public ulong High;

    /// <summary>Bit 0: use hypercall for address space switch.</summary>
    public bool UseHypercallForAddressSpaceSwitch { readonly get => Bits.Get(Low, 0); set => Low = Bits.With(Low, 0, value); }

    /// <summary>Bit 1: use hypercall for local flush.</summary>
    public bool UseHypercallForLocalFlush { readonly get => Bits.Get(Low, 1); set => Low = Bits.With(Low, 1, value); }

    /// <summary>Bit 2: use hypercall for remote flush and local flush entire.</summary>
    public bool UseHypercallForRemoteFlushAndLocalFlushEntire { readonly get => Bits.Get(Low, 2); set => Low = Bits.With(Low, 2, value); }

    /// <summary>Bit 3: use apic msrs.</summary>
    public bool UseApicMsrs { readonly get => Bits.Get(Low, 3); set => Low = Bits.With(Low, 3, value); }

    /// <summary>Bit 4: use hv register for reset.</summary>
    public bool UseHvRegisterForReset { readonly get => Bits.Get(Low, 4); set => Low = Bits.With(Low, 4, value); }

    /// <summary>Bit 5: use relaxed timing.</summary>
    public bool UseRelaxedTiming { readonly get => Bits.Get(Low, 5); set => Low = Bits.With(Low, 5, value); }

    /// <summary>Bit 6: use dma remapping deprecated.</summary>
    public bool UseDmaRemappingDeprecated { readonly get => Bits.Get(Low, 6); set => Low = Bits.With(Low, 6, value); }

    /// <summary>Bit 7: use interrupt remapping deprecated.</summary>
    public bool UseInterruptRemappingDeprecated { readonly get => Bits.Get(Low, 7); set => Low = Bits.With(Low, 7, value); }

    /// <summary>Bit 8: use x2 apic msrs.</summary>
    public bool UseX2ApicMsrs { readonly get => Bits.Get(Low, 8); set => Low = Bits.With(Low, 8, value); }

    /// <summary>Bit 9: deprecate auto eoi.</summary>
    public bool DeprecateAutoEoi { readonly get => Bits.Get(Low, 9); set => Low = Bits.With(Low, 9, value); }

    /// <summary>Bit 10: use synthetic cluster ipi.</summary>
    public bool UseSyntheticClusterIpi { readonly get => Bits.Get(Low, 10); set => Low = Bits.With(Low, 10, value); }

    /// <summary>Bit 11: use ex processor masks.</summary>
    public bool UseExProcessorMasks { readonly get => Bits.Get(Low, 11); set => Low = Bits.With(Low, 11, value); }

    /// <summary>Bit 12: nested.</summary>
    public bool Nested { readonly get => Bits.Get(Low, 12); set => Low = Bits.With(Low, 12, value); }

    /// <summary>Bit 13: use int for mbec system calls.</summary>
    public bool UseIntForMbecSystemCalls { readonly get => Bits.Get(Low, 13); set => Low = Bits.With(Low, 13, value); }

    /// <summary>Bit 14: use vmcs enlightenments.</summary>
    public bool UseVmcsEnlightenments { readonly get => Bits.Get(Low, 14); set => Low = Bits.With(Low, 14, value); }

    /// <summary>Bit 15: use synced timeline.</summary>
    public bool UseSyncedTimeline { readonly get => Bits.Get(Low, 15); set => Low = Bits.With(Low, 15, value); }

    /// <summary>Bit 16: core scheduler requested.</summary>
    public bool CoreSchedulerRequested { readonly get => Bits.Get(Low, 16); set => Low = Bits.With(Low, 16, value); }

    /// <summary>Bit 17: use direct local flush entire.</summary>
    public bool UseDirectLocalFlushEntire { readonly get => Bits.Get(Low, 17); set => Low = Bits.With(Low, 17, value); }

    /// <summary>Bit 18: no non architectural core sharing.</summary>
    public bool NoNonArchitecturalCoreSharing { readonly get => Bits.Get(Low, 18); set => Low = Bits.With(Low, 18, value); }

    /// <summary>Bit 19: use x2 apic.</summary>
    public bool UseX2Apic { readonly get => Bits.Get(Low, 19); set => Low = Bits.With(Low, 19, value); }

    /// <summary>Bit 20: restore time on resume.</summary>
    public bool RestoreTimeOnResume { readonly get => Bits.Get(Low, 20); set => Low = Bits.With(Low, 20, value); }

    /// <summary>Bit 21: use hypercall for mmio access.</summary>
    public bool UseHypercallForMmioAccess { readonly get => Bits.Get(Low, 21); set => Low = Bits.With(Low, 21, value); }

    /// <summary>Bit 22: use gpa pinning hypercall.</summary>
    public bool UseGpaPinningHypercall { readonly get => Bits.Get(Low, 22); set => Low = Bits.With(Low, 22, value); }

    /// <summary>Bit 23: wake vps.</summary>
    public bool WakeVps { readonly get => Bits.Get(Low, 23); set => Low = Bits.With(Low, 23, value); }

    /// <summary>Bits 24 to 31: reserved.</summary>
    public byte Reserved { readonly get => (byte)Bits.Get(Low, 24, 8); set => Low = Bits.With(Low, 24, 8, value); }

    /// <summary>Bits 32 to 63: long spin wait count.</summary>
    public uint LongSpinWaitCount { readonly get => (uint)Bits.Get(Low, 32, 32); set => Low = Bits.With(Low, 32, 32, value); }

    /// <summary>Bits 64 to 70: implemented physical address bits.</summary>
    public byte ImplementedPhysicalAddressBits { readonly get => (byte)Bits.Get(High, 0, 7); set => High = Bits.With(High, 0, 7, value); }

    /// <summary>Bits 71 to 95: reserved.</summary>
    public uint Reserved1 { readonly get => (uint)Bits.Get(High, 7, 25); set => High = Bits.With(High, 7, 25, value); }

    /// <summary>Bits 96 to 127: reserved.</summary>
    public uint Reserved2 { readonly get => (uint)Bits.Get(High, 32, 32); set => High = Bits.With(High, 32, 32, value); }
}
