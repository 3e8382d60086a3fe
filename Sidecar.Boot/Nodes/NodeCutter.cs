using System;
using Sidecar.Boot.Processors;
using Sidecar.Boot.Topology;

namespace Sidecar.Boot.Nodes;

/// <summary>
/// Cuts each NUMA node's run of VPs into equal chunks: as few as the node size allows, all of the same size but for a smaller last one. A chunk none of
/// whose VPs the sidecar would start is left out; its numbers are not used by another, so nodes may be sparse.
/// </summary>
public static class NodeCutter
{
    /// <summary>Makes the plan.</summary>
    /// <param name="processors">The processors, by VP index, those of a NUMA node together.</param>
    /// <param name="nodeSize">Most VPs in a node, base VP included; at least 2.</param>
    /// <param name="wanted">VPs that the sidecar is to start, as far as they are not base VPs.</param>
    /// <param name="plan">The plan; usable when the answer is <see cref="CutProblem.None"/>.</param>
    public static CutProblem Cut(ReadOnlySpan<Processor> processors, int nodeSize, in ProcessorSet wanted, ref NodePlan plan)
    {
        plan = default;
        var anyPair = false;
        for (var first = 0; first < processors.Length;)
        {
            var last = first + 1;
            while (last < processors.Length && processors[last].NumaNode == processors[first].NumaNode)
            {
                last++;
            }

            if (!TryCutRun(first, last, processors[first].NumaNode, nodeSize, wanted, ref plan))
            {
                return CutProblem.TooManyNodes;
            }

            anyPair |= last - first > 1;
            first = last;
        }

        return !anyPair ? CutProblem.OneProcessorEach : plan.Nodes.IsEmpty ? CutProblem.NothingToStart : CutProblem.None;
    }

    private static bool TryCutRun(int first, int last, uint numaNode, int nodeSize, in ProcessorSet wanted, ref NodePlan plan)
    {
        var chunks = (last - first + nodeSize - 1) / nodeSize;
        var chunkSize = (last - first + chunks - 1) / chunks;
        for (; first < last; first += chunkSize)
        {
            var node = new PlannedNode { BaseVp = first, VpCount = Math.Min(chunkSize, last - first), NumaNode = numaNode };
            if (!StartAny(node, wanted, ref plan))
            {
                plan.LeftOutCount++;
            }
            else if (!plan.TryAdd(node))
            {
                return false;
            }
        }

        return true;
    }

    private static bool StartAny(PlannedNode node, in ProcessorSet wanted, ref NodePlan plan)
    {
        var any = false;
        for (var vp = node.BaseVp + 1; vp < node.BaseVp + node.VpCount; vp++)
        {
            if (wanted.Contains(vp))
            {
                plan.Started.Add(vp);
                plan.StartedCount++;
                any = true;
            }
        }

        return any;
    }
}
