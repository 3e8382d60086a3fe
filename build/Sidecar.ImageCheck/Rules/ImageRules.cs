using System.Collections.Generic;
using System.Linq;
using Sidecar.ImageCheck.Elf;

namespace Sidecar.ImageCheck.Rules;

/// <summary>All rules for images.</summary>
public static class ImageRules
{
    /// <summary>What is wrong with an image, one finding for each place; nothing when it is as it should be.</summary>
    /// <param name="name">What to call the image.</param>
    /// <param name="image">The image, with its symbols.</param>
    /// <param name="kind">Which one it is.</param>
    public static IEnumerable<Finding> Check(string name, ElfFile image, ImageKind kind)
    {
        var texts = FormatRule.Check(image, kind).Select(t => ("SCI001", t))
            .Concat(WriteXorExecuteRule.Check(image).Select(t => ("SCI002", t)))
            .Concat(RelocationRule.Check(image).Select(t => ("SCI003", t)))
            .Concat(VectorEncodingRule.Check(image).Select(t => ("SCI004", t)))
            .Concat(AllocationRule.Check(image).Select(t => ("SCI005", t)))
            .Concat(SizeRule.Check(image, kind).Select(t => ("SCI006", t)))
            .Concat(SelfContainedRule.Check(image).Select(t => ("SCI007", t)));
        return texts.Select(t => new Finding(name, t.Item1, t.Item2));
    }
}
