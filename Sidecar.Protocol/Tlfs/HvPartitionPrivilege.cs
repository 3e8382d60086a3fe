using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>What a partition may do (CPUID 0x40000003, EAX and EBX).</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
[WireLayout(8)]
public struct HvPartitionPrivilege
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ulong Raw;

    /// <summary>Bit 0: access vp runtime msr.</summary>
    public bool AccessVpRuntimeMsr { readonly get => Bits.Get(Raw, 0); set => Raw = Bits.With(Raw, 0, value); }

    /// <summary>Bit 1: access partition reference counter.</summary>
    public bool AccessPartitionReferenceCounter { readonly get => Bits.Get(Raw, 1); set => Raw = Bits.With(Raw, 1, value); }

    /// <summary>Bit 2: access synic msrs.</summary>
    public bool AccessSynicMsrs { readonly get => Bits.Get(Raw, 2); set => Raw = Bits.With(Raw, 2, value); }

    /// <summary>Bit 3: access synthetic timer msrs.</summary>
    public bool AccessSyntheticTimerMsrs { readonly get => Bits.Get(Raw, 3); set => Raw = Bits.With(Raw, 3, value); }

    /// <summary>Bit 4: access apic msrs.</summary>
    public bool AccessApicMsrs { readonly get => Bits.Get(Raw, 4); set => Raw = Bits.With(Raw, 4, value); }

    /// <summary>Bit 5: access hypercall msrs.</summary>
    public bool AccessHypercallMsrs { readonly get => Bits.Get(Raw, 5); set => Raw = Bits.With(Raw, 5, value); }

    /// <summary>Bit 6: access vp index.</summary>
    public bool AccessVpIndex { readonly get => Bits.Get(Raw, 6); set => Raw = Bits.With(Raw, 6, value); }

    /// <summary>Bit 7: access reset msr.</summary>
    public bool AccessResetMsr { readonly get => Bits.Get(Raw, 7); set => Raw = Bits.With(Raw, 7, value); }

    /// <summary>Bit 8: access stats msr.</summary>
    public bool AccessStatsMsr { readonly get => Bits.Get(Raw, 8); set => Raw = Bits.With(Raw, 8, value); }

    /// <summary>Bit 9: access partition reference tsc.</summary>
    public bool AccessPartitionReferenceTsc { readonly get => Bits.Get(Raw, 9); set => Raw = Bits.With(Raw, 9, value); }

    /// <summary>Bit 10: access guest idle msr.</summary>
    public bool AccessGuestIdleMsr { readonly get => Bits.Get(Raw, 10); set => Raw = Bits.With(Raw, 10, value); }

    /// <summary>Bit 11: access frequency msrs.</summary>
    public bool AccessFrequencyMsrs { readonly get => Bits.Get(Raw, 11); set => Raw = Bits.With(Raw, 11, value); }

    /// <summary>Bit 12: access debug msrs.</summary>
    public bool AccessDebugMsrs { readonly get => Bits.Get(Raw, 12); set => Raw = Bits.With(Raw, 12, value); }

    /// <summary>Bit 13: access reenlightenment ctrls.</summary>
    public bool AccessReenlightenmentCtrls { readonly get => Bits.Get(Raw, 13); set => Raw = Bits.With(Raw, 13, value); }

    /// <summary>Bit 14: access root scheduler msr.</summary>
    public bool AccessRootSchedulerMsr { readonly get => Bits.Get(Raw, 14); set => Raw = Bits.With(Raw, 14, value); }

    /// <summary>Bit 15: access tsc invariant controls.</summary>
    public bool AccessTscInvariantControls { readonly get => Bits.Get(Raw, 15); set => Raw = Bits.With(Raw, 15, value); }

    /// <summary>Bits 16 to 31: reserved.</summary>
    public ushort Reserved1 { readonly get => (ushort)Bits.Get(Raw, 16, 16); set => Raw = Bits.With(Raw, 16, 16, value); }

    /// <summary>Bit 32: create partitions.</summary>
    public bool CreatePartitions { readonly get => Bits.Get(Raw, 32); set => Raw = Bits.With(Raw, 32, value); }

    /// <summary>Bit 33: access partition id.</summary>
    public bool AccessPartitionId { readonly get => Bits.Get(Raw, 33); set => Raw = Bits.With(Raw, 33, value); }

    /// <summary>Bit 34: access memory pool.</summary>
    public bool AccessMemoryPool { readonly get => Bits.Get(Raw, 34); set => Raw = Bits.With(Raw, 34, value); }

    /// <summary>Bit 35: adjust message buffers.</summary>
    public bool AdjustMessageBuffers { readonly get => Bits.Get(Raw, 35); set => Raw = Bits.With(Raw, 35, value); }

    /// <summary>Bit 36: post messages.</summary>
    public bool PostMessages { readonly get => Bits.Get(Raw, 36); set => Raw = Bits.With(Raw, 36, value); }

    /// <summary>Bit 37: signal events.</summary>
    public bool SignalEvents { readonly get => Bits.Get(Raw, 37); set => Raw = Bits.With(Raw, 37, value); }

    /// <summary>Bit 38: create port.</summary>
    public bool CreatePort { readonly get => Bits.Get(Raw, 38); set => Raw = Bits.With(Raw, 38, value); }

    /// <summary>Bit 39: connect port.</summary>
    public bool ConnectPort { readonly get => Bits.Get(Raw, 39); set => Raw = Bits.With(Raw, 39, value); }

    /// <summary>Bit 40: access stats.</summary>
    public bool AccessStats { readonly get => Bits.Get(Raw, 40); set => Raw = Bits.With(Raw, 40, value); }

    /// <summary>Bits 41 to 42: reserved.</summary>
    public byte Reserved2 { readonly get => (byte)Bits.Get(Raw, 41, 2); set => Raw = Bits.With(Raw, 41, 2, value); }

    /// <summary>Bit 43: debugging.</summary>
    public bool Debugging { readonly get => Bits.Get(Raw, 43); set => Raw = Bits.With(Raw, 43, value); }

    /// <summary>Bit 44: cpu management.</summary>
    public bool CpuManagement { readonly get => Bits.Get(Raw, 44); set => Raw = Bits.With(Raw, 44, value); }

    /// <summary>Bit 45: configure profiler.</summary>
    public bool ConfigureProfiler { readonly get => Bits.Get(Raw, 45); set => Raw = Bits.With(Raw, 45, value); }

    /// <summary>Bit 46: access vp exit tracing.</summary>
    public bool AccessVpExitTracing { readonly get => Bits.Get(Raw, 46); set => Raw = Bits.With(Raw, 46, value); }

    /// <summary>Bit 47: enable extended gva ranges flush va list.</summary>
    public bool EnableExtendedGvaRangesFlushVaList { readonly get => Bits.Get(Raw, 47); set => Raw = Bits.With(Raw, 47, value); }

    /// <summary>Bit 48: access vsm.</summary>
    public bool AccessVsm { readonly get => Bits.Get(Raw, 48); set => Raw = Bits.With(Raw, 48, value); }

    /// <summary>Bit 49: access vp registers.</summary>
    public bool AccessVpRegisters { readonly get => Bits.Get(Raw, 49); set => Raw = Bits.With(Raw, 49, value); }

    /// <summary>Bit 50: reserved.</summary>
    public bool UnusedBit { readonly get => Bits.Get(Raw, 50); set => Raw = Bits.With(Raw, 50, value); }

    /// <summary>Bit 51: fast hypercall output.</summary>
    public bool FastHypercallOutput { readonly get => Bits.Get(Raw, 51); set => Raw = Bits.With(Raw, 51, value); }

    /// <summary>Bit 52: enable extended hypercalls.</summary>
    public bool EnableExtendedHypercalls { readonly get => Bits.Get(Raw, 52); set => Raw = Bits.With(Raw, 52, value); }

    /// <summary>Bit 53: start virtual processor.</summary>
    public bool StartVirtualProcessor { readonly get => Bits.Get(Raw, 53); set => Raw = Bits.With(Raw, 53, value); }

    /// <summary>Bit 54: isolation.</summary>
    public bool Isolation { readonly get => Bits.Get(Raw, 54); set => Raw = Bits.With(Raw, 54, value); }

    /// <summary>Bits 55 to 63: reserved.</summary>
    public ushort Reserved3 { readonly get => (ushort)Bits.Get(Raw, 55, 9); set => Raw = Bits.With(Raw, 55, 9, value); }
}
