using System;
using System.Linq;
using Shouldly;
using Sidecar.Boot.Acpi;
using Sidecar.Boot.Tests.Simulation;
using Xunit;

namespace Sidecar.Boot.Tests.Acpi;

public sealed class AmlWriterTests
{
    private readonly byte[] _buffer = new byte[1 << 21];

    /// <summary>Each length around the places where its encoding grows reads back.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(4_000)]
    [InlineData(1 << 20)]
    public void Length_before_a_term_counts_itself(int around)
    {
        for (var size = Math.Max(0, around - 40); size < around + 140; size++)
        {
            var code = new AmlWriter(_buffer);
            code.WriteName("BUF_"u8);
            code.WriteBuffer(new byte[size]);
            code.IsComplete.ShouldBeTrue();
            AmlReader.Read(_buffer.AsSpan(0, code.Length)).Length.ShouldBe("BUF_ = Buffer \n".Length + (2 * size));
        }
    }

    [Fact]
    public void Terms_read_back()
    {
        var code = new AmlWriter(_buffer);
        var scope = code.BeginScope("\\_SB_"u8);
        var device = code.BeginDevice("DEV0"u8);
        code.WriteName("_HID"u8);
        code.WriteString("TEST0001"u8);
        code.WriteName("_DSD"u8);
        var package = code.BeginPackage(8);
        foreach (var value in new ulong[] { 0, 1, 2, 255, 256, 65_535, 65_536, 0x1_0000_0000 })
        {
            code.WriteInteger(value);
        }

        code.End(package);
        code.End(device);
        code.End(scope);
        AmlReader.Read(_buffer.AsSpan(0, code.Length)).ShouldBe(
            """
            Scope \_SB_
              Device DEV0
                _HID = "TEST0001"
                _DSD = [0, 1, 2, 255, 256, 65535, 65536, 4294967296]

            """);
    }

    [Fact]
    public void What_does_not_fit_is_said()
    {
        foreach (var room in Enumerable.Range(0, 24))
        {
            var code = new AmlWriter(_buffer.AsSpan(0, room));
            var device = code.BeginDevice("DEV0"u8);
            code.WriteName("_HID"u8);
            code.WriteString("TEST0001"u8);
            code.End(device);
            code.IsComplete.ShouldBe(room >= 22);
            code.Length.ShouldBeLessThanOrEqualTo(room);
        }
    }
}
