using System;
using Sidecar.Hypervisor.Instructions;
using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Translation;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Intercepts;

/// <summary>The instruction that VTL0 stands at: its bytes, as far as VTL0 can fetch them now, and what they say. Another VP may change them at any time; this is one look.</summary>
public unsafe struct GuestInstruction
{
    /// <summary>Bytes that messages have room for.</summary>
    public const int MaxBytes = 16;

    /// <summary>The bytes; zero beyond <see cref="Count"/>.</summary>
    public fixed byte Bytes[MaxBytes];

    /// <summary>How many bytes there are.</summary>
    public byte Count;

    /// <summary>Whether <see cref="Decoded"/> is an instruction.</summary>
    public bool IsDecoded;

    /// <summary>What they say.</summary>
    public Instruction Decoded;

    /// <summary>Length, or 0 when it is unknown.</summary>
    public readonly byte Length => IsDecoded ? Decoded.Length : (byte)0;

    /// <summary>Fetches and decodes.</summary>
    /// <typeparam name="TMachine">The machine.</typeparam>
    public static void Fetch<TMachine>(VirtualProcessor* vp, GuestInstruction* instruction)
        where TMachine : struct, IHypervisorMachine
    {
        *instruction = default;

        // SAFETY: the array is as long as the span.
        var bytes = new Span<byte>(instruction->Bytes, MaxBytes);
        var count = GuestCode<TMachine>.Fetch(vp, Vtl.Vtl0, bytes);
        instruction->Count = (byte)count;
        instruction->IsDecoded = InstructionDecoder.TryDecode(bytes.Slice(0, count), CodeModes.Of(vp->Vtl0.Vmcb), out instruction->Decoded);
    }

    /// <summary>The length of the instruction that VTL0 stands at.</summary>
    /// <param name="vp">The VP.</param>
    /// <param name="usual">The length to believe in when its bytes are gone.</param>
    /// <typeparam name="TMachine">The machine.</typeparam>
    public static byte LengthOf<TMachine>(VirtualProcessor* vp, byte usual)
        where TMachine : struct, IHypervisorMachine
    {
        var vmcb = vp->Vtl0.Vmcb;
        if (vp->Partition->HasNextRip && vmcb->NextRip - vmcb->Rip - 1 < InstructionDecoder.MaxLength)
        {
            return (byte)(vmcb->NextRip - vmcb->Rip);
        }

        GuestInstruction instruction;
        Fetch<TMachine>(vp, &instruction);
        return instruction.IsDecoded ? instruction.Decoded.Length : usual;
    }
}
