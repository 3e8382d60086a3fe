using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Acpi;

/// <summary>Whether an ACPI table could be read, and what stood in the way.</summary>
/// <param name="problem">What is wrong.</param>
/// <param name="signature">The table it is about.</param>
/// <param name="value">The value that is wrong, see <see cref="AcpiProblem"/>.</param>
public readonly struct AcpiResult(AcpiProblem problem, AcpiSignature signature = AcpiSignature.None, ulong value = 0)
{
    /// <summary>What is wrong.</summary>
    public AcpiProblem Problem { get; } = problem;

    /// <summary>The table it is about.</summary>
    public AcpiSignature Signature { get; } = signature;

    /// <summary>The value that is wrong, see <see cref="AcpiProblem"/>.</summary>
    public ulong Value { get; } = value;

    /// <summary>Whether all is well.</summary>
    public bool IsGood => Problem == AcpiProblem.None;

    /// <summary>Appends one sentence.</summary>
    public void Describe(ref Utf8Writer text)
    {
        text.Write("ACPI: "u8);
        switch (Problem)
        {
            case AcpiProblem.None:
                text.Write("good"u8);
                return;
            case AcpiProblem.NoRootPointer:
                text.Write("no root pointer, neither from the loader nor between 0xe0000 and 0xfffff"u8);
                return;
            case AcpiProblem.RootPointerSignature:
                text.Write("the root pointer at "u8);
                text.WriteHex(Value);
                text.Write(" does not start with \"RSD PTR \""u8);
                return;
            case AcpiProblem.RootPointerChecksum:
                text.Write("the root pointer at "u8);
                text.WriteHex(Value);
                text.Write(" has a wrong checksum"u8);
                return;
        }

        Signature.Write(ref text);
        switch (Problem)
        {
            case AcpiProblem.Unreachable:
                text.Write(" points to "u8);
                text.WriteHex(Value);
                text.Write(", outside of mapped memory"u8);
                break;
            case AcpiProblem.Signature:
                text.Write(" expected at "u8);
                text.WriteHex(Value);
                text.Write(", another table is there"u8);
                break;
            case AcpiProblem.Length:
                text.Write(" says it has "u8);
                text.WriteDecimal(Value);
                text.Write(" bytes, which makes no sense"u8);
                break;
            case AcpiProblem.Checksum:
                text.Write(" has a wrong checksum, its bytes add up to "u8);
                text.WriteHex(Value);
                break;
            case AcpiProblem.Missing:
                text.Write(" is not there"u8);
                break;
            case AcpiProblem.EntryLength:
                text.Write(" has an entry of impossible length at offset "u8);
                text.WriteDecimal(Value);
                break;
            case AcpiProblem.TooManyProcessors:
                text.Write(" names more than "u8);
                text.WriteDecimal(Value);
                text.Write(" processors"u8);
                break;
            case AcpiProblem.NoProcessors:
                text.Write(" names no enabled processor"u8);
                break;
            case AcpiProblem.NoBootProcessor:
                text.Write(" does not name the processor that boots, APIC id "u8);
                text.WriteDecimal(Value);
                break;
            case AcpiProblem.TooManyNumaNodes:
                text.Write(" names more than "u8);
                text.WriteDecimal(Value);
                text.Write(" NUMA nodes"u8);
                break;
            case AcpiProblem.TooManyMemoryRanges:
                text.Write(" names more than "u8);
                text.WriteDecimal(Value);
                text.Write(" memory ranges"u8);
                break;
        }
    }
}
