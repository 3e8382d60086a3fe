using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Hypercalls;

/// <summary>A hypercall's registers by the caller's convention (TLFS, "Hypercall inputs"): 64-bit RCX, RDX, R8, RAX; 32-bit EDX:EAX, EBX:ECX, EDI:ESI, EDX:EAX.</summary>
public readonly unsafe struct HypercallRegisters
{
    private const int Rax = 0;
    private const int Rcx = 1;
    private const int Rdx = 2;
    private const int Rbx = 3;
    private const int Rsi = 6;
    private const int Rdi = 7;
    private const int R8 = 8;
    private const ushort LongCode = 1 << 9; // L of the VMCB's segment attributes
    private readonly bool _is64Bit;

    /// <summary>Reads them.</summary>
    /// <param name="vp">The VP, VTL2 active.</param>
    public HypercallRegisters(VirtualProcessor* vp)
    {
        var vmcb = vp->Vtl2.Vmcb;
        _is64Bit = (vmcb->Efer & Efer.Lma) != 0 && (vmcb->Cs.Attributes & LongCode) != 0;
        Control = new Control { Raw = _is64Bit ? vp->Gprs[Rcx] : Pair(vp->Gprs[Rdx], vp->Gprs[Rax]) };
        Input = _is64Bit ? vp->Gprs[Rdx] : Pair(vp->Gprs[Rbx], vp->Gprs[Rcx]);
        Output = _is64Bit ? vp->Gprs[R8] : Pair(vp->Gprs[Rdi], vp->Gprs[Rsi]);
        VtlFlags = _is64Bit ? vp->Gprs[Rax] : (uint)vp->Gprs[Rcx];
    }

    /// <summary>The control word.</summary>
    public Control Control { get; }

    /// <summary>Address of the input, or its first eight bytes.</summary>
    public ulong Input { get; }

    /// <summary>Address of the output, or the second eight bytes of input.</summary>
    public ulong Output { get; }

    /// <summary>What a VTL return takes instead of <see cref="Input"/> (TLFS, "VTL return"): bit 0, fast return.</summary>
    public ulong VtlFlags { get; }

    /// <summary>Whether this caller may make hypercalls at all: privilege level 0, protected mode.</summary>
    public static bool MayCall(Vmcb* vmcb) => vmcb->Cpl == 0 && (vmcb->Cr0 & Cr0.Pe) != 0;

    /// <summary>Where the next call begins: the control word as the hypervisor leaves it when it stopped before the list's end.</summary>
    public void SetRepStart(VirtualProcessor* vp, uint start)
    {
        var control = Control;
        control.RepStart = (ushort)start;
        if (_is64Bit)
        {
            vp->Gprs[Rcx] = control.Raw;
        }
        else
        {
            SetPair(vp, control.Raw);
        }
    }

    /// <summary>The result value.</summary>
    public void SetResult(VirtualProcessor* vp, HvStatus status, uint elements)
    {
        var result = new HypercallOutput { CallStatus = status, ElementsProcessed = (ushort)elements };
        if (_is64Bit)
        {
            vp->Gprs[Rax] = result.Raw;
        }
        else
        {
            SetPair(vp, result.Raw);
        }
    }

    private static ulong Pair(ulong high, ulong low) => (high << 32) | (uint)low;

    private static void SetPair(VirtualProcessor* vp, ulong value)
    {
        vp->Gprs[Rax] = (uint)value;
        vp->Gprs[Rdx] = value >> 32;
    }
}
