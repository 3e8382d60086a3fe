using System;
using System.Runtime;
using System.Runtime.CompilerServices;
using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Image;

/// <summary>Proves the build: C# that runs on the bare machine.</summary>
internal static class Hello
{
    /// <summary>Called by the entry, on the boot processor.</summary>
    [RuntimeExport("boot_main")]
    private static void Main(uint protocol, uint information)
    {
        Span<byte> buffer = stackalloc byte[80];
        var line = new Utf8Writer(buffer);
        line.Write("hello from C#, protocol "u8);
        line.WriteHex(protocol);
        line.Write(", information at "u8);
        line.WriteHex(information);
        line.Write((byte)'\n');
        foreach (var character in line.Written)
        {
            Serial(character);
        }

        Exit(0x10);
    }

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "boot_serial")]
    private static extern void Serial(byte character);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "boot_exit")]
    private static extern void Exit(uint code);
}
