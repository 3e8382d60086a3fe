using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Msrs;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Cpuid;

/// <summary>CPUID (TLFS, "Feature and interface discovery"): the CPU's own answers without SVM, and the leaves of a hypervisor. A privilege is announced where what it stands for works.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class CpuidLeaves<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const uint FirstSynthetic = 0x4000_0000;
    private const uint LastSynthetic = 0x4000_ffff;
    private const uint MaxLeaf = 0x4000_0006;
    private const uint Interface = 0x3123_7648; // "Hv#1"
    private const uint HypervisorPresent = 1U << 31;
    private const uint Monitor = 1U << 3;
    private const uint Svm = 1U << 2;
    private const uint SvmLeaf = 0x8000_000a;
    private const uint NeverSpin = uint.MaxValue;
    private const uint Build = 1;
    private const uint Version = 1U << 16;

    /// <summary>EAX, EBX, ECX, EDX of a leaf.</summary>
    /// <param name="vp">The VP that asks, whose CPU this is.</param>
    /// <param name="vtl">For whom; for VTL0 it is the answer that the VMM may pass on.</param>
    /// <param name="leaf">EAX.</param>
    /// <param name="subleaf">ECX.</param>
    /// <param name="registers">Four words.</param>
    public static void Query(VirtualProcessor* vp, Vtl vtl, uint leaf, uint subleaf, uint* registers)
    {
        if (leaf is >= FirstSynthetic and <= LastSynthetic)
        {
            registers[0] = registers[1] = registers[2] = registers[3] = 0;
            Synthetic(vp->Partition, leaf, registers);
            return;
        }

        TMachine.Cpuid(leaf, subleaf, registers);
        switch (leaf)
        {
            case 1:
                registers[2] |= HypervisorPresent;
                if (vtl == Vtl.Vtl0)
                {
                    registers[2] &= ~Monitor;
                }

                break;

            case 0x8000_0001:
                registers[2] &= ~Svm;
                break;

            case SvmLeaf:
                registers[0] = registers[1] = registers[2] = registers[3] = 0;
                break;
        }
    }

    private static void Synthetic(Partition* partition, uint leaf, uint* registers)
    {
        switch (leaf)
        {
            case 0x4000_0000:
                // "Microsoft Hv": the name that guests know this interface by.
                registers[0] = MaxLeaf;
                registers[1] = 0x7263_694d;
                registers[2] = 0x666f_736f;
                registers[3] = 0x7648_2074;
                break;

            case 0x4000_0001:
                registers[0] = Interface;
                break;

            case 0x4000_0002:
                registers[0] = Build;
                registers[1] = Version;
                break;

            case 0x4000_0003:
                Store(Features(partition).Low, Features(partition).High, registers);
                break;

            case 0x4000_0004:
                var recommended = new HvEnlightenmentInformation { UseRelaxedTiming = true, DeprecateAutoEoi = true, UseX2Apic = true, LongSpinWaitCount = NeverSpin };
                Store(recommended.Low, recommended.High, registers);
                break;

            case 0x4000_0005:
                registers[0] = partition->VpCount;
                registers[1] = partition->VpCount;
                break;

            case 0x4000_0006:
                Store(new HvHardwareFeatures { MsrBitmapsInUse = true, SecondLevelAddressTranslationInUse = true }.Low, 0, registers);
                break;
        }
    }

    private static HvFeatures Features(Partition* partition)
    {
        var hasTime = ReferenceTime<TMachine>.IsKnown(partition);
        return new HvFeatures
        {
            Privileges = new HvPartitionPrivilege
            {
                AccessPartitionReferenceCounter = hasTime,
                AccessApicMsrs = true, // of these, the VP assist page
                AccessHypercallMsrs = true,
                AccessVpIndex = true,
                AccessPartitionReferenceTsc = hasTime,
                AccessFrequencyMsrs = hasTime,
                AccessVsm = true,
                AccessVpRegisters = true,
                FastHypercallOutput = true,
                StartVirtualProcessor = true,
            },
            XmmRegistersForFastHypercallAvailable = true,
            FastHypercallOutputAvailable = true,
            FrequencyRegsAvailable = hasTime,
            GuestCrashRegsAvailable = true,
        };
    }

    private static void Store(ulong low, ulong high, uint* registers)
    {
        registers[0] = (uint)low;
        registers[1] = (uint)(low >> 32);
        registers[2] = (uint)high;
        registers[3] = (uint)(high >> 32);
    }
}
