using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using Sidecar.Protocol.Tlfs;
using Sidecar.Simulation.Memory;
using Sidecar.Simulation.Processors;

namespace Sidecar.Simulation.Hypervisor;

/// <content>HvCallGetVpRegisters and HvCallSetVpRegisters.</content>
public sealed unsafe partial class SimulatedHypervisor
{
    private readonly ConcurrentDictionary<(uint Vp, byte Vtl, HvRegisterName Name), HvRegisterValue> _registers = new();

    /// <summary>Whether DR6 is shared between VTLs, and thus not the hypervisor's to serve.</summary>
    public bool Dr6Shared { get; set; }

    /// <summary>Whether there are register pages.</summary>
    public bool OffersRegisterPage { get; set; } = true;

    /// <summary>A register of a VP in a VTL, for tests that look or prepare.</summary>
    public HvRegisterValue this[uint vpIndex, byte vtl, HvRegisterName name]
    {
        get => _registers.GetValueOrDefault((vpIndex, vtl, name));
        set => _registers[(vpIndex, vtl, name)] = value;
    }

    private ulong Repeat(Processor caller, Control word, ulong inputAddress, ulong outputAddress)
    {
        var set = word.Code == HypercallCode.HvCallSetVpRegisters;
        // SAFETY: a whole page each was checked by the caller, and the elements are checked to lie within it.
        var header = *(GetSetVpRegisters*)inputAddress;
        var elementSize = set ? sizeof(HvRegisterAssoc) : sizeof(HvRegisterName);
        if (word.RepCount == 0 || word.RepStart >= word.RepCount || sizeof(GetSetVpRegisters) + (word.RepCount * elementSize) > (int)PhysicalMemory.PageSize)
        {
            return Result(HvStatus.InvalidHypercallInput, 0);
        }

        var target = header.VpIndex == Hv.VpIndexSelf ? caller.VpIndex : header.VpIndex;
        var refused = Admit(new HypercallRecord(caller.VpIndex, word.Code, word.RepStart, word.RepCount, target)) ?? HeaderProblem(header, target);
        if (refused is { } status)
        {
            return Result(status, word.RepStart);
        }

        var vtl = header.TargetVtl.UseTargetVtl ? header.TargetVtl.TargetVtlValue : Vtl2;
        var end = (int)Math.Min(word.RepCount, (long)word.RepStart + MaxElements);
        for (var index = (int)word.RepStart; index < end; index++)
        {
            var elements = inputAddress + (ulong)sizeof(GetSetVpRegisters);
            var failure = set
                ? Set(target, vtl, ((HvRegisterAssoc*)elements)[index])
                : Get(target, vtl, ((HvRegisterName*)elements)[index], out ((HvRegisterValue*)outputAddress)[index]);
            if (failure != HvStatus.Success)
            {
                return Result(failure, index);
            }
        }

        return Result(HvStatus.Success, end);
    }

    private HvStatus? HeaderProblem(in GetSetVpRegisters header, uint target)
        => header.PartitionId != Hv.PartitionIdSelf ? HvStatus.InvalidPartitionId
            : target >= _machine.Cpus.Count ? HvStatus.InvalidVpIndex
            : header.TargetVtl.Reserved != 0 || header.Rsvd[0] != 0 || header.Rsvd[1] != 0 || header.Rsvd[2] != 0 ? HvStatus.InvalidParameter
            : header.TargetVtl is { UseTargetVtl: true, TargetVtlValue: > Vtl2 } ? HvStatus.InvalidParameter
            : null;

    private HvStatus Get(uint vpIndex, byte vtl, HvRegisterName name, out HvRegisterValue value)
    {
        value = name switch
        {
            HvRegisterName.VsmCodePageOffsets
                => HvRegisterValue.From(new HvRegisterVsmCodePageOffsets { CallOffset = CallOffset, ReturnOffset = ReturnOffset }.Raw),
            HvRegisterName.VsmCapabilities => HvRegisterValue.From(new HvRegisterVsmCapabilities { Dr6Shared = Dr6Shared }.Raw),
            _ => _registers.GetValueOrDefault((vpIndex, vtl, name)),
        };
        return Exists(name) ? HvStatus.Success : HvStatus.InvalidParameter;
    }

    private HvStatus Set(uint vpIndex, byte vtl, HvRegisterAssoc register)
    {
        if (register.Pad[0] != 0 || register.Pad[1] != 0 || register.Pad[2] != 0 || !Exists(register.Name))
        {
            return HvStatus.InvalidParameter;
        }

        switch (register.Name)
        {
            case HvRegisterName.VsmCodePageOffsets or HvRegisterName.VsmCapabilities:
                return HvStatus.InvalidParameter;

            case HvRegisterName.Rflags when (register.Value.Low & 2) == 0:
                return HvStatus.InvalidRegisterValue;

            case HvRegisterName.RegisterPage when !OffersRegisterPage:
                return HvStatus.InvalidParameter;

            case HvRegisterName.RegisterPage when (register.Value.Low & 1) != 0 && !IsParameterPage(register.Value.Low & ~0xfffUL):
                return HvStatus.InvalidRegisterValue;

            default:
                _registers[(vpIndex, vtl, register.Name)] = register.Value;
                return HvStatus.Success;
        }
    }

    /// <summary>What all VTLs share is not for this call here, so that a kernel that does not serve it on the CPU itself fails.</summary>
    private bool Exists(HvRegisterName name) => Enum.IsDefined(name) && name switch
    {
        HvRegisterName.Dr0 or HvRegisterName.Dr1 or HvRegisterName.Dr2 or HvRegisterName.Dr3 => false,
        HvRegisterName.Dr6 => !Dr6Shared,
        >= HvRegisterName.MsrMtrrDefType and <= HvRegisterName.MsrMtrrFix4kF8000 => false,
        _ => true,
    };
}
