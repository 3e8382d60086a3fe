using Sidecar.Protocol.Tlfs;
using Sidecar.Tlfs.Image.Machine;

namespace Sidecar.Tlfs.Image.Hypercalls;

/// <summary>HvCallModifyVtlProtectionMask (TLFS, VSM).</summary>
internal static unsafe class Protection
{
    internal const uint None = 0;
    internal const uint Read = 1;
    internal const uint Write = 2;
    internal const uint Execute = 12;
    internal const uint All = Read | Write | Execute;

    /// <summary>Sets what VTL0 may do with pages in a row; the result.</summary>
    internal static ulong Set(ulong address, int pages, uint rights)
    {
        Header(rights, VpRegisters.Vtl0);
        var input = (ulong*)Assembly.Self()->Input;
        for (var i = 0; i < pages; i++)
        {
            input[2 + i] = (address / Pages.Size) + (uint)i;
        }

        return Hypercall.Call(Hypercall.Control(HypercallCode.HvCallModifyVtlProtectionMask, pages));
    }

    /// <summary>Fills the header.</summary>
    internal static void Header(uint rights, byte vtl)
    {
        var input = Assembly.Self()->Input;
        *(ulong*)input = Hypercall.Self;
        *(uint*)(input + 8) = rights;
        *(uint*)(input + 12) = vtl;
    }
}
