using System.Buffers.Binary;
using System.Runtime;
using Sidecar.Cosmos.Plugs;
using Sidecar.Protocol.Guests;
using Sidecar.Protocol.Text;

namespace Sidecar.Guests;

/// <summary>Prints a line: which VP, of how many, under which hypervisor.</summary>
internal static unsafe class HelloGuest
{
    private const uint WrongVersion = 1;
    private const uint HypervisorLeaf = 0x4000_0000;

    [RuntimeExport("guest_hello")]
    private static uint Main(uint vp, uint count, GuestParameters* parameters)
    {
        // SAFETY: the loader put the parameters where it says; CPUID fills four words.
        if (parameters->Version != GuestParameters.ExpectedVersion)
        {
            return WrongVersion;
        }

        var leaf = stackalloc uint[4];
        Cpuid.Query(HypervisorLeaf, 0, leaf);
        var vendor = stackalloc byte[12];
        for (var i = 0; i < 3; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(new System.Span<byte>(vendor + (4 * i), 4), leaf[i + 1]);
        }

        var text = new Utf8Writer(stackalloc byte[96]);
        text.Write("hello from VP "u8);
        text.WriteDecimal(vp);
        text.Write(", one of "u8);
        text.WriteDecimal(count);
        text.Write(", under "u8);
        text.Write(new System.ReadOnlySpan<byte>(vendor, 12));
        text.Write("\n"u8);
        SerialText.Write(text.Written);
        return 0;
    }
}
