using System;
using System.Runtime.InteropServices;
using Shouldly;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;
using Sidecar.Tests;
using Sidecar.Vmm.Devices;
using Sidecar.Vmm.State;
using Sidecar.Vmm.Tests.Hosting;
using Xunit;

namespace Sidecar.Vmm.Tests.Exits;

/// <summary>What becomes of a guest at the end of its run, whatever the message says.</summary>
public sealed class GuestExitsTests : IDisposable
{
    private const int Rounds = 20_000;

    private static readonly HvMessageType[] Kinds =
    [
        HvMessageType.HvMessageTypeX64IoPortIntercept, HvMessageType.HvMessageTypeMsrIntercept, HvMessageType.HvMessageTypeX64CpuidIntercept,
        HvMessageType.HvMessageTypeX64Halt, HvMessageType.HvMessageTypeUnmappedGpa, HvMessageType.HvMessageTypeGpaIntercept,
        HvMessageType.HvMessageTypeHypercallIntercept, HvMessageType.HvMessageTypeExceptionIntercept, HvMessageType.HvMessageTypeX64InterruptionDeliverable,
        HvMessageType.HvMessageTypeUnrecoverableException, HvMessageType.HvMessageTypeTimerExpired,
    ];

    private readonly TestGuest _guest = new();

    public void Dispose() => _guest.Dispose();

    [Theory]
    [InlineData(false, GuestPhase.Failed, GuestProblem.NotIntercepted)]
    [InlineData(true, GuestPhase.Stopped, GuestProblem.None)]
    public void A_run_without_an_exit_was_stopped_or_should_not_have_ended(bool asked, GuestPhase phase, GuestProblem problem)
    {
        _guest.State.StopAsked = asked;
        _guest.Stop();
        (_guest.State.Phase, _guest.State.Problem).ShouldBe((phase, problem));
    }

    [Fact]
    public void An_exit_that_came_before_the_stop_is_dealt_with()
    {
        _guest.State.StopAsked = true;
        _guest.Exit(_guest.Msr(GuestDevices.FirstMsr, HvInterceptAccessType.WRITE, 7)).State.Phase.ShouldBe(GuestPhase.Stopped);
        _guest.State.Msrs[0].ShouldBe(7ul);
        _guest.Rip.ShouldBe(GuestFile.Entry + GuestMessages.InstructionLength);
        _guest.Exit(_guest.Port(0xf4, 1, HvInterceptAccessType.WRITE, 9)).State.Phase.ShouldBe(GuestPhase.Ended);
        _guest.State.Result.ShouldBe(9u);
    }

    [Fact]
    public void A_line_that_was_begun_is_shown_when_the_guest_ends()
    {
        foreach (var character in "one\ntwo")
        {
            _guest.Exit(_guest.Port(0x3f8, 1, HvInterceptAccessType.WRITE, character));
        }

        _guest.Lines.ShouldBe(["  guest 3: one"]);
        _guest.Exit(GuestMessages.Message(HvMessageType.HvMessageTypeUnrecoverableException)).State.Phase.ShouldBe(GuestPhase.TripleFault);
        _guest.Lines.ShouldBe(["  guest 3: one", "  guest 3: two"]);
    }

    [Fact]
    public void A_line_without_end_is_cut()
    {
        for (var i = 0; i < GuestState.LineCapacity + 1; i++)
        {
            _guest.Exit(_guest.Port(0x3f8, 1, HvInterceptAccessType.WRITE, 'x'));
        }

        _guest.Lines.ShouldBe(["  guest 3: " + new string('x', GuestState.LineCapacity)]);
        (_guest.State.Lines, _guest.State.LineLength).ShouldBe((1u, (byte)1));
    }

    /// <summary>Exits that take a command: where it is refused, the guest cannot go on.</summary>
    [Theory]
    [InlineData(HvMessageType.HvMessageTypeX64IoPortIntercept)]
    [InlineData(HvMessageType.HvMessageTypeMsrIntercept)]
    [InlineData(HvMessageType.HvMessageTypeX64CpuidIntercept)]
    [InlineData(HvMessageType.HvMessageTypeX64Halt)]
    [InlineData(HvMessageType.HvMessageTypeGpaIntercept)]
    [InlineData(HvMessageType.HvMessageTypeUnmappedGpa)]
    [InlineData(HvMessageType.HvMessageTypeHypercallIntercept)]
    [InlineData(HvMessageType.HvMessageTypeExceptionIntercept)]
    [InlineData(HvMessageType.HvMessageTypeX64InterruptionDeliverable)]
    public void A_refused_command_ends_it(HvMessageType type)
    {
        using var guest = new TestGuest(hasRegisterPage: false) { Refuses = true };
        guest.Exit(type switch
        {
            HvMessageType.HvMessageTypeX64IoPortIntercept => guest.Port(0x510, 4, HvInterceptAccessType.WRITE, 1),
            HvMessageType.HvMessageTypeMsrIntercept => guest.Msr(0x10, HvInterceptAccessType.READ),
            HvMessageType.HvMessageTypeX64CpuidIntercept => guest.Cpuid(0),
            HvMessageType.HvMessageTypeX64Halt => guest.Halt(interruptsEnabled: true),
            HvMessageType.HvMessageTypeUnmappedGpa => guest.Memory(TestGuest.Device, HvInterceptAccessType.READ, "8b07"),
            HvMessageType.HvMessageTypeGpaIntercept => guest.Memory(0x1000, HvInterceptAccessType.READ, "8b07", type),
            HvMessageType.HvMessageTypeHypercallIntercept => guest.Hypercall(0x4000, 1, 2),
            HvMessageType.HvMessageTypeExceptionIntercept => guest.Exception(ExceptionVector.BREAKPOINT),
            _ => GuestMessages.Message(type),
        });
        (guest.State.Phase, guest.State.Problem, guest.State.LastMessage).ShouldBe((GuestPhase.Failed, GuestProblem.Command, type));
        guest.Written.ShouldBeEmpty();
    }

