using System;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Vmm.Loading;

/// <summary>VTL0's registers at a guest's first instruction (docs/guests.md, "Entry").</summary>
public static class GuestRegisters
{
    /// <summary>Selector of the code segment of an ELF guest.</summary>
    public const int CodeSelector = 0x08;

    /// <summary>Selector of its data segments.</summary>
    public const int DataSelector = 0x10;

    /// <summary>Registers that are filled at most: one command's worth.</summary>
    public const int Count = 26;

    /// <summary>PAT after reset (AMD APM 2, 7.8.2).</summary>
    private const ulong InitialPat = 0x0007_0406_0007_0406;

    private const ulong InitialDr7 = 0x400;

    private const uint FlatLimit = 0xffff_ffff;

    private const ushort RealCodeAttributes = 0x9b;
    private const ushort RealDataAttributes = 0x93;
    private const ushort LdtAttributes = 0x82;

    /// <summary>The hypervisor's part, to be set by command.</summary>
    /// <param name="registers">Room for <see cref="Count"/>.</param>
    /// <param name="image">The guest.</param>
    /// <param name="block">Physical address of the guest's block.</param>
    /// <param name="ordinal">Which of the VPs that run the guest this is, from 0: its stack's number.</param>
    public static ReadOnlySpan<HvRegisterAssoc> Initial(Span<HvRegisterAssoc> registers, scoped GuestImage image, ulong block, uint ordinal)
    {
        var count = 0;
        if (image.IsFlat)
        {
            var code = new HvX64SegmentRegister
            {
                Selector = (ushort)(GuestLayout.Flat >> 4),
                Base = GuestLayout.Flat,
                Limit = ushort.MaxValue,
                Attributes = RealCodeAttributes,
            };
            var data = code;
            data.Attributes = RealDataAttributes;
            AddSegments(registers, ref count, code, data);
            Add(registers, ref count, HvRegisterName.Gdtr, new HvX64TableRegister { Limit = ushort.MaxValue });
            Add(registers, ref count, HvRegisterName.Cr0, Cr0.Et | Cr0.Ne);
            Add(registers, ref count, HvRegisterName.Cr3, 0);
            Add(registers, ref count, HvRegisterName.Cr4, 0);
            Add(registers, ref count, HvRegisterName.Efer, 0);
            Add(registers, ref count, HvRegisterName.Rip, 0);
            Add(registers, ref count, HvRegisterName.Rsp, 0);
        }
        else
        {
            var code = new HvX64SegmentRegister { Selector = CodeSelector, Limit = FlatLimit, Attributes = SegmentAttributes.DefaultCode.Raw };
            var data = new HvX64SegmentRegister { Selector = DataSelector, Limit = FlatLimit, Attributes = SegmentAttributes.DefaultData.Raw };
            AddSegments(registers, ref count, code, data);
            Add(registers, ref count, HvRegisterName.Gdtr, new HvX64TableRegister { Base = GuestLayout.DescriptorTable, Limit = DataSelector + 7 });
            Add(registers, ref count, HvRegisterName.Cr0, Cr0.Pe | Cr0.Mp | Cr0.Et | Cr0.Ne | Cr0.Wp | Cr0.Pg);
            Add(registers, ref count, HvRegisterName.Cr3, block + GuestLayout.PageMap);
            Add(registers, ref count, HvRegisterName.Cr4, Cr4.Pae | Cr4.Fxsr | Cr4.Xmm);
            Add(registers, ref count, HvRegisterName.Efer, Efer.Lme | Efer.Lma | Efer.Nxe);
            Add(registers, ref count, HvRegisterName.Rip, image.Entry);
            // As a call would leave it: the ABI's alignment, less a return address.
            Add(registers, ref count, HvRegisterName.Rsp, GuestLayout.Stacks + ((ordinal + 1) * GuestLayout.StackSize) - sizeof(ulong));
        }

        Add(registers, ref count, HvRegisterName.Rflags, RFlags.AtReset.Raw);
        Add(registers, ref count, HvRegisterName.Idtr, new HvX64TableRegister { Limit = (ushort)(image.IsFlat ? 0x3ff : 0) });
        Add(registers, ref count, HvRegisterName.Dr7, InitialDr7);
        Add(registers, ref count, HvRegisterName.Pat, InitialPat);
        Add(registers, ref count, HvRegisterName.PendingEvent0, 0);
        Add(registers, ref count, HvRegisterName.PendingInterruption, 0);
        Add(registers, ref count, HvRegisterName.InterruptState, 0);
        Add(registers, ref count, HvRegisterName.DeliverabilityNotifications, 0);
        Add(registers, ref count, HvRegisterName.InternalActivityState, 0);
        return registers[..count];
    }

    /// <summary>The part that travels on the command page.</summary>
    /// <param name="context">The page's registers.</param>
    /// <param name="image">The guest.</param>
    /// <param name="vp">Index of the VP in the machine.</param>
    /// <param name="vpCount">VPs that run the guest together.</param>
    public static void Initial(ref CpuContextX64 context, scoped GuestImage image, uint vp, uint vpCount)
    {
        context = default;
        context.FxState.Fcw = Fxsave.InitialFcw;
        context.FxState.Mxcsr = Fxsave.InitialMxcsr;
        context.Gps[CpuContextX64.RDI] = vp;
        context.Gps[CpuContextX64.RSI] = vpCount;
        context.Gps[CpuContextX64.RDX] = image.IsFlat ? 0 : GuestLayout.Parameters;
    }

    private static void AddSegments(Span<HvRegisterAssoc> registers, ref int count, HvX64SegmentRegister code, HvX64SegmentRegister data)
    {
        Add(registers, ref count, HvRegisterName.Cs, code);
        Add(registers, ref count, HvRegisterName.Ds, data);
        Add(registers, ref count, HvRegisterName.Es, data);
        Add(registers, ref count, HvRegisterName.Ss, data);
        Add(registers, ref count, HvRegisterName.Fs, data);
        Add(registers, ref count, HvRegisterName.Gs, data);
        Add(registers, ref count, HvRegisterName.Ldtr, new HvX64SegmentRegister { Limit = ushort.MaxValue, Attributes = LdtAttributes });
        Add(registers, ref count, HvRegisterName.Tr, new HvX64SegmentRegister { Limit = ushort.MaxValue, Attributes = SegmentAttributes.BusyTss.Raw });
    }

    private static void Add(Span<HvRegisterAssoc> registers, ref int count, HvRegisterName name, HvX64SegmentRegister value)
        => registers[count++] = new HvRegisterAssoc { Name = name, Value = HvRegisterValue.From(value) };

    private static void Add(Span<HvRegisterAssoc> registers, ref int count, HvRegisterName name, HvX64TableRegister value)
        => registers[count++] = new HvRegisterAssoc { Name = name, Value = HvRegisterValue.From(value) };

    private static void Add(Span<HvRegisterAssoc> registers, ref int count, HvRegisterName name, ulong value)
        => registers[count++] = HvRegisterAssoc.From(name, value);
}
