using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Registers;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Instructions;

/// <summary>Linear addresses of memory operands, by a VTL's registers.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class OperandAddress<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const byte Rsp = 4;
    private const byte Fs = 4;
    private const int DefaultBit = 10;

    /// <summary>The linear address of an operand's first byte.</summary>
    /// <param name="vp">The VP, on its own CPU.</param>
    /// <param name="vtl">Whose instruction it is.</param>
    /// <param name="instruction">The instruction at the VTL's RIP.</param>
    /// <param name="operand">One of its operands, which exists.</param>
    public static ulong Of(VirtualProcessor* vp, Vtl vtl, in Instruction instruction, in MemoryOperand operand)
    {
        var vmcb = VirtualProcessor.StateOf(vp, vtl)->Vmcb;
        var offset = operand.Displacement;
        if (operand.Base == MemoryOperand.NextInstruction)
        {
            offset += vmcb->Rip + instruction.Length;
        }
        else if (operand.Base != MemoryOperand.NoRegister)
        {
            offset += Register(vp, vmcb, operand.Base);
        }

        if (operand.Index != MemoryOperand.NoRegister)
        {
            var index = Register(vp, vmcb, operand.Index);
            offset += (operand.ByteIndex ? (byte)index : index) << operand.Scale;
        }

        offset &= Mask(vmcb, operand.AddressSize);
        if (CodeModes.Of(vmcb) == CodeMode.Bits64)
        {
            return operand.Segment >= Fs ? offset + BaseOf(vp, vtl, vmcb, operand.Segment) : offset;
        }

        return (uint)(offset + BaseOf(vp, vtl, vmcb, operand.Segment));
    }

    // SAFETY: a general register's number is below 16.
    private static ulong Register(VirtualProcessor* vp, Vmcb* vmcb, byte number) => number == Rsp ? vmcb->Rsp : vp->Gprs[number & 15];

    /// <summary>0 stands for the stack, whose segment says how wide an address is.</summary>
    private static ulong Mask(Vmcb* vmcb, byte size) => size switch
    {
        8 => ulong.MaxValue,
        4 => uint.MaxValue,
        2 => ushort.MaxValue,
        _ => ((vmcb->Ss.Attributes >> DefaultBit) & 1) != 0 ? uint.MaxValue : ushort.MaxValue,
    };

    private static ulong BaseOf(VirtualProcessor* vp, Vtl vtl, Vmcb* vmcb, byte segment)
    {
        if (segment >= Fs)
        {
            LoadedState<TMachine>.Fetch(vp, vtl);
        }

        return segment switch
        {
            0 => vmcb->Es.Base,
            1 => vmcb->Cs.Base,
            2 => vmcb->Ss.Base,
            3 => vmcb->Ds.Base,
            4 => vmcb->Fs.Base,
            _ => vmcb->Gs.Base,
        };
    }
}
