using System;
using Sidecar.Protocol.Tlfs;
using Sidecar.Tlfs.Image.Guests;
using Sidecar.Tlfs.Image.Hypercalls;
using Sidecar.Tlfs.Image.Machine;
using Sidecar.Tlfs.Image.Report;

namespace Sidecar.Tlfs.Image.Checks;

/// <summary>What HvCallGetVpRegisters and HvCallSetVpRegisters refuse.</summary>
internal static unsafe class RegisterRefusals
{
    private const ulong NotCanonical = 0x8000_0000_0000_0000;

    internal static void Run()
    {
        Guest.Set(GuestMode.Long, []);
        CheckValues();
        CheckReadOnly();
        CheckTargets();
        CheckPages();
        Check.Equal("refusals: the guest is as good as before"u8, 0, Guest.Set(GuestMode.Long, []));
    }

    private static void CheckValues()
    {
        Refused("refusals: CR0 with an upper bit"u8, HvRegisterName.Cr0, 0x1_8001_0033);
        Refused("refusals: CR0.PG without PE"u8, HvRegisterName.Cr0, 0x8000_0010);
        Refused("refusals: CR0.NW without CD"u8, HvRegisterName.Cr0, 0xa001_0033);
        Refused("refusals: CR4 with a reserved bit"u8, HvRegisterName.Cr4, 0x100_0000_0620);
        Refused("refusals: EFER with a reserved bit"u8, HvRegisterName.Efer, 0x4000_0d00);
        Refused("refusals: CR8 above 15"u8, HvRegisterName.Cr8, 16);
        Refused("refusals: CR3 beyond the physical addresses"u8, HvRegisterName.Cr3, 0x7ff0_0000_0000_0000);
        Refused("refusals: DR7 with an upper bit"u8, HvRegisterName.Dr7, 0x1_0000_0400);
        Refused("refusals: DR6 with an upper bit"u8, HvRegisterName.Dr6, 0x1_ffff_0ff0);
        Refused("refusals: PAT with type 2"u8, HvRegisterName.Pat, 0x0007_0406_0007_0402);
        Refused("refusals: Lstar not canonical"u8, HvRegisterName.Lstar, NotCanonical);
        Refused("refusals: KernelGsBase not canonical"u8, HvRegisterName.KernelGsBase, NotCanonical);
        Refused("refusals: GS base not canonical"u8, HvRegisterName.Gs, NotCanonical, 0xc093_0030_ffff_ffff);
        Refused("refusals: MTRR of type 2"u8, HvRegisterName.MsrMtrrPhysBase0, 2);
        Refused("refusals: MTRR default type 2"u8, HvRegisterName.MsrMtrrDefType, 0xc02);
        Refused("refusals: fixed MTRR with type 7"u8, HvRegisterName.MsrMtrrFix64k00000, 0x0707_0707_0707_0707);
        Refused("refusals: XFEM without x87"u8, HvRegisterName.Xfem, 2);
        Refused("refusals: InterruptState with a reserved bit"u8, HvRegisterName.InterruptState, 4);
        Refused("refusals: DeliverabilityNotifications with a reserved bit"u8, HvRegisterName.DeliverabilityNotifications, 0x40);
        Refused("refusals: PendingInterruption of a reserved type"u8, HvRegisterName.PendingInterruption, 0x0003_000f);
    }

    private static void Refused(ReadOnlySpan<byte> name, HvRegisterName register, ulong low, ulong high = 0)
    {
        VpRegisters.Get(VpRegisters.Vtl0, register, out var before);
        var status = VpRegisters.Set(VpRegisters.Vtl0, register, low, high);
        VpRegisters.Get(VpRegisters.Vtl0, register, out var after);
        var tally = default(Tally);
        tally.Equal(0, status == (ulong)HvStatus.InvalidParameter ? status : (ulong)HvStatus.InvalidRegisterValue, status);
        tally.Equal(1, before.Low, after.Low);
        tally.Equal(2, before.High, after.High);
        Check.All(name, tally);
    }

