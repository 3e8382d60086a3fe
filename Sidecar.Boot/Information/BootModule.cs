using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Sidecar.Boot.Memory;

namespace Sidecar.Boot.Information;

/// <summary>A file that the boot loader put into memory.</summary>
public struct BootModule
{
    /// <summary>Bytes of a name that are kept.</summary>
    public const int MaxName = 64;

    /// <summary>Where it lies.</summary>
    public PhysicalRange Range;

    private NameBuffer _name;
    private int _nameLength;

    /// <summary>The first word of the text that came with it; empty when none came.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Name
    {
        readonly get => ((ReadOnlySpan<byte>)_name)[.._nameLength];
        set
        {
            _nameLength = 0;
            while (_nameLength < Math.Min(value.Length, MaxName) && value[_nameLength] > (byte)' ')
            {
                _name[_nameLength] = value[_nameLength];
                _nameLength++;
            }
        }
    }

    /// <summary>Whether it has that name, with any path before it.</summary>
    public readonly bool IsCalled(ReadOnlySpan<byte> name) => Name[(Name.LastIndexOf((byte)'/') + 1)..].SequenceEqual(name);

    /// <summary>Storage of the name.</summary>
    [InlineArray(MaxName)]
    private struct NameBuffer
    {
        private byte _first;
    }
}
