using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Tlfs;
using Shouldly;
using Xunit;

namespace Sidecar.Protocol.Tests.Node;

/// <summary>Commands as calls, against a VP that is a script.</summary>
public sealed class VpClientTests : IDisposable
{
    private readonly ScriptedNode _node = new();

    [Fact]
    public void A_test_is_the_empty_command()
    {
        var vp = _node.Claim(1);
        _node.Page(1).Command = SidecarCommand.RUN_VP;
        var seen = SidecarCommand.RUN_VP;
        _node.OnRequest = index =>
        {
            seen = _node.Page(index).Command;
            _node.Answer(index);
        };
        vp.Test().ShouldBeTrue();
        seen.ShouldBe(SidecarCommand.NONE);
        vp.Outcome.Kind.ShouldBe(CommandOutcomeKind.Succeeded);
        vp.VpIndex.ShouldBe(9u);
    }

    [Theory]
    [InlineData(0, new int[0])]
    [InlineData(1, new[] { 1 })]
    [InlineData(31, new[] { 31 })]
    [InlineData(70, new[] { 31, 31, 8 })]
    public void Registers_are_read_in_as_many_commands_as_it_takes(int count, int[] expected)
    {
        var vp = _node.Claim(1);
        var commands = new List<int>();
        _node.OnRequest = index =>
        {
            ref var page = ref _node.Page(index);
            page.Command.ShouldBe(SidecarCommand.GET_VP_REGISTERS);
            page.Registers.Request.TargetVtl.Raw.ShouldBe((byte)0x10);
            commands.Add(page.Registers.Request.Count);
            page.Registers.Request.Status = HvStatus.Success;
            for (var i = 0; i < page.Registers.Request.Count; i++)
            {
                page.Registers.Regs[i].Value = HvRegisterValue.From((ulong)page.Registers.Regs[i].Name * 3);
            }

            _node.Answer(index);
        };
        var names = Enumerable.Range(0, count).Select(i => (HvRegisterName)(0x20000 + i)).ToArray();
        var values = new HvRegisterValue[count];
        vp.GetRegisters(HvInputVtl.FromVtl(0), names, values).ShouldBeTrue();
        commands.ShouldBe(expected);
        values.Select(value => value.Low).ShouldBe(names.Select(name => (ulong)name * 3));
    }

    [Fact]
    public void Registers_are_written_in_order()
    {
        var vp = _node.Claim(1);
        var written = new List<(HvRegisterName, ulong)>();
        _node.OnRequest = index =>
        {
            ref var page = ref _node.Page(index);
            page.Command.ShouldBe(SidecarCommand.SET_VP_REGISTERS);
            page.Registers.Request.Status = HvStatus.Success;
            for (var i = 0; i < page.Registers.Request.Count; i++)
            {
                written.Add((page.Registers.Regs[i].Name, page.Registers.Regs[i].Value.Low));
            }

            _node.Answer(index);
        };
        var registers = Enumerable.Range(0, 33).Select(i => HvRegisterAssoc.From((HvRegisterName)i, (ulong)i * 7)).ToArray();
        vp.SetRegisters(HvInputVtl.CurrentVtl, registers).ShouldBeTrue();
        written.ShouldBe(registers.Select(register => (register.Name, register.Value.Low)));
    }

    [Fact]
    public void A_status_of_the_hypervisor_ends_a_call()
    {
        var vp = _node.Claim(1);
        var commands = 0;
        _node.OnRequest = index =>
        {
            commands++;
            _node.Page(index).Registers.Request.Status = HvStatus.AccessDenied;
            _node.Answer(index);
        };
        vp.GetRegisters(HvInputVtl.CurrentVtl, new HvRegisterName[40], new HvRegisterValue[40]).ShouldBeFalse();
        commands.ShouldBe(1);
        vp.Outcome.Status.ShouldBe(HvStatus.AccessDenied);
        Text(vp.Outcome).ShouldBe("hypervisor error 0x6 AccessDenied");
    }

    /// <summary>A CPU that goes to the host, or dies, in the middle of a command leaves the page as it was.</summary>
    [Fact]
    public void A_page_that_nobody_wrote_to_is_no_answer()
    {
        var vp = _node.Claim(1);
        _node.OnRequest = index => _node.Answer(index);
        vp.GetRegisters(HvInputVtl.CurrentVtl, new HvRegisterName[1], new HvRegisterValue[1]).ShouldBeFalse();
        vp.Outcome.Status.ShouldBe(KernelCommands.Unanswered);
        vp.TranslateGva(0x1234, default, out _).ShouldBeFalse();
        vp.Outcome.Status.ShouldBe(KernelCommands.Unanswered);
    }

