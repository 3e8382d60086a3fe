using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Tlfs;
using Sidecar.Simulation.Memory;
using Sidecar.Simulation.Processors;

namespace Sidecar.Simulation.Hypervisor;

/// <summary>
/// The part of Hyper-V that a sidecar needs, by the TLFS: hypercalls with their checks and status codes, and VTL return into a scripted guest. Input is checked the way
/// a hypervisor checks a guest it does not trust, so that a kernel that passes here leans on nothing.
/// </summary>
public sealed unsafe partial class SimulatedHypervisor
{
    private const byte InvalidOpcode = 6;
    private const byte Vtl0 = 0;
    private const byte Vtl2 = 2;
    private const ushort CallOffset = 0x20;
    private const ushort ReturnOffset = 0x140;

    /// <summary>Stands for the code on the hypercall page: "vmmcall; ret". Whoever executes a page without it runs into #UD.</summary>
    private const uint PageCode = 0xc3d9_010f;

    private readonly SimulatedMachine _machine;
    private readonly ConcurrentQueue<HypercallRecord> _calls = [];

    internal SimulatedHypervisor(SimulatedMachine machine)
    {
        _machine = machine;
        HypercallPage = machine.Memory.AllocateZeroed(PhysicalMemory.PageSize);
        machine.Memory.At<uint>(HypercallPage) = PageCode;
        machine.Memory.At<uint>(HypercallPage + ReturnOffset) = PageCode;
    }

    /// <summary>Physical address of the hypercall page. The host may clear it once the kernel has started: the kernel copies it.</summary>
    public ulong HypercallPage { get; }

    /// <summary>Every hypercall so far, in order.</summary>
    public IReadOnlyCollection<HypercallRecord> Calls => _calls;

    /// <summary>Decides about a hypercall before it is looked at: a status to fail it with, or null. May be called by several CPUs at once.</summary>
    public Func<HypercallRecord, HvStatus?> Inject { get; set; } = _ => null;

    /// <summary>Most elements of a rep hypercall that are done before it returns to its caller.</summary>
    public int MaxElements { get; set; } = int.MaxValue;

    /// <summary>Forgets the calls so far.</summary>
    public void ClearCalls() => _calls.Clear();

    internal ulong Call(Processor caller, ulong control, ulong inputAddress, ulong outputAddress)
    {
        ExecutePage(0);
        var word = new Control { Raw = control };
        if (word.Fast || word.VariableHeaderSize != 0 || word.Rsvd0 != 0 || word.Nested || word.Rsvd1 != 0 || word.Rsvd2 != 0)
        {
            return Result(HvStatus.InvalidHypercallInput, 0);
        }

        if (!IsParameterPage(inputAddress) || (outputAddress != 0 && !IsParameterPage(outputAddress)))
        {
            return Result(HvStatus.InvalidAlignment, 0);
        }

        return word.Code switch
        {
            HypercallCode.HvCallGetVpRegisters or HypercallCode.HvCallSetVpRegisters => Repeat(caller, word, inputAddress, outputAddress),
            _ when word.RepCount != 0 || word.RepStart != 0 => Result(HvStatus.InvalidHypercallInput, 0),
            HypercallCode.HvCallEnableVpVtl => Simple(caller, word, VpOf<EnableVpVtlX64>(inputAddress), () => EnableVpVtl(inputAddress)),
            HypercallCode.HvCallStartVirtualProcessor
                => Simple(caller, word, VpOf<StartVirtualProcessorX64>(inputAddress), () => StartVirtualProcessor(inputAddress)),
            HypercallCode.HvCallTranslateVirtualAddressEx
                => Simple(caller, word, caller.VpIndex, () => TranslateVirtualAddress(inputAddress, outputAddress)),
            _ => Result((HvStatus)InvalidHypercallCode, 0),
        };
    }

    /// <summary>TLFS, HV_STATUS_INVALID_HYPERCALL_CODE.</summary>
    private const ushort InvalidHypercallCode = 2;

    private static ulong Result(HvStatus status, int processed)
        => new HypercallOutput { CallStatus = status, ElementsProcessed = (ushort)processed }.Raw;

    private ulong Simple(Processor caller, Control word, uint target, Func<HvStatus> call)
        => Result(Admit(new HypercallRecord(caller.VpIndex, word.Code, 0, 0, target)) ?? call(), 0);

    /// <summary>Writes a call down and asks the test about it.</summary>
    private HvStatus? Admit(HypercallRecord record)
    {
        _calls.Enqueue(record);
        return Inject(record);
    }

    /// <summary>Parameters are 8-byte aligned and do not leave their page (TLFS, "Alignment requirements"); here they start a page, as the kernel's do.</summary>
    private bool IsParameterPage(ulong address)
        => (address & (PhysicalMemory.PageSize - 1)) == 0 && _machine.Memory.Contains(address, PhysicalMemory.PageSize);

    private uint VpOf<T>(ulong inputAddress)
        where T : unmanaged
        // SAFETY: a whole page of input was checked. Both structures have the VP after the partition.
        => ((uint*)inputAddress)[2];

    /// <summary>Executes the kernel's copy of the hypercall page.</summary>
    private void ExecutePage(ushort offset)
    {
        if (Volatile.Read(ref _machine.Memory.At<uint>(_machine.Image.HypercallPage + offset)) != PageCode)
        {
            throw new SimulatedCpuException(InvalidOpcode);
        }
    }
}
