using Shouldly;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Vp;
using Sidecar.Simulation;
using Sidecar.Simulation.Trace;
using Sidecar.Tests;
using Xunit;

namespace Sidecar.Cosmos.Tests.Vp;

/// <summary>Status bytes that no legal host writes: reported, put right, never a reason to hang.</summary>
public class UnexpectedStatusTests
{
    [Fact]
    public void Every_other_value_is_put_right_and_shown_in_the_trace()
    {
        using var machine = Machines.Started();
        for (var value = 0; value < 256; value++)
        {
            if (value is >= (int)CpuStatus.IDLE and <= (int)CpuStatus.REMOVE)
            {
                continue;
            }

            machine.Order(1, (CpuStatus)value);
            machine.AwaitStatus(1, CpuStatus.IDLE);
            // The record is written before the byte is put right.
            var last = VpTrace.Of(machine, 0, 1)[^1];
            (last.From, last.To, last.Event, last.Status).ShouldBe((VpState.Halted, VpState.Halted, VpEvent.UnexpectedStatus, (byte)value));
        }

        machine.ShouldServe(1);
    }

    [Fact]
    public void One_that_comes_while_a_command_runs_is_overwritten_by_the_answer()
    {
        using var machine = Machines.Started();
        machine.OnSharedAccess = AtFirstCompletion.Do(() => machine.StatusOf(1) = 77);
        machine.Order(1, CpuStatus.RUN);
        machine.AwaitStatus(1, CpuStatus.IDLE);
        machine.ShouldServe(1);
        Snapshot.Matches(machine.Trace());
    }

    [Theory]
    [InlineData(CpuStatus.IDLE)]
    [InlineData(CpuStatus.REMOVED)]
    public void A_host_that_answers_in_the_VPs_place_is_reported(CpuStatus status)
    {
        using var machine = Machines.Started();
        machine.OnSharedAccess = AtFirstCompletion.Do(() => machine.StatusOf(1) = (byte)status);
        machine.Order(1, CpuStatus.RUN);
        Machines.Await(() => VpTrace.Of(machine, 0, 1).Count == 4, "the command to end");
        machine.StatusOf(1).ShouldBe((byte)CpuStatus.IDLE);
        machine.ShouldServe(1);
        Snapshot.Matches(machine.Trace(), $"UnexpectedStatusTests.A_host_that_answers_in_the_VPs_place_is_reported.{status}");
    }

    [Fact]
    public void A_host_that_changes_the_byte_without_end_does_not_keep_the_VP_from_answering()
    {
        using var machine = Machines.Started();
        var exchanges = 0;
        machine.OnSharedAccess = (_, access) =>
        {
            if (access == SharedAccess.CompareExchange)
            {
                // Never what the VP has just seen.
                machine.StatusOf(1) = (byte)(100 + (++exchanges % 100));
            }
        };
        machine.Order(1, CpuStatus.RUN);
        machine.AwaitStatus(1, CpuStatus.IDLE);
        exchanges.ShouldBe(9);
        machine.OnSharedAccess = null;
        machine.ShouldServe(1);
    }
}
