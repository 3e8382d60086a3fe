namespace Sidecar.ImageCheck.Elf;

/// <summary>Entries of the dynamic segment (DT_…).</summary>
public enum DynamicTag : ulong
{
    /// <summary>The end.</summary>
    Null = 0,

    /// <summary>A library.</summary>
    Needed = 1,

    /// <summary>Size of the relocations of the procedure linkage table.</summary>
    PltRelocationsSize = 2,

    /// <summary>Address of the relocations with addends.</summary>
    Rela = 7,

    /// <summary>Their size in bytes.</summary>
    RelaSize = 8,

    /// <summary>Size in bytes of the relocations without addends.</summary>
    RelSize = 18,

    /// <summary>Size in bytes of the packed relative relocations.</summary>
    RelrSize = 35,
}
