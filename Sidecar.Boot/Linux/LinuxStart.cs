using System;
using Sidecar.Boot.Acpi;
using Sidecar.Boot.Information;
using Sidecar.Boot.Machine;
using Sidecar.Boot.Memory;
using Sidecar.Boot.Shim;
using Sidecar.Boot.Time;
using Sidecar.Boot.Tlfs;
using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Linux;

/// <summary>From the shim to Linux on the boot processor, with or without a sidecar beside it.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static class LinuxStart<TMachine>
    where TMachine : IBootMachine
{
    /// <summary>Bytes that the command line may have, its zero included: what x86's Linux takes.</summary>
    private const int MaxCommandLine = 2048;

    /// <summary>Starts Linux; returns only when it cannot, after a line that says why.</summary>
    public static void Run(ref ShimState state)
    {
        var result = TryPrepare(ref state, out var entry, out var parameters);
        if (!result.IsGood)
        {
            Span<byte> buffer = stackalloc byte[BootLine<TMachine>.MaxLength];
            var text = new Utf8Writer(buffer);
            text.Write("no Linux: "u8);
            result.Describe(ref text);
            BootLine<TMachine>.Print(text.Written);
            return;
        }

        // Linux makes itself known to the hypervisor, with a hypercall page of its own.
        Tlfs<TMachine>.Close(ref state.Hypervisor);
        TMachine.StartLinux(entry, parameters);
    }

    private static LinuxResult TryPrepare(ref ShimState state, out ulong entry, out ulong parameters)
    {
        entry = 0;
        parameters = 0;
        if (!TryFindModule(state.Information, "linux"u8, out var module))
        {
            return new(LinuxProblem.NoModule);
        }

        var file = TMachine.Map(module.Start, module.Length);
        if (file.IsEmpty)
        {
            return new(LinuxProblem.ModuleUnreachable, module.Start);
        }

        var result = LinuxImage.Open(file, out var image);
        if (!result.IsGood)
        {
            return result;
        }

        // The tables first: they are the sidecar's, and Linux's memory map says so. What is allocated after them is Linux's own.
        result = TryAddTables(ref state, out var tables);
        if (!result.IsGood)
        {
            return result;
        }

        LinuxMemoryMap.Collect(state.Information, state.Memory, state.Trampoline, state.GuestLowMemory, ref state.LinuxMemory);
        if (!TryAllocate(ref state, 2 * BootParameters.Size, PageAllocator.PageSize, out parameters)
            || !TryAllocate(ref state, image.MemorySize, image.Alignment, out var kernel, image.LowestAddress))
        {
            return new(LinuxProblem.Memory, image.MemorySize);
        }

        var page = TMachine.Map(parameters, 2 * BootParameters.Size);
        page.Clear();
        var commandLine = new Utf8Writer(page.Slice(BootParameters.Size, MaxCommandLine));
        WriteCommandLine(state, ref commandLine);
        if (commandLine.Length == MaxCommandLine || commandLine.Length > image.CommandLineSize)
        {
            return new(LinuxProblem.CommandLine, (ulong)Math.Min(image.CommandLineSize, MaxCommandLine - 1));
        }

        var zeroPage = new BootParameters(page[..BootParameters.Size]);
        zeroPage.SetHeader(image, kernel);
        zeroPage.SetCommandLine(parameters + BootParameters.Size);
        zeroPage.SetAcpiRootPointer(tables.Start);
        result = LinuxMemoryMap.Write(state.Information, state.LinuxMemory, tables, zeroPage);
        if (!result.IsGood || !TryPlaceInitramfs(ref state, out var initramfs, out result))
        {
            return result;
        }

        zeroPage.SetRamdisk(initramfs);
        image.Kernel.CopyTo(TMachine.Map(kernel, image.MemorySize));
        entry = LinuxImage.Entry(kernel);
        Print(image, kernel, initramfs, state.LinuxMemory.FreeBytes);
        return default;
    }

    /// <summary>
    /// Linux's own words. With a sidecar it starts no other CPU by itself, and it does not send interrupts to all CPUs at once, which would reach the sidecar's: once every CPU has been its own for a
    /// while, it takes that shortcut. <c>noreplace-smp</c>: it keeps its lock prefixes, which it would otherwise have to put back, all at once and with everything else waiting, when it gets its first
    /// CPU. <c>boot_cpus</c> is for init and for OpenHCL's kernel. <c>lpj</c>, the ticks of its delay loop in a tick of its timer, it would otherwise measure for each CPU that it takes, unless the TSC is
    /// known to be invariant: seconds on an emulated machine. Its loop counts the TSC, so that the number is known here.
    /// </summary>
    private static void WriteCommandLine(in ShimState state, ref Utf8Writer text)
    {
        if (state.SidecarStarted)
        {
            text.Write("maxcpus=1 no_ipi_broadcast=1 noreplace-smp "u8);
            text.Write(state.BootCpus);
            text.Write(" "u8);
        }

        if (state.Options.LinuxHz != 0 && state.Clock.Source != TscSource.Assumed)
        {
            text.Write("lpj="u8);
            text.WriteDecimal(state.Clock.Frequency / (ulong)state.Options.LinuxHz);
            text.Write(" "u8);
        }

        text.Write(state.Options.HostArguments(state.Information.CommandLine));
    }

    private static LinuxResult TryAddTables(ref ShimState state, out PhysicalRange memory)
    {
        memory = default;
        var nodes = state.SidecarStarted ? state.Plan.Nodes.Length : 0;
        if (!AcpiTables.Open<TMachine>(state.Information.Rsdp, out var firmware).IsGood || !firmware.Count<TMachine>(out var count).IsGood)
        {
            return new(LinuxProblem.Acpi);
        }

        var rootOffset = 64;
        var rootLength = AcpiTables.HeaderSize + ((count + 1) * sizeof(ulong));
        var devicesOffset = (rootOffset + rootLength + 63) & ~63;
        var bytes = (ulong)(devicesOffset + SidecarDevices.MostBytes(nodes));
        if (!state.Memory.TryAllocate(bytes, PageAllocator.PageSize, PageAllocator.NoNumaNode, out var allocated))
        {
            return new(LinuxProblem.Memory, bytes);
        }

        memory = allocated.Range;
        var tables = TMachine.Map(memory.Start, memory.Length);
        tables.Clear();
        var start = memory.Start;
        var result = SidecarDevices.Write<TMachine>(tables[devicesOffset..], ref state, nodes);
        if (result.IsGood && !firmware.CopyRoot<TMachine>(tables.Slice(rootOffset, rootLength), start + (ulong)devicesOffset).IsGood)
        {
            result = new(LinuxProblem.Acpi);
        }

        AcpiHeader.WriteRootPointer(tables[..AcpiHeader.RootPointerSize], start + (ulong)rootOffset);
        return result;
    }

    /// <summary>Copies the initramfs to pages of its own, which Linux frees once it has unpacked it. Without one, Linux looks for a disk.</summary>
    private static bool TryPlaceInitramfs(ref ShimState state, out PhysicalRange range, out LinuxResult result)
    {
        result = default;
        range = default;
        if (!TryFindModule(state.Information, "initramfs"u8, out var module))
        {
            return true;
        }

        var file = TMachine.Map(module.Start, module.Length);
        if (file.IsEmpty)
        {
            result = new(LinuxProblem.ModuleUnreachable, module.Start);
            return false;
        }

        if (!TryAllocate(ref state, module.Length, PageAllocator.PageSize, out var address))
        {
            result = new(LinuxProblem.Memory, module.Length);
            return false;
        }

        file.CopyTo(TMachine.Map(address, module.Length));
        range = PhysicalRange.OfLength(address, module.Length);
        return true;
    }

    private static bool TryAllocate(ref ShimState state, ulong bytes, ulong alignment, out ulong address, ulong lowest = 0)
    {
        var found = state.Memory.TryAllocate(bytes, alignment, PageAllocator.NoNumaNode, out var memory, lowest);
        address = memory.Range.Start;
        return found;
    }

    private static bool TryFindModule(in BootInformation information, ReadOnlySpan<byte> wanted, out PhysicalRange range)
    {
        foreach (ref readonly var module in information.Modules)
        {
            if (module.IsCalled(wanted))
            {
                range = module.Range;
                return true;
            }
        }

        range = default;
        return false;
    }

    private static void Print(LinuxImage image, ulong kernel, PhysicalRange initramfs, ulong memory)
    {
        Span<byte> buffer = stackalloc byte[BootLine<TMachine>.MaxLength];
        var text = new Utf8Writer(buffer);
        text.Write("Linux "u8);
        var version = image.Version;
        var end = version.IndexOf((byte)' ');
        text.Write(end < 0 ? version : version[..end]);
        text.Write(" at "u8);
        text.WriteHex(kernel);
        text.Write(", initramfs of "u8);
        text.WriteDecimal(initramfs.Length >> 10);
        text.Write(" KiB, "u8);
        text.WriteDecimal(memory >> 10);
        text.Write(" KiB of memory"u8);
        BootLine<TMachine>.Print(text.Written);
    }
}
