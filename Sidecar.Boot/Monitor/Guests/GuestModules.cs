using System;
using Sidecar.Boot.Information;
using Sidecar.Boot.Memory;

namespace Sidecar.Boot.Monitor.Guests;

/// <summary>The guests among the files that the boot loader put into memory: those named <c>guests/NAME.elf</c> and <c>guests/NAME.bin</c>.</summary>
/// <param name="modules">All files.</param>
public readonly ref struct GuestModules(ReadOnlySpan<BootModule> modules)
{
    private readonly ReadOnlySpan<BootModule> _modules = modules;

    private static ReadOnlySpan<byte> Folder => "guests/"u8;

    /// <summary>Number of files, guests or not.</summary>
    public int Count => _modules.Length;

    /// <summary>Whether there is any guest.</summary>
    public bool Any
    {
        get
        {
            for (var i = 0; i < Count; i++)
            {
                if (!NameAt(i).IsEmpty)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>A guest's name, its ending included; empty for a file that is none.</summary>
    /// <param name="index">Below <see cref="Count"/>.</param>
    public ReadOnlySpan<byte> NameAt(int index)
    {
        var name = _modules[index].Name;
        return name.StartsWith(Folder) ? name[Folder.Length..] : default;
    }

    /// <summary>Finds a guest by its name, with or without the ending.</summary>
    /// <param name="name">What was asked for.</param>
    /// <param name="fileName">The name with its ending.</param>
    /// <param name="file">The file.</param>
    public bool TryFind(scoped ReadOnlySpan<byte> name, out ReadOnlySpan<byte> fileName, out ReadOnlySpan<byte> file)
    {
        for (var i = 0; i < Count && !name.IsEmpty; i++)
        {
            fileName = NameAt(i);
            if (fileName.StartsWith(name) && (fileName.Length == name.Length || fileName[name.Length] == (byte)'.'))
            {
                file = Bytes(_modules[i].Range);
                return true;
            }
        }

        fileName = default;
        file = default;
        return false;
    }

    private static unsafe ReadOnlySpan<byte> Bytes(PhysicalRange range)
        // SAFETY: the shim keeps modules mapped as they are and hands their memory to nobody; none is longer than 2 GiB less a page.
        => range.IsEmpty || range.Length > int.MaxValue ? default : new ReadOnlySpan<byte>((void*)range.Start, (int)range.Length);
}