    [Fact]
    public void A_buffer_that_is_too_small_sends_nothing()
    {
        var vp = _node.Claim(1);
        _node.OnRequest = _ => throw new InvalidOperationException("sent");
        vp.GetRegisters(HvInputVtl.CurrentVtl, new HvRegisterName[2], new HvRegisterValue[1]).ShouldBeFalse();
        vp.Outcome.Kind.ShouldBe(CommandOutcomeKind.BadArgument);
    }

    [Fact]
    public void A_translation_goes_out_and_comes_back()
    {
        var vp = _node.Claim(1);
        _node.OnRequest = index =>
        {
            ref var page = ref _node.Page(index);
            page.TranslateRequest.Gvn.ShouldBe(0x1234u);
            page.TranslateRequest.ControlFlags.ValidateRead.ShouldBeTrue();
            page.TranslateResponse = new() { Output = new() { GpaPage = 0x5678 } };
            _node.Answer(index);
        };
        vp.TranslateGva(0x1234, new() { ValidateRead = true }, out var output).ShouldBeTrue();
        output.GpaPage.ShouldBe(0x5678u);
    }

    [Fact]
    public void An_error_text_is_copied_out_within_bounds_whatever_its_length_says()
    {
        var vp = _node.Claim(1);
        _node.OnRequest = index =>
        {
            _node.Page(index).Error.Set("no such thing"u8);
            _node.Page(index).HasError = 0x80;
            _node.Answer(index);
        };
        vp.Execute(0x1000).ShouldBeFalse();
        vp.Outcome.Kind.ShouldBe(CommandOutcomeKind.SidecarError);
        var text = new byte[300];
        Encoding.UTF8.GetString(text, 0, vp.CopyErrorText(text)).ShouldBe("no such thing");
        vp.CopyErrorText(text.AsSpan(0, 5)).ShouldBe(5);
        _node.Page(1).Error.Len = 255;
        vp.CopyErrorText(text).ShouldBe(255);
    }

    [Fact]
    public void A_command_that_overruns_is_stopped_and_the_VP_serves_on()
    {
        var vp = _node.Claim(1);
        _node.OnRequest = index =>
        {
            if (_node.Status(index) == CpuStatus.STOP)
            {
                _node.Answer(index);
            }
        };
        vp.Execute(0x1000).ShouldBeFalse();
        Text(vp.Outcome).ShouldBe("not finished: no answer in time");
        _node.OnRequest = index => _node.Answer(index);
        vp.Execute(0x1000).ShouldBeTrue();
    }

    [Fact]
    public void A_VP_that_does_not_obey_keeps_its_page()
    {
        var vp = _node.Claim(1);
        vp.Execute(0x1000).ShouldBeFalse();
        vp.Page.Payload[0] = 99;
        vp.SetRegisters(HvInputVtl.CurrentVtl, [HvRegisterAssoc.From(HvRegisterName.Rax, 1)]).ShouldBeFalse();
        vp.Test().ShouldBeFalse();
        vp.Page.Payload[0].ShouldBe((byte)99);
        vp.Page.Command.ShouldBe((SidecarCommand)0x1000);
        Text(vp.Outcome).ShouldBe("not started: a command is under way");
        vp.Release().ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_run_ends_by_intercept_or_when_its_time_is_up(bool intercepted)
    {
        var vp = _node.Claim(1);
        _node.OnRequest = index =>
        {
            if (intercepted || _node.Status(index) == CpuStatus.STOP)
            {
                _node.Page(index).RunResponse.Intercept = intercepted ? (byte)1 : (byte)0;
                _node.Answer(index);
            }
        };
        vp.RunVp(out var found).ShouldBeTrue();
        found.ShouldBe(intercepted);
    }

    [Fact]
    public void Progress_is_seen_while_the_command_runs()
    {
        var vp = _node.Claim(1);
        vp.Begin(0x1000).ShouldBeTrue();
        _node.Page(1).Reserved[0] = 42;
        vp.Progress.ShouldBe(42u);
        vp.End(0).ShouldBeFalse();
        _node.Answer(1);
        vp.End(0).ShouldBeTrue();
        vp.Release().ShouldBeTrue();
    }

    private static string Text(CommandOutcome outcome)
    {
        var writer = new Utf8Writer(new byte[300]);
        outcome.WriteTo(ref writer, default);
        return Encoding.UTF8.GetString(writer.Written);
    }

    public void Dispose() => _node.Dispose();
}
