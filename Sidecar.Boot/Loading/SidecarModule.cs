using System;
using Sidecar.Boot.Information;

namespace Sidecar.Boot.Loading;

/// <summary>Which of the boot loader's modules is the sidecar kernel.</summary>
public static class SidecarModule
{
    /// <summary>
    /// The module named <c>sidecar</c> or <c>sidecar.elf</c>, with any path before it; if there is none, the first that has no name, which is how QEMU's
    /// <c>-initrd</c> hands one over.
    /// </summary>
    public static bool TryFind(in BootInformation information, out int index)
    {
        index = -1;
        var modules = information.Modules;
        for (var i = 0; i < modules.Length; i++)
        {
            var name = modules[i].Name;
            name = name[(name.LastIndexOf((byte)'/') + 1)..];
            if (name.SequenceEqual("sidecar"u8) || name.SequenceEqual("sidecar.elf"u8))
            {
                index = i;
                return true;
            }

            index = index < 0 && name.IsEmpty ? i : index;
        }

        return index >= 0;
    }
}
