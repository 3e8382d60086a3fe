using System.Text;
using Shouldly;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Trace;
using Sidecar.Protocol.Vp;
using Sidecar.Tests;
using Xunit;

namespace Sidecar.Cli.Tests.Report;

public class TraceTextTests
{
    [Fact]
    public void EveryEventInEveryState()
    {
        var text = new StringBuilder();
        for (var state = VpState.Removed; state <= VpState.Converting; state++)
        {
            for (var occurred = VpEvent.Started; occurred <= VpEvent.UnexpectedStatus; occurred++)
            {
                var next = VpStateMachine.Next(state, occurred).Next;
                text.Append(Line(new() { From = state, To = next, Event = occurred, Status = 7, Vector = TraceText.NoVector })).Append('\n');
            }
        }

        Snapshot.Matches(text.ToString());
    }

    [Theory]
    [InlineData(0, "", "NONE")]
    [InlineData(1, "", "RUN_VP")]
    [InlineData(2, "", "GET_VP_REGISTERS")]
    [InlineData(3, "", "SET_VP_REGISTERS")]
    [InlineData(4, "", "TRANSLATE_GVA")]
    [InlineData(5, "", "0x5")]
    [InlineData(0x1000, "sum", "sum")]
    [InlineData(0x1001, "", "0x1001")]
    [InlineData(1, "impostor", "RUN_VP")]
    [InlineData(uint.MaxValue, "", "0xffffffff")]
    public void Commands(uint command, string handler, string name)
        => Line(new() { From = VpState.Halted, To = VpState.Running, Event = VpEvent.RunRequested, Command = command, HasCommand = 1, Vector = TraceText.NoVector }, handler)
            .ShouldBe($"vp 3: Halted -> Running (RunRequested, {name})");

    [Theory]
    [InlineData(0, TraceText.NoVector, "(CommandCompleted, RUN_VP)")]
    [InlineData(1, TraceText.NoVector, "(CommandCompleted, RUN_VP, error)")]
    [InlineData(1, 14, "(CommandCompleted, RUN_VP, vector 14)")]
    [InlineData(1, 0, "(CommandCompleted, RUN_VP, vector 0)")]
    [InlineData(0, 0, "(CommandCompleted, RUN_VP)")]
    public void Failures(byte error, byte vector, string brackets)
        => Line(new() { From = VpState.Running, To = VpState.Halted, Event = VpEvent.CommandCompleted, Command = 1, HasCommand = 1, HasError = error, Vector = vector })
            .ShouldBe($"vp 3: Running -> Halted {brackets}");

    [Fact]
    public void WhatIsNotDefinedIsSaid()
        => Line(new() { From = (VpState)99, To = VpState.Halted, Event = (VpEvent)99, Vector = TraceText.NoVector }).ShouldBe("vp 3: Undefined -> Halted (Undefined)");

    private static string Line(TraceRecord record, string handler = "")
    {
        var writer = new Utf8Writer(new byte[TraceText.MaxLength]);
        TraceText.Write(ref writer, 3, in record, Encoding.UTF8.GetBytes(handler));
        return Encoding.UTF8.GetString(writer.Written);
    }
}
