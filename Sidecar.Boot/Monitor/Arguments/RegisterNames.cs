using System;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Boot.Monitor.Arguments;

/// <summary>Registers by the names that people use. Any other is typed as its number (TLFS, HV_REGISTER_NAME).</summary>
public static class RegisterNames
{
    /// <summary>In the order of <see cref="RegisterAt"/>.</summary>
    private static ReadOnlySpan<byte> Names =>
        """
        rax rcx rdx rbx rsp rbp rsi rdi r8 r9 r10 r11 r12 r13 r14 r15 rip rflags
        cr0 cr2 cr3 cr4 cr8 xfem dr0 dr1 dr2 dr3 dr6 dr7
        es cs ss ds fs gs ldtr tr idtr gdtr
        tsc efer kernel-gs-base apic-base pat sysenter-cs sysenter-eip sysenter-esp star lstar cstar sfmask apic-id mtrr-cap mtrr-def-type tsc-aux
        """u8;

    /// <summary>Reads a name, or a number.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out HvRegisterName register)
    {
        var rest = Names;
        for (var index = 0; TryTake(ref rest, out var name); index++)
        {
            if (name.SequenceEqual(text))
            {
                register = RegisterAt(index);
                return true;
            }
        }

        var isNumber = NumberText.TryParse(text, out var number) && number <= uint.MaxValue;
        register = isNumber ? (HvRegisterName)number : default;
        return isNumber;
    }

    /// <summary>Writes the name, or the number of a register without one here.</summary>
    public static void Write(scoped ref Utf8Writer text, HvRegisterName register)
    {
        var rest = Names;
        for (var index = 0; TryTake(ref rest, out var name); index++)
        {
            if (RegisterAt(index) == register)
            {
                text.Write(name);
                return;
            }
        }

        text.WriteHex((uint)register);
    }

    private static bool TryTake(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> name)
    {
        var start = 0;
        while (start < rest.Length && rest[start] <= ' ')
        {
            start++;
        }

        var end = start;
        while (end < rest.Length && rest[end] > ' ')
        {
            end++;
        }

        name = rest[start..end];
        rest = rest[end..];
        return !name.IsEmpty;
    }

    private static HvRegisterName RegisterAt(int index) => index switch
    {
        <= 17 => HvRegisterName.Rax + (uint)index,
        18 => HvRegisterName.Cr0,
        <= 21 => HvRegisterName.Cr2 + (uint)(index - 19),
        22 => HvRegisterName.Cr8,
        23 => HvRegisterName.Xfem,
        <= 29 => HvRegisterName.Dr0 + (uint)(index - 24),
        <= 37 => HvRegisterName.Es + (uint)(index - 30),
        38 => HvRegisterName.Idtr,
        39 => HvRegisterName.Gdtr,
        <= 54 => HvRegisterName.Tsc + (uint)(index - 40),
        _ => HvRegisterName.TscAux,
    };
}
