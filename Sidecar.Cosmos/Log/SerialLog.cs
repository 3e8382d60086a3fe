using System;
using System.Runtime.CompilerServices;
using System.Threading;
using Sidecar.Protocol.Text;

namespace Sidecar.Cosmos.Log;

/// <summary>
/// Lines on a 16550. A line is composed first and written whole under the image's one lock, so lines of different CPUs never tear; whoever cannot
/// get the lock or the port in bounded time gives the line up and counts it. Nothing but the log ever waits for this lock.
/// </summary>
public static unsafe class SerialLog<TMachine>
    where TMachine : struct, IMachine
{
    private const int MaxLockAttempts = 1 << 22;
    private const int MaxPortAttempts = 1 << 16;
    private const ushort LineStatus = 5;
    private const byte TransmitterEmpty = 0x20;

    /// <summary>Writes "sidecar#vp: text" when the log is on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(uint vpIndex, scoped ReadOnlySpan<byte> text)
    {
        if (TMachine.Image->LogEnabled)
        {
            Compose(vpIndex, text);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Compose(uint vpIndex, scoped ReadOnlySpan<byte> text)
    {
        var line = new Utf8Writer(stackalloc byte[192]);
        line.Write("sidecar#"u8);
        line.WriteDecimal(vpIndex);
        line.Write(": "u8);
        line.Write(text);
        WriteAlways(line.Written);
    }

    /// <summary>Writes a line whether the log is on or not, for the kernel's own failures.</summary>
    public static void WriteAlways(scoped ReadOnlySpan<byte> line)
    {
        // SAFETY: the image state lives as long as the image.
        var image = TMachine.Image;
        if (image->LogPort == 0 || !TryLock(ref image->LogLock))
        {
            Interlocked.Increment(ref image->LogLinesLost);
            return;
        }

        var port = image->LogPort;
        var sent = true;
        foreach (var character in line)
        {
            sent = sent && TrySend(port, character);
        }

        sent = sent && TrySend(port, (byte)'\r') && TrySend(port, (byte)'\n');
        if (!sent)
        {
            Interlocked.Increment(ref image->LogLinesLost);
        }

        TMachine.Exchange(ref image->LogLock, 0);
    }

    private static bool TryLock(ref byte taken)
    {
        for (var attempt = 0; attempt < MaxLockAttempts; attempt++)
        {
            if (TMachine.Load(ref taken) == 0 && TMachine.Exchange(ref taken, 1) == 0)
            {
                return true;
            }

            TMachine.Pause();
        }

        return false;
    }

    private static bool TrySend(ushort port, byte character)
    {
        for (var attempt = 0; attempt < MaxPortAttempts; attempt++)
        {
            if ((TMachine.ReadPort((ushort)(port + LineStatus)) & TransmitterEmpty) != 0)
            {
                TMachine.WritePort(port, character);
                return true;
            }

            TMachine.Pause();
        }

        return false;
    }
}
