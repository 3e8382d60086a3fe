using System;
using System.Collections.Generic;
using Shouldly;
using Sidecar.Boot.Machine;
using Sidecar.Boot.Serial;
using Xunit;

namespace Sidecar.Boot.Tests.Serial;

public sealed class UartTests
{
    public UartTests() => Device.Reset();

    [Fact]
    public void It_is_set_to_115200_baud_8N1_without_interrupts()
    {
        new Uart<Device>(SerialPorts.Com1).Initialise();
        Device.Writes.ShouldBe([(1, 0), (3, 0x80), (0, 1), (1, 0), (3, 3), (2, 7), (4, 3)]);
    }

    [Fact]
    public void Bytes_are_sent_when_the_port_is_ready_for_them()
    {
        Device.BusyPolls = 5;
        new Uart<Device>(SerialPorts.Com1).Write("ab"u8);
        Device.Writes.ShouldBe([(0, 'a'), (0, 'b')]);
    }

    [Fact]
    public void A_port_that_never_takes_a_byte_is_given_up()
    {
        Device.BusyPolls = int.MaxValue;
        new Uart<Device>(SerialPorts.Com1).Write("ab"u8);
        Device.Writes.ShouldBeEmpty();
    }

    [Fact]
    public void Bytes_that_have_arrived_are_taken()
    {
        var uart = new Uart<Device>(SerialPorts.Com1);
        uart.TryRead(out _).ShouldBeFalse();
        Device.Received.Enqueue((byte)'x');
        uart.TryRead(out var value).ShouldBeTrue();
        value.ShouldBe((byte)'x');
        uart.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public void A_port_that_is_not_there()
    {
        var uart = new Uart<Device>(SerialPorts.Com1);
        uart.IsPresent.ShouldBeTrue();
        Device.IsAbsent = true;
        uart.IsPresent.ShouldBeFalse();
        uart.TryRead(out _).ShouldBeFalse();
    }

    private readonly struct Device : IPorts
    {
        [ThreadStatic]
        private static byte s_scratch;

        [ThreadStatic]
        public static int BusyPolls;

        [ThreadStatic]
        public static bool IsAbsent;

        [field: ThreadStatic]
        public static List<(int Register, int Value)> Writes { get => field ??= []; private set; }

        [field: ThreadStatic]
        public static Queue<byte> Received { get => field ??= []; private set; }

        public static void Reset()
        {
            Writes = [];
            Received = [];
            BusyPolls = 0;
            IsAbsent = false;
        }

        public static byte ReadByte(ushort port) => IsAbsent ? (byte)0xff : (port - SerialPorts.Com1) switch
        {
            0 => Received.Dequeue(),
            5 => (byte)((Received.Count > 0 ? 1 : 0) | (BusyPolls-- <= 0 ? 0x20 : 0)),
            7 => s_scratch,
            _ => (byte)0,
        };

        public static void WriteByte(ushort port, byte value)
        {
            if (port - SerialPorts.Com1 == 7)
            {
                s_scratch = value;
            }
            else
            {
                Writes.Add((port - SerialPorts.Com1, value));
            }
        }

        public static void WriteWord(ushort port, ushort value) => throw new NotSupportedException();
    }
}
