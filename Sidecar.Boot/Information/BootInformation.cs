using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Sidecar.Boot.Memory;

namespace Sidecar.Boot.Information;

/// <summary>
/// What the boot loader said, copied out of its memory into one structure of fixed capacity: that memory may be handed out later.
/// </summary>
public struct BootInformation
{
    /// <summary>Entries of the memory map that are kept.</summary>
    public const int MaxRegions = 256;

    /// <summary>Modules that are kept.</summary>
    public const int MaxModules = 20;

    /// <summary>Bytes of the command line that are kept.</summary>
    public const int MaxCommandLine = 2048;

    /// <summary>How the image was entered.</summary>
    public BootProtocol Protocol;

    /// <summary>Physical address of ACPI's root pointer; 0 when the loader gave none.</summary>
    public ulong Rsdp;

    /// <summary>Whether a part of the command line did not fit.</summary>
    public bool CommandLineCut;

    private RegionBuffer _regions;
    private ModuleBuffer _modules;
    private CommandLineBuffer _commandLine;
    private int _regionCount;
    private int _moduleCount;
    private int _commandLineLength;

    /// <summary>The memory map.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<MemoryRegion> Regions => ((ReadOnlySpan<MemoryRegion>)_regions)[.._regionCount];

    /// <summary>The modules.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<BootModule> Modules => ((ReadOnlySpan<BootModule>)_modules)[.._moduleCount];

    /// <summary>The command line, without its terminating zero.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> CommandLine
    {
        readonly get => ((ReadOnlySpan<byte>)_commandLine)[.._commandLineLength];
        set
        {
            _commandLineLength = Math.Min(value.Length, MaxCommandLine);
            CommandLineCut = value.Length > MaxCommandLine;
            value[.._commandLineLength].CopyTo(_commandLine);
        }
    }

    /// <summary>Adds an entry to the memory map; false when it is full.</summary>
    public bool TryAddRegion(ulong start, ulong length, uint kind)
    {
        if (_regionCount == MaxRegions)
        {
            return false;
        }

        _regions[_regionCount++] = new MemoryRegion { Range = PhysicalRange.OfLength(start, length), Kind = kind };
        return true;
    }

    /// <summary>Adds a module; false when there is no room.</summary>
    public bool TryAddModule(PhysicalRange range, scoped ReadOnlySpan<byte> name)
    {
        if (_moduleCount == MaxModules)
        {
            return false;
        }

        ref var module = ref _modules[_moduleCount++];
        module.Range = range;
        module.Name = name;
        return true;
    }

    /// <summary>Gives a module another name.</summary>
    /// <param name="index">Which of <see cref="Modules"/>.</param>
    /// <param name="name">The name.</param>
    public void NameModule(int index, scoped ReadOnlySpan<byte> name) => _modules[index].Name = name;

    [InlineArray(MaxRegions)]
    private struct RegionBuffer
    {
        private MemoryRegion _first;
    }

    [InlineArray(MaxModules)]
    private struct ModuleBuffer
    {
        private BootModule _first;
    }

    [InlineArray(MaxCommandLine)]
    private struct CommandLineBuffer
    {
        private byte _first;
    }
}