    /// <summary>
    /// Messages, registers and translations of any content, often near those that mean something: the VMM does not fault, touches no memory but the guest's, and knows afterwards how far
    /// the guest is.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_message_of_any_content_does_no_harm(int seed)
    {
        var random = new Random(seed);
        using var guest = new TestGuest(hasRegisterPage: seed != 3);
        guest.Translation = (page, _) => random.Next(4) switch
        {
            0 => ((TranslateGvaResultCode)random.Next(12), (ulong)random.NextInt64()),
            1 => (TranslateGvaResultCode.SUCCESS, page),
            _ => (TranslateGvaResultCode.SUCCESS, (TestGuest.BlockStart >> 12) + (ulong)random.Next(-2, (int)(TestGuest.BlockSize >> 12) + 2)),
        };
        for (var i = 0; i < Rounds; i++)
        {
            random.NextBytes(MemoryMarshal.AsBytes(guest.Gps));
            guest.Refuses = random.Next(8) == 0;
            guest.Exit(RandomMessage(random));
            guest.State.Phase.ShouldBeOneOf(GuestPhase.Ready, GuestPhase.Ended, GuestPhase.Halted, GuestPhase.TripleFault, GuestPhase.Failed);
            guest.State.LineLength.ShouldBeLessThanOrEqualTo((byte)GuestState.LineCapacity);
            (guest.State.Problem is GuestProblem.Command or GuestProblem.UnknownInstruction or GuestProblem.UnknownMessage).ShouldBe(guest.State.Phase == GuestPhase.Failed);
            guest.State.Problem = GuestProblem.None;
        }

        guest.IsContained().ShouldBeTrue();
        foreach (var line in guest.Lines)
        {
            line.ShouldAllBe(character => character >= ' ' && character < 0x7f);
        }

        for (var kind = GuestExitKind.Port; kind <= GuestExitKind.Other; kind++)
        {
            guest.State.ExitsOf(kind).ShouldBeGreaterThan(0u, kind.ToString());
        }
    }

    private static HvMessage RandomMessage(Random random)
    {
        HvMessage message = default;
        random.NextBytes(MemoryMarshal.AsBytes(new Span<HvMessage>(ref message)));
        message.Header.Typ = random.Next(20) == 0 ? (HvMessageType)random.Next() : Kinds[random.Next(Kinds.Length)];
        switch (message.Header.Typ)
        {
            case HvMessageType.HvMessageTypeX64IoPortIntercept:
                ref var port = ref message.PayloadAs<HvX64IoPortInterceptMessage>();
                port.AccessInfo.AccessSize = random.Next(8) == 0 ? port.AccessInfo.AccessSize : (byte)(1 << random.Next(3));
                port.PortNumber = random.Next(4) == 0 ? port.PortNumber : (ushort)(random.Next(2) == 0 ? random.Next(0x50e, 0x522) : random.Next(0x3f6, 0x401));
                // Few repetitions are more than one exit carries out, and those take long.
                port.Rcx = random.Next(100) == 0 ? port.Rcx : (ulong)random.Next(20);
                break;

            case HvMessageType.HvMessageTypeUnmappedGpa or HvMessageType.HvMessageTypeGpaIntercept:
                ref var memory = ref message.PayloadAs<HvX64MemoryInterceptMessage>();
                memory.GuestPhysicalAddress = random.Next(4) == 0 ? memory.GuestPhysicalAddress : TestGuest.Device + (ulong)random.Next(-2, GuestDevices.LatchBytes + 2);
                memory.Header.ExecutionState.InterruptionPending &= random.Next(4) == 0;
                ReadOnlySpan<byte> opcodes = [0x88, 0x89, 0x8a, 0x8b, 0x87, 0xa4, 0xa5, 0xaa, 0xab, 0xac, 0xad, 0x80, 0xc7, 0xf6, 0xff];
                memory.InstructionBytes[random.Next(2)] = opcodes[random.Next(opcodes.Length)];
                break;

            case HvMessageType.HvMessageTypeMsrIntercept:
                ref var msr = ref message.PayloadAs<HvX64MsrInterceptMessage>();
                msr.MsrNumber = random.Next(4) == 0 ? msr.MsrNumber : (uint)(GuestDevices.FirstMsr + random.Next(-2, GuestDevices.Count + 2));
                break;
        }

        return message;
    }
}