    private static void CheckReadOnly()
    {
        var tally = default(Tally);
        foreach (var name in (ReadOnlySpan<uint>)[0x0008_000d, 0x000d_0002, 0x000d_0003, 0x000d_0004, 0x000d_0006])
        {
            VpRegisters.Get(VpRegisters.Own, (HvRegisterName)name, out var before);
            tally.That(name, VpRegisters.Set(VpRegisters.Own, (HvRegisterName)name, before.Low ^ 0x30, before.High) != 0);
            VpRegisters.Get(VpRegisters.Own, (HvRegisterName)name, out var after);
            tally.Equal(name, before.Low, after.Low);
        }

        Check.All("refusals: read-only registers"u8, tally);
        tally = default;
        foreach (var name in (ReadOnlySpan<uint>)[0x0002_0012, 0x0003_0020, 0x0005_0006, 0x0006_0008, 0x000f_ffff, 0x7fff_ffff, 0xffff_ffff])
        {
            tally.That(name, Unknown(VpRegisters.Get(VpRegisters.Vtl0, (HvRegisterName)name, out _)));
            tally.That(name, Unknown(VpRegisters.Set(VpRegisters.Vtl0, (HvRegisterName)name, 0)));
        }

        Check.All("refusals: unknown names"u8, tally);
        tally = default;
        foreach (var group in (ReadOnlySpan<uint>)[0x0001_0000, 0x0002_0000, 0x0003_0000, 0x0004_0000, 0x0004_1000, 0x0005_0000, 0x0006_0000, 0x0007_0000, 0x0008_0000, 0x0008_4800, 0x0009_0000, 0x000a_0000, 0x000b_0000, 0x000d_0000, 0x000e_0000])
        {
            for (var name = group; name < group + 0x100; name++)
            {
                var own = VpRegisters.Get(VpRegisters.Own, (HvRegisterName)name, out _);
                var guests = VpRegisters.Get(VpRegisters.Vtl0, (HvRegisterName)name, out _);
                tally.That(name, (own == 0 || Unknown(own)) && (guests == 0 || Unknown(guests)));
            }
        }

        Check.All("refusals: every name around those that there are is known or not"u8, tally);
    }

    private static bool Unknown(ulong status) => status is (ulong)HvStatus.InvalidParameter or (ulong)HvStatus.UnknownRegisterName;

    private static void CheckTargets()
    {
        var vp = Assembly.Self();
        var control = Hypercall.Control(HypercallCode.HvCallGetVpRegisters, 1);
        Check.Equal("refusals: a VP that is not there"u8, (ulong)HvStatus.InvalidVpIndex, VpRegisters.Get(1000, VpRegisters.Own, HvRegisterName.Cr3, out _));
        Check.Equal("refusals: a set on a VP that is not there"u8, (ulong)HvStatus.InvalidVpIndex, VpRegisters.Set(0x7fff_ffff, VpRegisters.Vtl0, HvRegisterName.Lstar, 0, 0));
        Check.Not("refusals: any VP"u8, 0, VpRegisters.Get(0xffff_ffff, VpRegisters.Own, HvRegisterName.Cr3, out _));
        Vtl("refusals: VTL1, which is not there"u8, 0x11);
        Vtl("refusals: VTL3, which is not there"u8, 0x13);
        Vtl("refusals: VTL15, which there never is"u8, 0x1f);
        Vtl("refusals: reserved bits of the VTL"u8, 0x30);
        VpRegisters.Header(vp->Input, Hypercall.SelfVp, VpRegisters.Own);
        *(uint*)(vp->Input + 16) = (uint)HvRegisterName.Cr3;
        *(ulong*)vp->Input = 5;
        var status = Hypercall.Status(Hypercall.Call(control));
        Check.Either("refusals: another partition"u8, (ulong)HvStatus.InvalidPartitionId, (ulong)HvStatus.AccessDenied, status);
        VpRegisters.Header(vp->Input, Hypercall.SelfVp, VpRegisters.Own);
        vp->Input[13] = 1;
        status = Hypercall.Status(Hypercall.Call(control));
        Check.Either("refusals: reserved bytes of the header"u8, (ulong)HvStatus.InvalidParameter, (ulong)HvStatus.InvalidHypercallInput, status);
    }

    private static void Vtl(ReadOnlySpan<byte> name, byte vtl)
    {
        var status = VpRegisters.Get(vtl, HvRegisterName.Cr3, out _);
        Check.Equal(name, status is (ulong)HvStatus.InvalidParameter or (ulong)HvStatus.AccessDenied or (ulong)HvStatus.InvalidVtlState ? status : (ulong)HvStatus.InvalidParameter, status);
    }

    private static void CheckPages()
    {
        var old = VpRegisters.Low(VpRegisters.Own, HvRegisterName.RegisterPage);
        Check.Not("refusals: a register page beyond memory"u8, 0, VpRegisters.Set(VpRegisters.Own, HvRegisterName.RegisterPage, 0x000f_ffff_ffff_f001));
        Check.Not("refusals: a register page in MMIO"u8, 0, VpRegisters.Set(VpRegisters.Own, HvRegisterName.RegisterPage, 0xfee0_0001));
        Check.Equal("refusals: the register page is as before"u8, old, VpRegisters.Low(VpRegisters.Own, HvRegisterName.RegisterPage));
        var assist = VpRegisters.Low(VpRegisters.Own, HvRegisterName.VpAssistPage);
        Check.Not("refusals: an assist page in MMIO"u8, 0, VpRegisters.Set(VpRegisters.Own, HvRegisterName.VpAssistPage, 0xfee0_0001));
        Check.Equal("refusals: the assist page is as before"u8, assist, VpRegisters.Low(VpRegisters.Own, HvRegisterName.VpAssistPage));
        Cpu.WriteMsr(HvX64Msr.VpAssistPage, assist);
    }
}
