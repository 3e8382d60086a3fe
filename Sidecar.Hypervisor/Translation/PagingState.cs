using Sidecar.Hypervisor.Svm;

namespace Sidecar.Hypervisor.Translation;

/// <summary>
/// What of a VTL's state decides a translation. PKRU is not in it: it is in the CPU, where no VMCB keeps it, so protection keys (CR4.PKE) forbid nothing here.
/// </summary>
public unsafe struct PagingState
{
    private const ulong Cr4La57 = 1UL << 12;
    private const ulong AlignmentCheckFlag = 1UL << 18;

    /// <summary>CR0.</summary>
    public ulong Cr0;

    /// <summary>CR3.</summary>
    public ulong Cr3;

    /// <summary>CR4.</summary>
    public ulong Cr4;

    /// <summary>EFER.</summary>
    public ulong Efer;

    /// <summary>The page attribute table.</summary>
    public ulong Pat;

    /// <summary>RFLAGS.</summary>
    public ulong Rflags;

    /// <summary>Current privilege level, 0 to 3.</summary>
    public byte Cpl;

    /// <summary>RFLAGS.AC, which lifts SMAP.</summary>
    public readonly bool AlignmentCheck => (Rflags & AlignmentCheckFlag) != 0;

    /// <summary>Whether no-execute bits count: otherwise they are reserved, or do not exist.</summary>
    public readonly bool HasNoExecute => (Efer & Protocol.X64.Efer.Nxe) != 0 && Mode >= PagingMode.Pae;

    /// <summary>How addresses are translated (AMD APM 2, 5.1).</summary>
    public readonly PagingMode Mode
    {
        get
        {
            if ((Cr0 & Protocol.X64.Cr0.Pg) == 0)
            {
                return PagingMode.None;
            }

            if ((Efer & Protocol.X64.Efer.Lma) != 0)
            {
                return (Cr4 & Cr4La57) != 0 ? PagingMode.FiveLevels : PagingMode.FourLevels;
            }

            return (Cr4 & Protocol.X64.Cr4.Pae) != 0 ? PagingMode.Pae : PagingMode.Legacy;
        }
    }

    /// <summary>The state that a VMCB holds.</summary>
    public static PagingState Of(Vmcb* vmcb) => new()
    {
        Cr0 = vmcb->Cr0,
        Cr3 = vmcb->Cr3,
        Cr4 = vmcb->Cr4,
        Efer = vmcb->Efer,
        Pat = vmcb->Pat,
        Rflags = vmcb->Rflags,
        Cpl = vmcb->Cpl,
    };
}
