using System;
using System.Runtime.InteropServices;
using Sidecar.Boot.Machine;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Boot.Tlfs;

/// <summary>Hypercalls and synthetic MSRs, from the boot processor in VTL2.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static class Tlfs<TMachine>
    where TMachine : IBootMachine
{
    private const uint HypervisorFeature = 1U << 31;
    private const uint InterfaceLeaf = 0x4000_0001;
    private const uint FeaturesLeaf = 0x4000_0003;

    /// <summary>"Hv#1": what follows is the TLFS's (TLFS 2.4).</summary>
    private const uint InterfaceSignature = 0x3123_7648;

    /// <summary>An open source system (bit 63) of a kind that has no number of its own, version 1 (TLFS 2.6).</summary>
    private const ulong GuestOsId = 0xff00_0000_0001_0000;

    private const ulong Enabled = 1;

    /// <summary>Bytes before the names of HvCallGetVpRegisters.</summary>
    private const int RegisterHeader = 16;
    private const int PageSize = 4096;

    /// <summary>Bytes before the page numbers of HvCallModifyVtlProtectionMask: partition, flags, VTL.</summary>
    private const int ProtectionHeader = 16;

    /// <summary>Readable, writable, executable for kernel and user (HV_MAP_GPA_FLAGS).</summary>
    private const uint AllRights = 0xf;

    /// <summary>Whether there is a hypervisor that speaks the TLFS and has virtual trust levels.</summary>
    public static bool IsPresent
        => (TMachine.Cpuid(1, 0).Ecx & HypervisorFeature) != 0
            && TMachine.Cpuid(0x4000_0000, 0).Eax >= FeaturesLeaf
            && TMachine.Cpuid(InterfaceLeaf, 0).Eax == InterfaceSignature
            && Features.AccessVsm;

    private static HvPartitionPrivilege Features
    {
        get
        {
            var leaf = TMachine.Cpuid(FeaturesLeaf, 0);
            return new() { Raw = leaf.Eax | ((ulong)leaf.Ebx << 32) };
        }
    }

    /// <summary>
    /// Introduces us, puts the hypercall page where <paramref name="hypervisor"/> says, and finds out whether this is VTL2.
    /// </summary>
    /// <param name="hypervisor">Its three pages; closed again when this is no VTL2.</param>
    /// <param name="vtl">The VTL that this is.</param>
    /// <returns>The status of the one call that was made.</returns>
    public static HvStatus Open(ref TlfsInterface hypervisor, out int vtl)
    {
        vtl = -1;
        TMachine.WriteMsr(HvX64Msr.GuestOsId, GuestOsId);
        TMachine.WriteMsr(HvX64Msr.Hypercall, hypervisor.HypercallPage | Enabled);
        var status = GetRegister(hypervisor, HvRegisterName.VsmVpStatus, out var value);
        if (status == HvStatus.Success)
        {
            vtl = new HvRegisterVsmVpStatus { Raw = value }.ActiveVtl;
        }

        if (vtl != (int)Vtl.Vtl2)
        {
            TMachine.WriteMsr(HvX64Msr.Hypercall, 0);
            hypervisor = default;
        }

        return status;
    }

    /// <summary>Takes the hypercall page away and says good-bye, if it was open: what runs next makes itself known. The sidecar kernel has a copy of the page.</summary>
    public static void Close(ref TlfsInterface hypervisor)
    {
        if (hypervisor.IsOpen)
        {
            TMachine.WriteMsr(HvX64Msr.Hypercall, 0);
            TMachine.WriteMsr(HvX64Msr.GuestOsId, 0);
            hypervisor = default;
        }
    }

    /// <summary>Reads a register of this VP and VTL.</summary>
    public static HvStatus GetRegister(in TlfsInterface hypervisor, HvRegisterName name, out ulong value)
    {
        var input = TMachine.Map(hypervisor.Input, PageSize);
        MemoryMarshal.Write(input, new GetSetVpRegisters { PartitionId = Hv.PartitionIdSelf, VpIndex = Hv.VpIndexSelf });
        MemoryMarshal.Write(input[RegisterHeader..], (uint)name);
        var status = Repeat(hypervisor, HypercallCode.HvCallGetVpRegisters, 1);
        value = status == HvStatus.Success ? MemoryMarshal.Read<ulong>(TMachine.Map(hypervisor.Output, PageSize)) : 0;
        return status;
    }

    /// <summary>Makes VTL2 of a VP exist, and sets the state it starts with. VtlAlreadyEnabled where it does.</summary>
    public static HvStatus EnableVtl2(in TlfsInterface hypervisor, uint vp, in InitialVpContextX64 context)
    {
        MemoryMarshal.Write(
            TMachine.Map(hypervisor.Input, PageSize),
            new EnableVpVtlX64 { PartitionId = Hv.PartitionIdSelf, VpIndex = vp, TargetVtl = (byte)Vtl.Vtl2, VpVtlContext = context });
        return Call(hypervisor, new Control { Code = HypercallCode.HvCallEnableVpVtl }).CallStatus;
    }

    /// <summary>Starts a VP that does not run, in VTL2.</summary>
    public static HvStatus Start(in TlfsInterface hypervisor, uint vp, in InitialVpContextX64 context)
    {
        MemoryMarshal.Write(
            TMachine.Map(hypervisor.Input, PageSize),
            new StartVirtualProcessorX64 { PartitionId = Hv.PartitionIdSelf, VpIndex = vp, TargetVtl = (byte)Vtl.Vtl2, VpContext = context });
        return Call(hypervisor, new Control { Code = HypercallCode.HvCallStartVirtualProcessor }).CallStatus;
    }

    /// <summary>Gives memory to VTL0: every page of a range, with all rights.</summary>
    public static HvStatus GiveToVtl0(in TlfsInterface hypervisor, Memory.PhysicalRange range)
    {
        const int PerCall = (PageSize - ProtectionHeader) / sizeof(ulong);
        for (var page = range.Start / PageSize; page < range.End / PageSize;)
        {
            var count = (int)Math.Min(PerCall, (range.End / PageSize) - page);
            var input = TMachine.Map(hypervisor.Input, PageSize);
            MemoryMarshal.Write(input, Hv.PartitionIdSelf);
            MemoryMarshal.Write(input[8..], AllRights);
            MemoryMarshal.Write(input[12..], (uint)new HvInputVtl { UseTargetVtl = true, TargetVtlValue = (byte)Vtl.Vtl0 }.Raw);
            for (var i = 0; i < count; i++)
            {
                MemoryMarshal.Write(input[(ProtectionHeader + (i * sizeof(ulong)))..], page + (ulong)i);
            }

            var status = Repeat(hypervisor, HypercallCode.HvCallModifyVtlProtectionMask, count);
            if (status != HvStatus.Success)
            {
                return status;
            }

            page += (ulong)count;
        }

        return HvStatus.Success;
    }

    /// <summary>A rep hypercall over all elements; the hypervisor may stop after some without an error, and is then called again.</summary>
    private static HvStatus Repeat(in TlfsInterface hypervisor, HypercallCode code, int count)
    {
        for (var done = 0; ;)
        {
            var result = Call(hypervisor, new Control { Code = code, RepCount = (ushort)count, RepStart = (ushort)done });
            if (result.CallStatus != HvStatus.Success || result.ElementsProcessed >= count)
            {
                return result.CallStatus;
            }

            if (result.ElementsProcessed <= done)
            {
                return HvStatus.Timeout;
            }

            done = result.ElementsProcessed;
        }
    }

    private static HypercallOutput Call(in TlfsInterface hypervisor, Control control)
        => new() { Raw = TMachine.Hypercall(hypervisor.HypercallPage, control.Raw, hypervisor.Input, hypervisor.Output) };
}
