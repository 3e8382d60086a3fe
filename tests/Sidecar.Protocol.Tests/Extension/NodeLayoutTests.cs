using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Pages;
using Xunit;

namespace Sidecar.Protocol.Tests.Extension;

/// <summary>A node's memory: everything in it, nothing twice, nothing outside. (What <c>required_memory</c> gives is checked with openhcl.txt.)</summary>
public class NodeLayoutTests
{
    private static readonly Gen<(ulong Base, uint Count, uint State, uint Trace)> s_nodes =
        from page in Gen.Choose(0, 0xfffff)
        from count in Gen.Choose(1, 64)
        from state in Gen.Choose(0, (int)NodeLayout.MaxHandlerStatePages)
        from trace in Gen.Choose(0, (int)NodeLayout.MaxTracePages)
        select ((ulong)page << 12, (uint)count, (uint)state, (uint)trace);

    /// <summary>The pieces, each in its place, tile the node's memory: they neither overlap nor leave a hole, and all start on a page.</summary>
    [Fact]
    public void Pieces_tile_the_nodes_memory()
        => Prop.ForAll(s_nodes.ToArbitrary(), node =>
        {
            var layout = new NodeLayout(node.Base, node.Count, node.State, node.Trace);
            var end = node.Base;
            foreach (var (start, size) in Pieces(layout, node.Count, node.State, node.Trace).Where(piece => piece.Size != 0).OrderBy(piece => piece.Start))
            {
                Assert.Equal(end, start);
                Assert.Equal(0UL, start % NodeLayout.PageSize);
                end = start + size;
            }

            Assert.Equal(node.Base + layout.TotalSize, end);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Shared_pages_are_one_run_as_the_kernels_output_states_them()
        => Prop.ForAll(s_nodes.ToArbitrary(), node =>
        {
            var layout = new NodeLayout(node.Base, node.Count, node.State, node.Trace);

            return layout.CommandPage(0) == layout.SharedPages
                && layout.RegisterPage(node.Count - 1) + NodeLayout.PageSize == layout.SharedPages + layout.SharedPagesSize;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Without_the_extension_it_is_OpenHCLs_size()
        => Prop.ForAll(s_nodes.ToArbitrary(), node => new NodeLayout(node.Base, node.Count).TotalSize == NodeLayout.RequiredMemory(node.Count))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Constants_are_OpenHCLs()
    {
        Assert.Equal((ulong)SidecarLimits.PageSize, NodeLayout.PageSize);
        Assert.Equal((uint)SidecarLimits.PerVpShmemPages, NodeLayout.SharedPagesPerVp);
        Assert.Equal((uint)SidecarLimits.PerVpPages, NodeLayout.PrivatePagesPerVp);
    }

    private static IEnumerable<(ulong Start, ulong Size)> Pieces(NodeLayout layout, uint count, uint state, uint trace)
    {
        yield return (layout.ControlPage, NodeLayout.PageSize);
        for (var vp = 0u; vp < count; vp++)
        {
            yield return (layout.CommandPage(vp), NodeLayout.PageSize);
            yield return (layout.RegisterPage(vp), NodeLayout.PageSize);
            yield return (layout.PrivatePages(vp), NodeLayout.PrivatePagesPerVp * NodeLayout.PageSize);
            yield return (layout.HandlerState(vp), state * NodeLayout.PageSize);
            yield return (layout.TraceRing(vp), trace * NodeLayout.PageSize);
        }
    }
}
