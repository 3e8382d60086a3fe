using System;
using Sidecar.Cosmos.Plugs;

namespace Sidecar.Guests;

/// <summary>Text on COM1. Each character is an exit, so guests say little.</summary>
internal static class SerialText
{
    private const ushort Transmitter = 0x3f8;
    private const ushort LineStatus = 0x3fd;
    private const byte TransmitterReady = 0x20;

    /// <summary>Writes text.</summary>
    internal static void Write(scoped ReadOnlySpan<byte> text)
    {
        while ((Port.Read(LineStatus) & TransmitterReady) == 0)
        {
        }

        foreach (var character in text)
        {
            Port.Write(Transmitter, character);
        }
    }

    /// <summary>A line that says which check failed, and the guest's result for it.</summary>
    internal static uint Fail(uint result, scoped ReadOnlySpan<byte> what)
    {
        Write("failed: "u8);
        Write(what);
        Write("\n"u8);
        return result;
    }
}
