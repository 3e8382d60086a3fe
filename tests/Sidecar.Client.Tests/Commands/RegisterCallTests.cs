using System;
using System.Linq;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Client.Tests.Simulated;
using Sidecar.Protocol.Tlfs;
using Sidecar.Simulation.Hypervisor;
using Xunit;

namespace Sidecar.Client.Tests.Commands;

/// <summary>Registers by command, 31 at a time on the wire and any number here.</summary>
public sealed class RegisterCallTests
{
    private static readonly HvRegisterName[] s_names = [HvRegisterName.Rip, HvRegisterName.Rsp, HvRegisterName.Cr0, HvRegisterName.Cr3, HvRegisterName.Cr4, HvRegisterName.Efer, HvRegisterName.Lstar];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(62)]
    [InlineData(100)]
    public async Task Any_number_is_read_in_order(int count)
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        var hypervisor = sidecar.Machine.Hypervisor!;
        for (var index = 0; index < s_names.Length; index++)
        {
            hypervisor[1, 0, s_names[index]] = HvRegisterValue.From((ulong)index + 1);
        }

        var names = Enumerable.Range(0, count).Select(index => s_names[index % s_names.Length]).ToArray();
        var values = new HvRegisterValue[count + 1];
        values[count] = HvRegisterValue.From(0xdead);
        hypervisor.ClearCalls();
        await sidecar.Client[1].GetRegistersAsync(names, values).WithinAsync();
        values.Select(value => value.Low).ShouldBe([.. Enumerable.Range(0, count).Select(index => (ulong)(index % s_names.Length) + 1), 0xdeadul]);
        hypervisor.Calls.Count.ShouldBe((count + 30) / 31);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(70)]
    public async Task Any_number_is_written_in_order(int count)
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        var registers = Enumerable.Range(0, count).Select(index => HvRegisterAssoc.From(s_names[index % s_names.Length], (ulong)index)).ToArray();
        await sidecar.Client[1].SetRegistersAsync(registers).WithinAsync();
        foreach (var last in registers.Reverse().DistinctBy(register => register.Name))
        {
            sidecar.Machine.Hypervisor![1, 0, last.Name].Low.ShouldBe(last.Value.Low);
        }
    }

    [Fact]
    public async Task One_register_has_a_call_of_its_own_and_a_VTL_is_named()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        var vp = sidecar.Client[1];
        sidecar.Machine.Hypervisor![1, 1, HvRegisterName.Rip] = HvRegisterValue.From(0x1111);
        await vp.SetRegistersAsync(new[] { HvRegisterAssoc.From(HvRegisterName.Rip, 0x4000) }).WithinAsync();
        (await vp.GetRegisterAsync(HvRegisterName.Rip).WithinAsync()).Low.ShouldBe(0x4000ul);
        (await vp.GetRegisterAsync(HvRegisterName.Rip, Vtl.Vtl1).WithinAsync()).Low.ShouldBe(0x1111ul);
    }

    [Fact]
    public async Task Registers_of_the_command_page_are_those_that_the_next_run_takes()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        var vp = sidecar.Client[1];
        var seen = 0ul;
        sidecar.Guest(1).Code = guest =>
        {
            seen = guest[3];
            return GuestExit.Intercept(Intercepts.Halt());
        };
        await vp.SetRegistersAsync(new[] { HvRegisterAssoc.From(HvRegisterName.Rbx, 0x77) }).WithinAsync();
        await vp.RunAsync().WithinAsync();
        seen.ShouldBe(0x77ul);
    }

    [Fact]
    public async Task What_the_hypervisor_refuses_is_an_error_that_says_where()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        var vp = sidecar.Client[1];
        var one = await Failures.Of(() => vp.SetRegistersAsync(new[] { HvRegisterAssoc.From(HvRegisterName.Rflags, 0) }), SidecarErrorKind.Hypervisor);
        one.Message.ShouldBe("VP 1: SET_VP_REGISTERS of Rflags: the hypervisor refused with 0x50 InvalidRegisterValue");
        one.Status.ShouldBe(HvStatus.InvalidRegisterValue);
        one.VpIndex.ShouldBe(1u);

        var names = Enumerable.Repeat(HvRegisterName.Rip, 70).ToArray();
        names[65] = (HvRegisterName)0x7fff_0000;
        var many = await Failures.Of(() => vp.GetRegistersAsync(names, new HvRegisterValue[70]), SidecarErrorKind.Hypervisor);
        many.Message.ShouldBe("VP 1: GET_VP_REGISTERS of registers 63 to 70 of 70: the hypervisor refused with 0x5 InvalidParameter");
        (await Failures.Of(() => vp.SetRegistersAsync(new[] { HvRegisterAssoc.From(HvRegisterName.Rip, 0) }, Vtl.Vtl2), SidecarErrorKind.Hypervisor)).Status.ShouldBe(HvStatus.AccessDenied);
        await vp.ShouldServeAsync();
    }

    [Fact]
    public async Task Too_few_places_are_refused_before_anything_is_sent()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        Should.Throw<ArgumentException>(() => { _ = sidecar.Client[1].GetRegistersAsync(new HvRegisterName[3], new HvRegisterValue[2]); })
            .Message.ShouldStartWith("there are 3 names and room for 2 values; as many would do");
        await sidecar.Client[1].ShouldServeAsync();
    }
}
