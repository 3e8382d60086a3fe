using System.Text;
using Shouldly;
using Sidecar.Boot.Monitor.Arguments;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Tlfs;
using Xunit;

namespace Sidecar.Monitor.Tests.Arguments;

/// <summary>Registers by name.</summary>
public class RegisterNamesTests
{
    [Theory]
    [InlineData("rax", HvRegisterName.Rax)]
    [InlineData("rcx", HvRegisterName.Rcx)]
    [InlineData("rbx", HvRegisterName.Rbx)]
    [InlineData("rsp", HvRegisterName.Rsp)]
    [InlineData("r15", HvRegisterName.R15)]
    [InlineData("rip", HvRegisterName.Rip)]
    [InlineData("rflags", HvRegisterName.Rflags)]
    [InlineData("cr0", HvRegisterName.Cr0)]
    [InlineData("cr2", HvRegisterName.Cr2)]
    [InlineData("cr3", HvRegisterName.Cr3)]
    [InlineData("cr4", HvRegisterName.Cr4)]
    [InlineData("cr8", HvRegisterName.Cr8)]
    [InlineData("xfem", HvRegisterName.Xfem)]
    [InlineData("dr0", HvRegisterName.Dr0)]
    [InlineData("dr3", HvRegisterName.Dr3)]
    [InlineData("dr6", HvRegisterName.Dr6)]
    [InlineData("dr7", HvRegisterName.Dr7)]
    [InlineData("es", HvRegisterName.Es)]
    [InlineData("gs", HvRegisterName.Gs)]
    [InlineData("ldtr", HvRegisterName.Ldtr)]
    [InlineData("tr", HvRegisterName.Tr)]
    [InlineData("idtr", HvRegisterName.Idtr)]
    [InlineData("gdtr", HvRegisterName.Gdtr)]
    [InlineData("tsc", HvRegisterName.Tsc)]
    [InlineData("efer", HvRegisterName.Efer)]
    [InlineData("kernel-gs-base", HvRegisterName.KernelGsBase)]
    [InlineData("apic-base", HvRegisterName.ApicBase)]
    [InlineData("pat", HvRegisterName.Pat)]
    [InlineData("sysenter-cs", HvRegisterName.SysenterCs)]
    [InlineData("sysenter-esp", HvRegisterName.SysenterEsp)]
    [InlineData("star", HvRegisterName.Star)]
    [InlineData("sfmask", HvRegisterName.Sfmask)]
    [InlineData("apic-id", HvRegisterName.InitialApicId)]
    [InlineData("mtrr-cap", HvRegisterName.MsrMtrrCap)]
    [InlineData("mtrr-def-type", HvRegisterName.MsrMtrrDefType)]
    [InlineData("tsc-aux", HvRegisterName.TscAux)]
    public void A_name_is_read_and_written(string name, HvRegisterName register)
    {
        RegisterNames.TryParse(Encoding.UTF8.GetBytes(name), out var read).ShouldBeTrue();
        read.ShouldBe(register);
        Write(register).ShouldBe(name);
    }

    [Fact]
    public void Any_register_has_a_number()
    {
        RegisterNames.TryParse("0x20010"u8, out var read).ShouldBeTrue();
        read.ShouldBe(HvRegisterName.Rip);
        Write((HvRegisterName)0x90001).ShouldBe("0x90001");
    }

    [Theory]
    [InlineData("")]
    [InlineData("eax")]
    [InlineData("RAX")]
    [InlineData("rax rcx")]
    [InlineData("0x100000000")]
    public void What_is_no_register_is_refused(string name) => RegisterNames.TryParse(Encoding.UTF8.GetBytes(name), out _).ShouldBeFalse();

    private static string Write(HvRegisterName register)
    {
        var text = new Utf8Writer(stackalloc byte[40]);
        RegisterNames.Write(ref text, register);
        return Encoding.UTF8.GetString(text.Written);
    }
}
