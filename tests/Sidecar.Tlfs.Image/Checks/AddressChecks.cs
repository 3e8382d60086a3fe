using Sidecar.Protocol.Tlfs;
using Sidecar.Tlfs.Image.Guests;
using Sidecar.Tlfs.Image.Hypercalls;
using Sidecar.Tlfs.Image.Machine;
using Sidecar.Tlfs.Image.Report;

namespace Sidecar.Tlfs.Image.Checks;

/// <summary>Input and output addresses of hypercalls (TLFS 3.8): aligned to 8, inside a page, inside the partition's memory.</summary>
internal static unsafe class AddressChecks
{
    private const ulong Beyond = 0x000f_ffff_ffff_f000;
    private const ulong Apic = 0xfee0_0000;

    internal static void Run()
    {
        var vp = Assembly.Self();
        var input = (ulong)vp->Input;
        var output = (ulong)vp->Output;
        var control = Hypercall.Control(HypercallCode.HvCallGetVpRegisters, 1);
        var misaligned = (ulong)HvStatus.InvalidAlignment;
        VpRegisters.Header(vp->Input, Hypercall.SelfVp, VpRegisters.Own);
        *(uint*)(vp->Input + 16) = (uint)HvRegisterName.VsmVpStatus;

        var tally = default(Tally);
        for (var offset = 1UL; offset < 8; offset++)
        {
            tally.Equal(offset, misaligned, Hypercall.Call(control, input + offset, output));
        }

        Check.All("address: misaligned input"u8, tally);
        tally = default;
        for (var offset = 1UL; offset < 8; offset++)
        {
            tally.Equal(offset, misaligned, Hypercall.Call(control, input, output + offset));
        }

        Check.All("address: misaligned output"u8, tally);
        Check.Equal("address: input that crosses a page"u8, misaligned, Hypercall.Call(control, input + Pages.Size - 16, output));
        Check.Equal("address: output that crosses a page"u8, misaligned, Hypercall.Call(control, input, output + Pages.Size - 8));
        Check.Equal("address: input beyond memory"u8, misaligned, Hypercall.Call(control, Beyond, output));
        Check.Equal("address: output beyond memory"u8, misaligned, Hypercall.Call(control, input, Beyond));
        Check.Equal("address: input in MMIO"u8, misaligned, Hypercall.Call(control, Apic, output));
        Check.Equal("address: output in MMIO"u8, misaligned, Hypercall.Call(control, input, Apic));
        Check.Equal("address: input at the top of the address space"u8, misaligned, Hypercall.Call(control, 0xffff_ffff_ffff_fff8, output));
        Check.Equal("address: output at the top of the address space"u8, misaligned, Hypercall.Call(control, input, 0xffff_ffff_ffff_fff8));
        Check.Equal("address: a set of registers with input beyond memory"u8, misaligned, Hypercall.Call(Hypercall.Control(HypercallCode.HvCallSetVpRegisters, 1), Beyond, 0));
        Check.Not("address: output over the hypercall page"u8, 0, Hypercall.Status(Hypercall.Call(control, input, Hypercall.Page)));

        CheckEnds(vp);
        Check.Equal("address: memory that VTL0 shares is the partition's"u8, 1UL << 32, FromGuestPage(vp, control));
    }

    /// <summary>The last byte of a page is still the page's.</summary>
    private static void CheckEnds(TestVp* vp)
    {
        var last = vp->Input + Pages.Size - 24;
        VpRegisters.Header(last, Hypercall.SelfVp, VpRegisters.Own);
        *(uint*)(last + 16) = (uint)HvRegisterName.VsmVpStatus;
        var control = Hypercall.Control(HypercallCode.HvCallGetVpRegisters, 1);
        Check.Equal("address: input and output at the end of their pages"u8, 1UL << 32, Hypercall.Call(control, (ulong)last, (ulong)vp->Output + Pages.Size - 16));
        Check.Equal("address: a batch whose input leaves the page"u8, (ulong)HvStatus.InvalidAlignment, Hypercall.Status(Hypercall.Call(Hypercall.Control(HypercallCode.HvCallGetVpRegisters, 3), (ulong)last, (ulong)vp->Output)));
    }

    private static ulong FromGuestPage(TestVp* vp, ulong control)
    {
        var page = (byte*)GuestMemory.Data(vp);
        VpRegisters.Header(page, Hypercall.SelfVp, VpRegisters.Own);
        *(uint*)(page + 16) = (uint)HvRegisterName.VsmVpStatus;
        return Hypercall.Call(control, (ulong)page, (ulong)page + 64);
    }
}
