using System.Text;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tests.Wire;
using Sidecar.Protocol.Trace;
using Xunit;

namespace Sidecar.Protocol.Tests.Extension;

/// <summary>What this project adds to the parameter page stays clear of what OpenHCL has there.</summary>
public class ExtensionBlockTests
{
    [Fact]
    public void Block_lies_behind_OpenHCLs_parameters_and_within_the_page()
    {
        var last = typeof(SidecarParams).GetField(nameof(SidecarParams.InitialState))!;

        Assert.True(ExtensionBlock.Offset >= WireTypes.OffsetOf(last) + WireTypes.SizeOf(last.FieldType));
        Assert.True(ExtensionBlock.Offset + WireTypes.SizeOf(typeof(ExtensionBlock)) <= SidecarLimits.PageSize);
        Assert.Equal(0, ExtensionBlock.Offset % 8);
    }

    [Fact]
    public void Magics_read_as_their_text()
    {
        Assert.Equal("SIDECEXT", Encoding.ASCII.GetString(WireTypes.Bytes(ExtensionBlock.ExpectedMagic)));
        Assert.Equal("SIDETRAC", Encoding.ASCII.GetString(WireTypes.Bytes(TraceRingHeader.ExpectedMagic)));
    }
}
