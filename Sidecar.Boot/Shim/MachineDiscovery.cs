using System;
using Sidecar.Boot.Acpi;
using Sidecar.Boot.Firmware;
using Sidecar.Boot.Information;
using Sidecar.Boot.Machine;
using Sidecar.Boot.Memory;
using Sidecar.Boot.Options;
using Sidecar.Boot.Processors;
using Sidecar.Boot.Time;
using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Shim;

/// <summary>First half of the shim: what machine is this, and what are we asked to do.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static class MachineDiscovery<TMachine>
    where TMachine : IBootMachine
{
    private const uint HypervisorFeature = 1U << 31;

    /// <summary>Reads boot information, options, topology and memory.</summary>
    /// <param name="entryMagic">0 when PVH entered the image, else what the loader left in EAX.</param>
    /// <param name="information">Physical address of the boot information.</param>
    /// <param name="statePages">Pages of handler state a VP that the known handlers need.</param>
    /// <param name="state">Where everything goes.</param>
    /// <returns>Whether the machine can have a sidecar; if not, a line said why.</returns>
    public static bool Discover(uint entryMagic, ulong information, int statePages, ref ShimState state)
    {
        state.Options.SetDefaults(statePages);
        state.Clock = TscCalibration<TMachine>.Calibrate();

        var result = entryMagic switch
        {
            0 => PvhInformation.Read<TMachine>(information, ref state.Information),
            MultibootInformation.EntryMagic => MultibootInformation.Read<TMachine>(information, ref state.Information),
            _ => new BootInformationResult(BootInformationProblem.Protocol, entryMagic),
        };
        result = result.IsGood ? ModuleArchive.Unpack<TMachine>(ref state.Information) : result;
        BootReport<TMachine>.PrintMachine(state);
        ReadOptions(ref state);

        state.HasX2Apic = LocalApic<TMachine>.IsAvailable;
        state.BootApicId = state.HasX2Apic ? LocalApic<TMachine>.Enable() : LocalApic<TMachine>.InitialId;
        if (!result.IsGood)
        {
            Span<byte> buffer = stackalloc byte[BootLine<TMachine>.MaxLength];
            var text = new Utf8Writer(buffer);
            result.Describe(ref text);
            BootLine<TMachine>.Refuse(text.Written);
            return false;
        }

        // Memory and processors before anything else is refused: the host kernel needs to know them too, sidecar or not.
        MemoryPlan.Fill(state.Information, TMachine.Image, TMachine.MappedEnd, ref state.Memory);
        if (!ReadTopology(ref state))
        {
            return false;
        }

        MemoryPlan.Assign(state.Topology.Memory, ref state.Memory);
        if (state.Options.MemoryLimit != 0)
        {
            state.Memory.Limit(state.Options.MemoryLimit);
        }

        BootReport<TMachine>.PrintTopology(ref state);
        return HasWhatTheKernelNeeds(state);
    }

    private static bool HasWhatTheKernelNeeds(in ShimState state)
    {
        const uint NoExecute = 1U << 20;
        if (!state.HasX2Apic)
        {
            BootLine<TMachine>.Refuse("this CPU has no x2APIC (CPUID 1, ECX bit 21), which the sidecar needs"u8);
            return false;
        }

        if (TMachine.Cpuid(0x8000_0000, 0).Eax < 0x8000_0001 || (TMachine.Cpuid(0x8000_0001, 0).Edx & NoExecute) == 0)
        {
            BootLine<TMachine>.Refuse("this CPU has no no-execute pages (CPUID 0x80000001, EDX bit 20), which the sidecar needs"u8);
            return false;
        }

        return true;
    }

    /// <summary>The command line is the loader's, unless QEMU was given another: a finished ISO has one of its own.</summary>
    private static void ReadOptions(ref ShimState state)
    {
        var underHypervisor = (TMachine.Cpuid(1, 0).Ecx & HypervisorFeature) != 0;
        if (underHypervisor && FirmwareConfiguration<TMachine>.IsPresent)
        {
            Span<byte> text = stackalloc byte[BootInformation.MaxCommandLine + 1];
            if (FirmwareConfiguration<TMachine>.TryRead("opt/sidecar/cmdline"u8, text, out var length))
            {
                text = text[..length];
                // QEMU hands a string over without its zero, a file may have one.
                var end = text.IndexOf((byte)0);
                state.Information.CommandLine = end < 0 ? text : text[..end];
            }
        }

        CommandLine.Parse(state.Information.CommandLine, ref state.Options);
        BootReport<TMachine>.PrintOptions(state);
    }

    private static bool ReadTopology(ref ShimState state)
    {
        var result = AcpiTables.Open<TMachine>(state.Information.Rsdp, out var tables);
        if (result.IsGood)
        {
            result = tables.Find<TMachine>(AcpiSignature.Madt, out var madt);
            result = result.IsGood ? Madt.Read(madt, ref state.Topology) : result;
        }

        if (!result.IsGood)
        {
            return Refuse(result);
        }

        result = tables.Find<TMachine>(AcpiSignature.Srat, out var srat);
        result = result.IsGood ? Srat.Read(srat, ref state.Topology) : result;
        if (!result.IsGood)
        {
            // A machine without the table has one node. A table that is damaged is not worth a sidecar either: it costs locality only.
            state.Topology.ForgetNumaNodes();
            if (result.Problem != AcpiProblem.Missing)
            {
                Span<byte> buffer = stackalloc byte[BootLine<TMachine>.MaxLength];
                var text = new Utf8Writer(buffer);
                result.Describe(ref text);
                text.Write("; all is taken for one NUMA node"u8);
                BootLine<TMachine>.Print(text.Written);
            }
        }

        if (!state.Topology.Order(state.BootApicId))
        {
            return Refuse(new(AcpiProblem.NoBootProcessor, AcpiSignature.Madt, state.BootApicId));
        }

        if (state.Options.CpuLimit != 0)
        {
            state.Topology.Limit(state.Options.CpuLimit);
        }

        return true;
    }

    private static bool Refuse(AcpiResult result)
    {
        Span<byte> buffer = stackalloc byte[BootLine<TMachine>.MaxLength];
        var text = new Utf8Writer(buffer);
        result.Describe(ref text);
        BootLine<TMachine>.Refuse(text.Written);
        return false;
    }
}
