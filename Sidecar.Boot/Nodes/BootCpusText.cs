using Sidecar.Boot.Processors;
using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Nodes;

/// <summary>
/// The <c>boot_cpus=</c> word of the host kernel's command line: every CPU that the host starts itself, that is, all that the sidecar does not. The model
/// leaves the only CPU of a one-CPU NUMA node out of this list, so that nobody would ever start it.
/// </summary>
public static class BootCpusText
{
    /// <summary>Bytes that always suffice: every number below the capacity with a comma.</summary>
    public const int MaxLength = 10 + (ProcessorSet.Capacity * 5);

    /// <summary>Appends the word.</summary>
    /// <param name="processorCount">Number of processors.</param>
    /// <param name="started">Those that the sidecar starts.</param>
    /// <param name="text">Where it goes.</param>
    public static void Write(int processorCount, in ProcessorSet started, ref Utf8Writer text)
    {
        text.Write("boot_cpus="u8);
        var first = true;
        for (var processor = 0; processor < processorCount; processor++)
        {
            if (started.Contains(processor))
            {
                continue;
            }

            if (!first)
            {
                text.Write((byte)',');
            }

            text.WriteDecimal((ulong)processor);
            first = false;
        }
    }
}
