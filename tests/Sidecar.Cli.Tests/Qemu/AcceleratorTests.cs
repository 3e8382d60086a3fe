using System.IO;
using Shouldly;
using Sidecar.Cli.Config;
using Sidecar.Cli.Project;
using Sidecar.Cli.Qemu;
using Xunit;

namespace Sidecar.Cli.Tests.Qemu;

public class AcceleratorTests
{
    [Theory]
    [InlineData(Accelerator.Auto, null, Accelerator.Kvm)]
    [InlineData(Accelerator.Auto, "no", Accelerator.Tcg)]
    [InlineData(Accelerator.Tcg, null, Accelerator.Tcg)]
    [InlineData(Accelerator.Tcg, "no", Accelerator.Tcg)]
    [InlineData(Accelerator.Kvm, null, Accelerator.Kvm)]
    public void Decided(Accelerator wanted, string? problem, Accelerator taken) => AcceleratorChoice.Decide(wanted, problem).ShouldBe(taken);

    [Fact]
    public void KvmThatIsNotThereIsRefused()
        => Should.Throw<CliException>(() => AcceleratorChoice.Decide(Accelerator.Kvm, "no device")).Message
            .ShouldBe("KVM is not usable: no device; --accel tcg runs without it");

    [Fact]
    public void ADeviceThatIsNotThere() => KvmProbe.Problem("/dev/no-kvm-here").ShouldNotBeNull().ShouldStartWith("/dev/no-kvm-here cannot be opened: ");

    [Fact]
    public void ADeviceThatIsNoKvm() => KvmProbe.Problem("/dev/null").ShouldBe("/dev/null does not answer as KVM does");

    [Fact]
    public void EachRunHasUefiVariablesOfItsOwn()
    {
        var file = Path.GetTempFileName();
        try
        {
            var files = UefiFirmware.Prepare(file);
            files.Variables.ShouldBe(file);
            new FileInfo(file).Length.ShouldBeGreaterThan(100_000);
            File.Exists(files.Code).ShouldBeTrue();
        }
        finally
        {
            File.Delete(file);
        }
    }
}
