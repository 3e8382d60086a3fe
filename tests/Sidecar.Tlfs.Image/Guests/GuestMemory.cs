using Sidecar.Protocol.Tlfs;
using Sidecar.Tlfs.Image.Hypercalls;
using Sidecar.Tlfs.Image.Machine;

namespace Sidecar.Tlfs.Image.Guests;

/// <summary>Memory of a VP's guest. All pages but the last are granted to VTL0.</summary>
internal static unsafe class GuestMemory
{
    /// <summary>Pages of a guest.</summary>
    internal const int Count = 16;

    private const int CodePage = 0;
    private const int DataPage = 1;
    private const int StackPage = 2;
    private const int RootPage = 3;
    private const int PointerPage = 4;
    private const int DirectoryPage = 5;
    private const int Directories = 4;
    private const int SparePage = 9;
    private const int TablePage = 12;
    private const int SecretPage = 15;
    private const ulong Table = 7;
    private const ulong Large = 0x87;

    internal static ulong Code(TestVp* vp) => At(vp, CodePage);

    internal static ulong Data(TestVp* vp) => At(vp, DataPage);

    internal static ulong StackTop(TestVp* vp) => At(vp, StackPage + 1);

    internal static ulong Root(TestVp* vp) => At(vp, RootPage);

    /// <summary>Three pages for a check's own use.</summary>
    internal static ulong Spare(TestVp* vp) => At(vp, SparePage);

    /// <summary>Two pages for descriptor tables or page tables of a check.</summary>
    internal static ulong Tables(TestVp* vp) => At(vp, TablePage);

    /// <summary>The page that VTL0 has no right to.</summary>
    internal static ulong Secret(TestVp* vp) => At(vp, SecretPage);

    /// <summary>Builds the guest's page tables, its first 4 GiB as they are, and grants the pages; the status.</summary>
    internal static ulong Prepare(TestVp* vp)
    {
        *(ulong*)Root(vp) = At(vp, PointerPage) | Table;
        for (var i = 0UL; i < Directories; i++)
        {
            ((ulong*)At(vp, PointerPage))[i] = At(vp, DirectoryPage + (int)i) | Table;
        }

        var entries = (ulong*)At(vp, DirectoryPage);
        for (var i = 0UL; i < Directories * 512; i++)
        {
            entries[i] = (i << 21) | Large;
        }

        return Hypercall.Status(Protection.Set(Code(vp), SecretPage, Protection.All));
    }

    private static ulong At(TestVp* vp, int page) => (ulong)(vp->Guest + (page * (int)Pages.Size));
}
