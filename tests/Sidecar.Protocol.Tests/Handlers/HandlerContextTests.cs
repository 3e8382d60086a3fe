using System;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Pages;
using Xunit;

namespace Sidecar.Protocol.Tests.Handlers;

/// <summary>What a handler sees of the host's wishes, and the host of the handler's.</summary>
public unsafe class HandlerContextTests
{
    [Fact]
    public void Indices_are_the_frames()
    {
        var frame = new HandlerFrame { VpIndex = 35, NodeCpuIndex = 3 };
        var context = new HandlerContext(&frame);

        Assert.Equal((35u, 3u), (context.VpIndex, context.NodeCpuIndex));
    }

    [Fact]
    public void No_stop_is_seen_while_the_status_is_run()
    {
        var status = (byte)CpuStatus.RUN;
        var frame = new HandlerFrame { Status = &status };

        Assert.False(new HandlerContext(&frame).StopRequested);
        Assert.Equal(0UL, frame.StopSeenAt);
    }

    /// <summary>Stop, removal, and any byte a hostile host may write: the handler ends rather than runs on for ever.</summary>
    [Fact]
    public void Anything_but_run_is_a_stop()
        => Prop.ForAll<byte>(status =>
        {
            var frame = new HandlerFrame { Status = &status };
            return new HandlerContext(&frame).StopRequested == (status != (byte)CpuStatus.RUN);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Moment_of_the_first_look_at_a_stop_is_kept()
    {
        var status = (byte)CpuStatus.STOP;
        var frame = new HandlerFrame { Status = &status };
        var context = new HandlerContext(&frame);

        Assert.True(context.StopRequested);
        var first = frame.StopSeenAt;
        Assert.NotEqual(0UL, first);
        Assert.True(context.StopRequested);
        Assert.Equal(first, frame.StopSeenAt);
    }

    [Fact]
    public void Stop_is_seen_by_a_handler_that_already_runs()
    {
        var status = (byte)CpuStatus.RUN;
        var frame = new HandlerFrame { Status = &status };
        var context = new HandlerContext(&frame);

        Assert.False(context.StopRequested);
        status = (byte)CpuStatus.STOP;
        Assert.True(context.StopRequested);
    }

    [Fact]
    public void Progress_is_written_where_the_host_reads_it()
    {
        var page = default(CommandPage);
        var frame = new HandlerFrame { Progress = (ulong*)&page.Reserved };
        new HandlerContext(&frame).ReportProgress(42);

        Assert.Equal(42UL, page.Reserved[0]);
    }

    [Fact]
    public void Error_text_is_kept_and_cut_at_255_bytes()
        => Prop.ForAll<byte[]>(text =>
        {
            var frame = default(HandlerFrame);
            new HandlerContext(&frame).Fail(text);

            var kept = Math.Min(text.Length, 255);
            return frame.ErrorLength == kept && new ReadOnlySpan<byte>(frame.Error, kept).SequenceEqual(text.AsSpan(0, kept));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Long_error_text_is_cut()
    {
        var frame = default(HandlerFrame);
        new HandlerContext(&frame).Fail(Enumerable.Repeat((byte)'x', 300).ToArray());

        Assert.Equal(255, frame.ErrorLength);
        Assert.Equal((byte)'x', frame.Error[254]);
    }

    [Fact]
    public void Last_error_text_wins()
    {
        var frame = default(HandlerFrame);
        var context = new HandlerContext(&frame);

        context.Fail("the first, which is longer"u8);
        context.Fail("second"u8);

        Assert.Equal("second", Encoding.UTF8.GetString(new ReadOnlySpan<byte>(frame.Error, frame.ErrorLength)));
    }
}
