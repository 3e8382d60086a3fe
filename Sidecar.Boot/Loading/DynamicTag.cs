namespace Sidecar.Boot.Loading;

/// <summary>Tags of an ELF dynamic section that matter (ELF-64 object file format, "Dynamic table"; System V gABI for RELR).</summary>
internal enum DynamicTag : ulong
{
    /// <summary>DT_NULL: the end.</summary>
    End = 0,

    /// <summary>DT_NEEDED: a shared library.</summary>
    Needed = 1,

    /// <summary>DT_PLTRELSZ: bytes of relocations for calls.</summary>
    CallRelocationsSize = 2,

    /// <summary>DT_RELA: address of the relocations.</summary>
    Relocations = 7,

    /// <summary>DT_RELASZ: bytes of them.</summary>
    RelocationsSize = 8,

    /// <summary>DT_RELAENT: bytes of each.</summary>
    RelocationSize = 9,

    /// <summary>DT_RELSZ: bytes of relocations without addends.</summary>
    ImplicitRelocationsSize = 18,

    /// <summary>DT_RELRSZ: bytes of packed relative relocations.</summary>
    PackedRelocationsSize = 35,
}
