using Sidecar.Cosmos.Plugs;
using Sidecar.Plugs.Image.Machine;
using Sidecar.Tests.Image;

namespace Sidecar.Plugs.Image.Checks;

/// <summary>Model-specific registers, debug registers, I/O ports.</summary>
internal static unsafe class RegisterChecks
{
    private const uint KernelGsBase = 0xc000_0102;
    private const uint X2ApicId = 0x802;
    private const ulong SomeValue = 0x0000_1234_8765_4321;
    private const ulong BeyondDr6 = 1UL << 32;

    internal static void Run()
    {
        Msr.Write(KernelGsBase, SomeValue);
        ulong value;
        var taken = Msr.TryRead(KernelGsBase, &value);
        TestOutput.Check(taken == 1 && value == SomeValue && Msr.Read(KernelGsBase) == SomeValue, "Msr: a value there and back"u8);
        TestOutput.Check(Msr.TryWrite(KernelGsBase, ~0UL << 48) == 1 && Msr.Read(KernelGsBase) == ~0UL << 48, "Msr: TryWrite writes all 64 bits"u8);

        // The x2APIC's registers do not exist before it is turned on.
        value = SomeValue;
        TestOutput.Check(Msr.TryRead(X2ApicId, &value) == 0 && value == 0, "Msr: a refused read is 0"u8);
        TestOutput.Check(Msr.TryWrite(X2ApicId, 1) == 0, "Msr: a refused write"u8);
        CheckDebugRegisters();
        CheckPorts();
    }

    private static void CheckDebugRegisters()
    {
        var taken = DebugRegisters.TryWrite0(0xffff_8000_0000_1000) & DebugRegisters.TryWrite1(0x2001) & DebugRegisters.TryWrite2(0x3002) & DebugRegisters.TryWrite3(0x4003);
        var back = DebugRegisters.Read0() == 0xffff_8000_0000_1000 && DebugRegisters.Read1() == 0x2001 && DebugRegisters.Read2() == 0x3002 && DebugRegisters.Read3() == 0x4003;
        TestOutput.Check(taken == 1 && back, "DebugRegisters: DR0 to DR3 there and back"u8);
        TestOutput.Check(DebugRegisters.TryWrite6(0xffff_0ff3) == 1 && DebugRegisters.Read6() == 0xffff_0ff3, "DebugRegisters: DR6 there and back"u8);

        // QEMU's interpreter takes any DR6; where the fault would continue is run all the same.
        var refused = Fixups.Find(Probes.WriteDr6());
        TestOutput.Check(refused != 0 && ((delegate*<ulong, uint>)refused)(BeyondDr6) == 0, "DebugRegisters: a refused DR6"u8);
        TestOutput.Check(Fixups.Find(Probes.WriteDr6() + 1) == 0 && Fixups.Find(0) == 0, "Fixups: none where no fault is expected"u8);
    }

    private static void CheckPorts()
    {
        // The clock's battery-backed bytes: 0x0f is nobody's here.
        Port.Write(0x70, (byte)0x0f);
        Port.Write(0x71, (byte)0xa5);
        Port.Write(0x70, (byte)0x0f);
        TestOutput.Check(Port.Read(0x71) == 0xa5, "Port: a byte there and back"u8);

        // VGA, index and data in one write: the bit mask, register 8.
        Port.Write(0x3ce, (ushort)0x5a08);
        TestOutput.Check(Port.Read(0x3cf) == 0x5a, "Port: two bytes"u8);

        // PCI, the host bridge's vendor.
        Port.Write(0xcf8, 0x8000_0000u);
        TestOutput.Check(Port.Read(0xcfc) == 0x86 && Port.Read(0xcfd) == 0x80, "Port: four bytes"u8);
    }
}
