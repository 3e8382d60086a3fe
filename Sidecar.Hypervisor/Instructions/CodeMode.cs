using Sidecar.Hypervisor.Svm;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Instructions;

/// <summary>Bits that code works with by default.</summary>
public enum CodeMode : byte
{
    Bits16 = 0,
    Bits32 = 1,
    Bits64 = 2,
}

/// <summary>Finds out a VTL's <see cref="CodeMode"/>.</summary>
public static unsafe class CodeModes
{
    private const int LongBit = 9;
    private const int DefaultBit = 10;

    /// <summary>By EFER.LMA and CS.</summary>
    public static CodeMode Of(Vmcb* vmcb)
    {
        if ((vmcb->Efer & Efer.Lma) != 0 && ((vmcb->Cs.Attributes >> LongBit) & 1) != 0)
        {
            return CodeMode.Bits64;
        }

        return ((vmcb->Cs.Attributes >> DefaultBit) & 1) != 0 ? CodeMode.Bits32 : CodeMode.Bits16;
    }
}
