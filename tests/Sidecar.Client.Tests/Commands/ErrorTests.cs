using System;
using System.Linq;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Client.Devices;
using Sidecar.Client.Tests.Scripted;
using Sidecar.Client.Tests.Simulated;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Samples;
using Xunit;

namespace Sidecar.Client.Tests.Commands;

/// <summary>Commands that fail: in whose words, and that the VP serves on.</summary>
public sealed class ErrorTests
{
    [Fact]
    public async Task A_handler_fails_in_its_own_words()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        var error = await Failures.Of(() => sidecar.Client[1].CallSumAsync(Serving.Addition(long.MaxValue, 1)), SidecarErrorKind.Command);
        error.CommandText.ShouldBe("the sum does not fit 64 bits");
        error.Message.ShouldBe("VP 1: command 0x1000: the sum does not fit 64 bits");
        error.VpIndex.ShouldBe(1u);
        await sidecar.Client[1].ShouldServeAsync();
    }

    [Fact]
    public async Task A_fault_names_handler_and_vector()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        var error = await Failures.Of(() => sidecar.Client[1].CallFaultAsync(new Fault.Request { Kind = Fault.Kind.Divide }), SidecarErrorKind.Command);
        error.CommandText!.ShouldStartWith("handler fault (0x1040) raised #DE");
        await sidecar.Client[1].ShouldServeAsync();
    }

    [Fact]
    public async Task An_unknown_command_and_one_without_a_hypervisor_say_so()
    {
        await using var sidecar = SimulatedSidecar.Boot(hypervisor: false, isOpenHcl: false, null, 1);
        var vp = sidecar.Client[1];
        (await Failures.Of(() => vp.ExecuteAsync(0x4711, default, default), SidecarErrorKind.Command)).CommandText.ShouldBe("unknown command 0x4711");
        (await Failures.Of(() => vp.RunAsync(), SidecarErrorKind.Command)).Message.ShouldStartWith("VP 1: RUN_VP: RUN_VP: there is no hypervisor");
        (await Failures.Of(() => vp.GetRegisterAsync(HvRegisterName.Rip), SidecarErrorKind.Command)).CommandText!.ShouldContain("no hypervisor");
        (await Failures.Of(() => vp.TranslateAsync(0), SidecarErrorKind.Command)).CommandText!.ShouldContain("no hypervisor");
        await vp.TestAsync().WithinAsync();
        await vp.ShouldServeAsync();
    }

    [Theory]
    [InlineData(Errno.ENOENT, SidecarErrorKind.Removed, "the CPU is not the sidecar's: Linux has it, or the sidecar's kernel failed on it (ENOENT (No such file or directory))")]
    [InlineData(Errno.EBUSY, SidecarErrorKind.Busy, "another program has it (EBUSY (Device or resource busy))")]
    [InlineData(Errno.ETIMEDOUT, SidecarErrorKind.TimedOut, "it does not answer (ETIMEDOUT (Connection timed out))")]
    [InlineData(Errno.EINVAL, SidecarErrorKind.Device, "/scripted has no such VP (EINVAL (Invalid argument))")]
    [InlineData(Errno.EIO, SidecarErrorKind.Device, "its status on the control page is none of the protocol's (EIO (Input/output error))")]
    [InlineData((Errno)38, SidecarErrorKind.Device, "/scripted failed (errno 38 (Function not implemented))")]
    public async Task What_the_driver_refuses_says_why_and_the_next_call_is_as_good_as_ever(Errno errno, SidecarErrorKind kind, string why)
    {
        var device = new ScriptedDevice { OnStart = _ => errno };
        await using var client = SidecarClient.Open([device]);
        var error = await Failures.Of(() => client[1].RunAsync(), kind);
        error.Message.ShouldBe($"VP 1: RUN_VP: {why}");
        error.Errno.ShouldBe(errno);
        (await Failures.Of(() => client[1].GetRegisterAsync(HvRegisterName.Rip), kind)).Errno.ShouldBe(errno);
        device.OnStart = Answers.Intercept(device);
        (await client[1].RunAsync().WithinAsync()).IsIntercepted.ShouldBeTrue();
    }

    [Fact]
    public async Task A_refusal_in_the_middle_of_many_registers_ends_the_call()
    {
        var device = new ScriptedDevice();
        await using var client = SidecarClient.Open([device]);
        var starts = 0;
        device.OnStart = cpu =>
        {
            if (++starts == 3)
            {
                return Errno.ENOENT;
            }

            device.PageOf(cpu).Registers.Request.Status = HvStatus.Success;
            device.Complete(cpu);
            return Errno.None;
        };
        await Failures.Of(() => client[1].SetRegistersAsync(new HvRegisterAssoc[100]), SidecarErrorKind.Removed);
        device.OnStart = Answers.Intercept(device);
        (await client[1].RunAsync().WithinAsync()).IsIntercepted.ShouldBeTrue();
    }

    [Fact]
    public async Task Any_bytes_make_an_error_text_that_can_be_shown()
    {
        var device = new ScriptedDevice();
        await using var client = SidecarClient.Open([device]);
        var random = new Random(1);
        device.OnStart = cpu =>
        {
            ref var page = ref device.PageOf(cpu);
            page.HasError = (byte)random.Next(1, 256);
            page.Error.Len = (byte)random.Next(256);
            random.NextBytes(page.Error.Buf);
            device.Complete(cpu);
            return Errno.None;
        };
        for (var round = 0; round < 300; round++)
        {
            var error = await Failures.Of(() => client[1].TestAsync(), SidecarErrorKind.Command);
            error.CommandText!.ShouldAllBe(character => !char.IsControl(character));
        }
    }

    [Fact]
    public async Task Payloads_that_do_not_fit_are_refused_before_anything_is_sent()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        var vp = sidecar.Client[1];
        Should.Throw<ArgumentException>(() => { _ = vp.ExecuteAsync(0x1000, new byte[1025], default); })
            .Message.ShouldStartWith("request is 1025 bytes, but the command page has room for 1024; send it in parts");
        Should.Throw<ArgumentException>(() => { _ = vp.ExecuteAsync(0x1000, default, new byte[1025]); }).Message.ShouldStartWith("response is 1025 bytes");
        Should.Throw<ArgumentException>(() => { _ = vp.CallAsync<CommandPage, byte>(0x1000, default); }).Message.ShouldStartWith("CommandPage is 4096 bytes");
        Should.Throw<ArgumentException>(() => { _ = vp.CallAsync<CommandPage>(0x1000); }).Message.ShouldStartWith("CommandPage is 4096 bytes");
        await vp.ShouldServeAsync();
    }

    [Fact]
    public async Task Bytes_go_in_and_come_out()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        var vp = sidecar.Client[1];
        var request = new byte[1024];
        new Random(2).NextBytes(request);
        var response = new byte[1024];
        await vp.ExecuteAsync(HandlerNumbers.Echo, request, response).WithinAsync();
        response.AsSpan().SequenceEqual([.. request.Reverse()]).ShouldBeTrue("echo answers with the bytes in reverse");
        var piece = new byte[8];
        await vp.ExecuteAsync(HandlerNumbers.Echo, request, piece.AsMemory(0, 4)).WithinAsync();
        piece.ShouldBe([.. response[..4], 0, 0, 0, 0]);
    }
}
