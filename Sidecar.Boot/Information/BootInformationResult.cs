using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Information;

/// <summary>Whether boot information could be read, and what stood in the way.</summary>
/// <param name="problem">What is wrong.</param>
/// <param name="value">The value that is.</param>
public readonly struct BootInformationResult(BootInformationProblem problem, ulong value = 0)
{
    /// <summary>What is wrong.</summary>
    public BootInformationProblem Problem { get; } = problem;

    /// <summary>The value that is, see <see cref="BootInformationProblem"/>.</summary>
    public ulong Value { get; } = value;

    /// <summary>Whether all is well.</summary>
    public bool IsGood => Problem == BootInformationProblem.None;

    /// <summary>Appends one sentence.</summary>
    public void Describe(ref Utf8Writer text)
    {
        text.Write("boot information: "u8);
        switch (Problem)
        {
            case BootInformationProblem.None:
                text.Write("good"u8);
                break;
            case BootInformationProblem.Unreachable:
                text.Write("it points to "u8);
                text.WriteHex(Value);
                text.Write(", outside of mapped memory"u8);
                break;
            case BootInformationProblem.Magic:
                text.Write("PVH magic is "u8);
                text.WriteHex(Value);
                text.Write(", expected 0x336ec578"u8);
                break;
            case BootInformationProblem.Version:
                text.Write("PVH version "u8);
                text.WriteDecimal(Value);
                text.Write(" has no memory map, version 1 or newer is needed"u8);
                break;
            case BootInformationProblem.TotalSize:
                text.Write("Multiboot2 total size is "u8);
                text.WriteDecimal(Value);
                text.Write(" bytes, expected 16 to 1048576"u8);
                break;
            case BootInformationProblem.TagSize:
                text.Write("the Multiboot2 tag at offset "u8);
                text.WriteDecimal(Value);
                text.Write(" has an impossible size"u8);
                break;
            case BootInformationProblem.RegionSize:
                text.Write("Multiboot2 memory map entries of "u8);
                text.WriteDecimal(Value);
                text.Write(" bytes, expected a multiple of 8 from 24 on"u8);
                break;
            case BootInformationProblem.TooManyRegions:
                text.Write("the memory map has more than "u8);
                text.WriteDecimal(Value);
                text.Write(" entries"u8);
                break;
            case BootInformationProblem.TooManyModules:
                text.Write("there are more than "u8);
                text.WriteDecimal(Value);
                text.Write(" modules"u8);
                break;
            case BootInformationProblem.ModuleRange:
                text.Write("the module at "u8);
                text.WriteHex(Value);
                text.Write(" has an impossible size"u8);
                break;
            case BootInformationProblem.NoMemoryMap:
                text.Write("there is no memory map"u8);
                break;
            case BootInformationProblem.Protocol:
                text.Write("entered with "u8);
                text.WriteHex(Value);
                text.Write(", by neither PVH nor Multiboot2"u8);
                break;
            case BootInformationProblem.ArchiveHeader:
                text.Write("the archive of modules has no member's header at offset "u8);
                text.WriteDecimal(Value);
                break;
            case BootInformationProblem.ArchiveName:
                text.Write("the member at offset "u8);
                text.WriteDecimal(Value);
                text.Write(" of the archive of modules has a name without end"u8);
                break;
            case BootInformationProblem.ArchiveSize:
                text.Write("the member at offset "u8);
                text.WriteDecimal(Value);
                text.Write(" of the archive of modules is longer than the archive"u8);
                break;
        }
    }
}
