using Sidecar.Protocol.Tlfs;
using Sidecar.Tlfs.Image.Machine;
using Sidecar.Tlfs.Image.Report;

namespace Sidecar.Tlfs.Image.Checks;

/// <summary>CPUID (TLFS 2): the hypervisor's leaves, what they promise, and what it hides.</summary>
internal static unsafe class CpuidChecks
{
    private const uint InterfaceSignature = 0x3123_7648; // "Hv#1"
    private const uint SvmBit = 1 << 2;

    internal static void Run()
    {
        var r = stackalloc uint[4];
        Cpu.Cpuid(1, 0, r);
        Check.That("cpuid: leaf 1 says that there is a hypervisor"u8, (r[2] & (1U << 31)) != 0);
        Cpu.Cpuid(0x4000_0000, 0, r);
        var last = r[0];
        Check.That("cpuid: leaves 0x40000000 to 0x40000006 are there"u8, last is >= 0x4000_0006 and < 0x4000_0100);
        Check.That("cpuid: the vendor has twelve letters"u8, r[1] != 0 && r[2] != 0 && r[3] != 0);
        Cpu.Cpuid(0x4000_0001, 0, r);
        Check.Equal("cpuid: the interface is Hv#1"u8, InterfaceSignature, r[0]);
        Check.Equal("cpuid: the interface leaf's rest is reserved"u8, 0, r[1] | r[2] | r[3]);

        Cpu.Cpuid(0x4000_0003, 0, r);
        var privileges = r[0] | ((ulong)r[1] << 32);
        var features = new HvFeatures { Low = privileges, High = r[2] | ((ulong)r[3] << 32) };
        CheckMsr("cpuid: AccessPartitionReferenceCounter is what MSR 0x40000020 does"u8, privileges, 1, HvX64Msr.TimeRefCount);
        CheckMsr("cpuid: AccessSynicRegs is what MSR 0x40000080 does"u8, privileges, 2, HvX64Msr.Scontrol);
        CheckMsr("cpuid: AccessSyntheticTimerRegs is what MSR 0x400000b0 does"u8, privileges, 3, HvX64Msr.Stimer0Config);
        CheckMsr("cpuid: AccessIntrCtrlRegs is what MSR 0x40000073 does"u8, privileges, 4, HvX64Msr.VpAssistPage);
        CheckMsr("cpuid: AccessHypercallMsrs is what MSR 0x40000001 does"u8, privileges, 5, HvX64Msr.Hypercall);
        CheckMsr("cpuid: AccessVpIndex is what MSR 0x40000002 does"u8, privileges, 6, HvX64Msr.VpIndex);
        CheckMsr("cpuid: AccessResetReg is what MSR 0x40000003 does"u8, privileges, 7, 0x4000_0003);
        CheckMsr("cpuid: AccessPartitionReferenceTsc is what MSR 0x40000021 does"u8, privileges, 9, HvX64Msr.ReferenceTsc);
        CheckMsr("cpuid: AccessFrequencyRegs is what MSR 0x40000022 does"u8, privileges, 11, HvX64Msr.TscFrequency);
        Check.That("cpuid: AccessVsm"u8, (privileges & (1UL << 48)) != 0);
        Check.That("cpuid: AccessVpRegisters"u8, (privileges & (1UL << 49)) != 0);
        Check.That("cpuid: StartVirtualProcessor"u8, (privileges & (1UL << 53)) != 0);
        Check.Equal("cpuid: guest crash MSRs are what MSR 0x40000100 does"u8, Cpu.TryReadMsr(HvX64Msr.GuestCrashP0, out _) ? 1U : 0, features.GuestCrashRegsAvailable ? 1U : 0);
        Check.Equal("cpuid: frequency MSRs are what MSR 0x40000022 does"u8, Cpu.TryReadMsr(HvX64Msr.TscFrequency, out _) ? 1U : 0, features.FrequencyRegsAvailable ? 1U : 0);
        Check.Equal("cpuid: guest idle is what MSR 0x400000f0 does"u8, 0, features.GuestIdleAvailable ? 1U : 0);

        Cpu.Cpuid(0x4000_0005, 0, r);
        Check.That("cpuid: the limit of VPs holds ours"u8, r[0] == 0 || r[0] >= VpSet.Count);
        Cpu.Cpuid(0x4000_0006, 0, r);
        Check.That("cpuid: second level translation is in use"u8, (r[0] & 8) != 0);

        Cpu.Cpuid(0x8000_0001, 0, r);
        Check.Equal("cpuid: SVM is hidden"u8, 0, r[2] & SvmBit);
        Cpu.Cpuid(0x8000_000a, 0, r);
        Check.Equal("cpuid: the leaf of SVM is empty"u8, 0, r[0] | r[1] | r[2] | r[3]);
        Cpu.Cpuid(1, 0, r);
        Check.Equal("cpuid: the APIC id of leaf 1 is the own"u8, Cpu.ReadMsr(Cpu.X2ApicId) & 0xff, r[1] >> 24);
        KeepsHighHalves();
    }

    private static void CheckMsr(System.ReadOnlySpan<byte> name, ulong privileges, int bit, uint msr)
        => Check.Equal(name, Cpu.TryReadMsr(msr, out _) ? 1U : 0, (privileges >> bit) & 1);

    private static void KeepsHighHalves()
    {
        var state = Snippet.Fresh();
        state->Rax = 0xffff_ffff_4000_0001;
        state->Rcx = ulong.MaxValue;
        state->Rdx = ulong.MaxValue;
        state->Rbx = ulong.MaxValue;
        Snippet.Run(state, [0x0f, 0xa2]);
        Check.Equal("cpuid: the upper halves of the registers are cleared"u8, 0, (state->Rax | state->Rbx | state->Rcx | state->Rdx) >> 32);
        Check.Equal("cpuid: only the lower half of RAX is the leaf"u8, InterfaceSignature, state->Rax);
    }
}
