using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Sidecar.Client.Devices;
using Sidecar.Client.Linux;
using Sidecar.Client.Memory;

namespace Sidecar.Client;

/// <summary>
/// VTL0's memory in this process, by guest physical address. The guest changes it at any time: read what matters into a local, check, use the local. All members may be called by any thread;
/// after <see cref="Dispose"/> they throw, and a span that somebody kept leads to memory that is nobody's.
/// </summary>
public sealed unsafe class GuestMemory : IDisposable
{
    private const ulong PageSize = 4096;
    private const string AcpiDevice = "SDCR0002:00";
    private static readonly string[] s_resourceNames = ["resource", "resources"];
    private readonly (GuestMemoryRange Range, MappedMemory Memory)[] _pieces;
    private volatile bool _isDisposed;

    private GuestMemory((GuestMemoryRange Range, MappedMemory Memory)[] pieces)
    {
        _pieces = pieces;
        Ranges = [.. pieces.Select(piece => piece.Range)];
    }

    /// <summary>The ranges that there are.</summary>
    public IReadOnlyList<GuestMemoryRange> Ranges { get; }

    /// <summary>Maps the guest's memory.</summary>
    /// <param name="options">Where it is; the defaults if null.</param>
    /// <exception cref="SidecarException">There is none, or it cannot be mapped.</exception>
    /// <exception cref="ArgumentException">A range of the options is empty or not whole pages.</exception>
    public static GuestMemory Open(GuestMemoryOptions? options = null)
    {
        options ??= new GuestMemoryOptions();
        var ranges = options.Ranges ?? ReadRanges(options);
        foreach (var range in ranges)
        {
            if (range.Length == 0 || (range.Start | range.Length) % PageSize != 0 || range.Start + range.Length - 1 > long.MaxValue || range.Length > long.MaxValue)
            {
                throw new ArgumentException($"the range from 0x{range.Start:x}, 0x{range.Length:x} bytes, cannot be mapped; whole pages of {PageSize} bytes, one at least, would do", nameof(options));
            }
        }

        var error = LinuxFile.Open(options.DevicePath, Libc.O_RDWR, out var file);
        if (error != Errno.None)
        {
            throw DeviceErrors.Open(options.DevicePath, error);
        }

        // A mapping stays when its file is closed.
        using (file)
        {
            var pieces = new List<(GuestMemoryRange, MappedMemory Memory)>();
            foreach (var range in ranges)
            {
                error = MappedMemory.Map(file!, (long)range.Start, (nuint)range.Length, out var memory);
                if (error != Errno.None)
                {
                    pieces.ForEach(piece => piece.Memory.Dispose());
                    throw new SidecarException(SidecarErrorKind.Device, $"{options.DevicePath}: guest memory {range} cannot be mapped: {ErrnoText.Of(error)}") { Errno = error };
                }

                pieces.Add((range, memory!));
            }

            return new GuestMemory([.. pieces]);
        }
    }

    /// <summary>A piece of memory, for as long as this is not disposed.</summary>
    /// <param name="address">Guest physical address.</param>
    /// <param name="length">Bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">No range has all of it.</exception>
    public Span<byte> Span(ulong address, int length)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        foreach (var (range, memory) in _pieces)
        {
            if (range.Contains(address, (ulong)length))
            {
                // SAFETY: checked right above to lie in the mapping, whose addresses stay readable and writable for the life of the process.
                return new Span<byte>((byte*)memory.Address + (address - range.Start), length);
            }
        }

        throw new ArgumentOutOfRangeException(nameof(address), $"0x{address:x}, {length} bytes, is not the guest's memory, which is {(Ranges.Count == 0 ? "empty" : string.Join(", ", Ranges))}");
    }

    /// <summary>Reads bytes.</summary>
    /// <inheritdoc cref="Span"/>
    /// <param name="address">Guest physical address.</param>
    /// <param name="destination">Where to; its length is how many.</param>
    public void Read(ulong address, Span<byte> destination) => Span(address, destination.Length).CopyTo(destination);

    /// <summary>Reads a value, as the guest's bytes have it.</summary>
    /// <inheritdoc cref="Span"/>
    public T Read<T>(ulong address)
        where T : unmanaged => MemoryMarshal.Read<T>(Span(address, sizeof(T)));

    /// <summary>Writes bytes.</summary>
    /// <inheritdoc cref="Span"/>
    /// <param name="address">Guest physical address.</param>
    /// <param name="source">What.</param>
    public void Write(ulong address, ReadOnlySpan<byte> source) => source.CopyTo(Span(address, source.Length));

    /// <summary>Writes a value.</summary>
    /// <inheritdoc cref="Span"/>
    /// <param name="address">Guest physical address.</param>
    /// <param name="value">What.</param>
    public void Write<T>(ulong address, in T value)
        where T : unmanaged => MemoryMarshal.Write(Span(address, sizeof(T)), in value);

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        foreach (var (_, memory) in _pieces)
        {
            memory.Dispose();
        }
    }

    private static List<GuestMemoryRange> ReadRanges(GuestMemoryOptions options)
    {
        var device = Path.Combine(options.SysfsPath, "bus/platform/devices", AcpiDevice);
        foreach (var name in s_resourceNames)
        {
            if (LinuxFile.ReadText(Path.Combine(device, name), out var text) == Errno.None && RangeText.Parse(text) is { Count: > 0 } ranges)
            {
                return ranges;
            }
        }

        if (LinuxFile.ReadText(options.IomemPath, out var table) == Errno.None && RangeText.ParseIomem(table, AcpiDevice) is { Count: > 0 } found)
        {
            return found;
        }

        throw new SidecarException(
            SidecarErrorKind.NoDevice,
            $"neither {device} nor {options.IomemPath} names memory of VTL0's: this machine has no VTL0, or this program is not root's; {nameof(GuestMemoryOptions.Ranges)} can say where it is");
    }
}
