using System;
using Sidecar.Protocol.Tlfs;
using Sidecar.Vmm.Instructions;

namespace Sidecar.Vmm.Registers;

/// <summary>
/// Registers of a guest that is between two runs. General ones are on the command page; RIP, RFLAGS, segments and control registers on the register page, where
/// the hypervisor keeps one, which spares a command; the rest is asked for by command.
/// </summary>
/// <remarks>The register page is as it was at the last exit: what a command has written since is not on it.</remarks>
public static class GuestCpu
{
    /// <summary>Number of RSP in the encoding of instructions; its place on the command page is CR2's.</summary>
    private const int Rsp = 4;

    /// <summary>A general register, by its number in the encoding of instructions.</summary>
    public static ulong Read<TVp>(ref TVp vp, int register)
        where TVp : struct, IGuestVp, allows ref struct
    {
        if (register != Rsp)
        {
            return vp.CommandPage.CpuContext.Gps[register];
        }

        TryGet(ref vp, HvRegisterName.Rsp, out var value);
        return value.Low;
    }

    /// <summary>Writes a general register. False when a command was needed for it and failed.</summary>
    public static bool Write<TVp>(ref TVp vp, int register, ulong value)
        where TVp : struct, IGuestVp, allows ref struct
    {
        if (register == Rsp)
        {
            return Set(ref vp, HvRegisterAssoc.From(HvRegisterName.Rsp, value));
        }

        vp.CommandPage.CpuContext.Gps[register] = value;
        return true;
    }

    /// <summary>Writes the lower part of a general register as instructions do: 32 bits clear the rest, fewer leave it.</summary>
    /// <param name="vp">The VP.</param>
    /// <param name="register">Its number.</param>
    /// <param name="value">The value.</param>
    /// <param name="size">Bytes: 1, 2, 4 or 8.</param>
    public static bool Write<TVp>(ref TVp vp, int register, ulong value, int size)
        where TVp : struct, IGuestVp, allows ref struct
        => Write(ref vp, register, size >= sizeof(uint) ? value & Mask(size) : (Read(ref vp, register) & ~Mask(size)) | (value & Mask(size)));

    /// <summary>The bits of so many bytes.</summary>
    /// <param name="size">1 to 8.</param>
    public static ulong Mask(int size) => ulong.MaxValue >> (64 - (8 * size));

    /// <summary>A register that is the hypervisor's. False when the command for it failed.</summary>
    public static bool TryGet<TVp>(ref TVp vp, HvRegisterName name, out HvRegisterValue value)
        where TVp : struct, IGuestVp, allows ref struct
    {
        ref var page = ref vp.RegisterPage;
        if (IsValid(in page))
        {
            switch (name)
            {
                case HvRegisterName.Cr0:
                    value = HvRegisterValue.From(page.Cr0);
                    return true;

                case HvRegisterName.Cr4:
                    value = HvRegisterValue.From(page.Cr4);
                    return true;

                case HvRegisterName.Efer:
                    value = HvRegisterValue.From(page.Efer);
                    return true;

                case HvRegisterName.Rsp:
                    value = HvRegisterValue.From(page.GpRegisters[Rsp]);
                    return true;

                case >= HvRegisterName.Es and <= HvRegisterName.Gs:
                    value = HvRegisterValue.From(page.Segment[(int)(name - HvRegisterName.Es)]);
                    return true;
            }
        }

        value = default;
        return vp.GetRegisters(new ReadOnlySpan<HvRegisterName>(in name), new Span<HvRegisterValue>(ref value));
    }

    /// <summary>Writes a register by command.</summary>
    public static bool Set<TVp>(ref TVp vp, HvRegisterAssoc register)
        where TVp : struct, IGuestVp, allows ref struct
        => vp.SetRegisters(new ReadOnlySpan<HvRegisterAssoc>(in register));

    /// <summary>Goes on behind the instruction that a message is about.</summary>
    /// <param name="vp">The VP.</param>
    /// <param name="header">The message's header.</param>
    /// <param name="length">Bytes of the instruction.</param>
    public static bool Advance<TVp>(ref TVp vp, in HvX64InterceptMessageHeader header, int length)
        where TVp : struct, IGuestVp, allows ref struct
    {
        var rip = (header.Rip + (uint)length) & CodeSize.Of(in header).RipMask;
        if (header.ExecutionState.InterruptShadow
            && !Set(ref vp, HvRegisterAssoc.From(HvRegisterName.InterruptState, 0)))
        {
            return false;
        }

        return SetRip(ref vp, rip);
    }

    /// <summary>Writes RIP: on the register page where that counts, for what is marked as changed there wins over what a command wrote.</summary>
    public static bool SetRip<TVp>(ref TVp vp, ulong rip)
        where TVp : struct, IGuestVp, allows ref struct
    {
        ref var page = ref vp.RegisterPage;
        if (!IsValid(in page))
        {
            return Set(ref vp, HvRegisterAssoc.From(HvRegisterName.Rip, rip));
        }

        page.Rip = rip;
        page.Dirty.InstructionPointer = true;
        return true;
    }

    /// <summary>Goes on behind the instruction that a message is about, whose length is in the header.</summary>
    public static bool Advance<TVp>(ref TVp vp, in HvX64InterceptMessageHeader header)
        where TVp : struct, IGuestVp, allows ref struct
        => Advance(ref vp, in header, LengthOf(in header));

    /// <summary>Bytes of the instruction that a message is about; 0 when the message does not say.</summary>
    public static int LengthOf(in HvX64InterceptMessageHeader header) => header.InstructionLengthAndCr8 & 0xf;

    /// <summary>Writes RFLAGS.</summary>
    public static bool SetFlags<TVp>(ref TVp vp, ulong flags)
        where TVp : struct, IGuestVp, allows ref struct
    {
        ref var page = ref vp.RegisterPage;
        if (!IsValid(in page))
        {
            return Set(ref vp, HvRegisterAssoc.From(HvRegisterName.Rflags, flags));
        }

        page.Rflags = flags;
        page.Dirty.Flags = true;
        return true;
    }

    private static bool IsValid(in HvX64RegisterPage page) => page.IsValid != 0 && page.Vtl == 0;
}
