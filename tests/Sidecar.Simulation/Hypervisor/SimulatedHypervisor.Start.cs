using System.Collections.Concurrent;
using Sidecar.Protocol.Tlfs;
using Sidecar.Simulation.Processors;

namespace Sidecar.Simulation.Hypervisor;

/// <content>HvCallEnableVpVtl, HvCallStartVirtualProcessor, HvCallTranslateVirtualAddressEx.</content>
public sealed unsafe partial class SimulatedHypervisor
{
    private readonly ConcurrentDictionary<uint, bool> _hasVtl2 = new();
    private readonly ConcurrentDictionary<uint, bool> _started = new();

    /// <summary>Translates a guest's page for HvCallTranslateVirtualAddressEx. Page n lies at page n + 0x1000 by default.</summary>
    public System.Func<TranslateVirtualAddressX64, (HvStatus Status, TranslateVirtualAddressExOutputX64 Output)> Translate { get; set; }
        = request => (HvStatus.Success, new TranslateVirtualAddressExOutputX64 { GpaPage = request.GvaPage + 0x1000 });

    /// <summary>Lets a VP that is started hang before its first instruction: it never comes up. Asked for each one.</summary>
    public System.Predicate<uint> NeverRuns { get; set; } = _ => false;

    /// <summary>Gives a VP its VTL2 before the kernel does.</summary>
    public void EnableVtl2(uint vpIndex) => _hasVtl2[vpIndex] = true;

    private HvStatus EnableVpVtl(ulong inputAddress)
    {
        // SAFETY: a whole page of input was checked.
        var input = (EnableVpVtlX64*)inputAddress;
        if (TargetProblem(input->PartitionId, input->VpIndex, input->TargetVtl) is { } status)
        {
            return status;
        }

        if (input->Reserved[0] != 0 || input->Reserved[1] != 0 || input->Reserved[2] != 0)
        {
            return HvStatus.InvalidParameter;
        }

        if (StartContext.Problem(_machine, input->VpVtlContext) is { } problem)
        {
            _machine.Note($"HvCallEnableVpVtl for VP {input->VpIndex}: {problem}");
            return HvStatus.InvalidRegisterValue;
        }

        return _hasVtl2.TryAdd(input->VpIndex, value: true) ? HvStatus.Success : HvStatus.VtlAlreadyEnabled;
    }

    private HvStatus StartVirtualProcessor(ulong inputAddress)
    {
        // SAFETY: a whole page of input was checked.
        var input = (StartVirtualProcessorX64*)inputAddress;
        if (TargetProblem(input->PartitionId, input->VpIndex, input->TargetVtl) is { } status)
        {
            return status;
        }

        if (input->Rsvd0 != 0 || input->Rsvd1 != 0)
        {
            return HvStatus.InvalidParameter;
        }

        if (!_hasVtl2.ContainsKey(input->VpIndex))
        {
            return HvStatus.InvalidVtlState;
        }

        if (StartContext.Problem(_machine, input->VpContext) is { } problem)
        {
            _machine.Note($"HvCallStartVirtualProcessor for VP {input->VpIndex}: {problem}");
            return HvStatus.InvalidRegisterValue;
        }

        if (!_started.TryAdd(input->VpIndex, value: true))
        {
            return HvStatus.InvalidVpState;
        }

        if (!NeverRuns(input->VpIndex))
        {
            _machine.Cpus[(int)input->VpIndex].Start(input->VpContext);
        }

        return HvStatus.Success;
    }

    private HvStatus? TargetProblem(ulong partition, uint vpIndex, byte vtl)
        => partition != Hv.PartitionIdSelf ? HvStatus.InvalidPartitionId
            : vpIndex == 0 || vpIndex >= _machine.Cpus.Count ? HvStatus.InvalidVpIndex
            : vtl != Vtl2 ? HvStatus.InvalidParameter
            : null;

    private HvStatus TranslateVirtualAddress(ulong inputAddress, ulong outputAddress)
    {
        // SAFETY: whole pages of input and output were checked.
        var input = *(TranslateVirtualAddressX64*)inputAddress;
        if (input.PartitionId != Hv.PartitionIdSelf)
        {
            return HvStatus.InvalidPartitionId;
        }

        if (input.VpIndex != Hv.VpIndexSelf)
        {
            return HvStatus.InvalidVpIndex;
        }

        if (input.Reserved != 0)
        {
            return HvStatus.InvalidParameter;
        }

        var (status, output) = Translate(input);
        if (status == HvStatus.Success)
        {
            *(TranslateVirtualAddressExOutputX64*)outputAddress = output;
        }

        return status;
    }
}
