using Shouldly;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Tlfs;
using Xunit;

namespace Sidecar.Cosmos.Tests.Hypervisor;

/// <summary>Without a hypervisor the commands that need one say so.</summary>
public class NoHypervisorTests
{
    [Theory]
    [InlineData(1, "RUN_VP")]
    [InlineData(2, "GET_VP_REGISTERS")]
    [InlineData(3, "SET_VP_REGISTERS")]
    [InlineData(4, "TRANSLATE_GVA")]
    public void The_command_answers_with_the_reason(uint command, string name)
    {
        using var machine = Machines.Started();
        var vp = machine.Claim(1);
        vp.Execute(command).ShouldBeFalse();
        vp.Error().ShouldBe($"{name}: there is no hypervisor (hypercall_page is 0), and so no VTL0 on this CPU");
        vp.ShouldAdd();
    }

    [Fact]
    public void The_typed_calls_pass_the_reason_on()
    {
        using var machine = Machines.Started();
        var vp = machine.Claim(1);
        vp.RunVp(out _).ShouldBeFalse();
        vp.Outcome.Kind.ShouldBe(CommandOutcomeKind.SidecarError);
        vp.GetRegisters(default, [HvRegisterName.Rip], new HvRegisterValue[1]).ShouldBeFalse();
        vp.Outcome.Kind.ShouldBe(CommandOutcomeKind.SidecarError);
    }
}
