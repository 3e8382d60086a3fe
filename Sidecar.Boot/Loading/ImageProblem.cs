namespace Sidecar.Boot.Loading;

/// <summary>Why a file is not a sidecar kernel that can be loaded.</summary>
public enum ImageProblem
{
    /// <summary>It is one.</summary>
    None = 0,

    /// <summary>Shorter than an ELF header; the value is its size.</summary>
    TooShort,

    /// <summary>Does not start with 7f 45 4c 46; the value is what it starts with.</summary>
    Magic,

    /// <summary>Not 64-bit; the value is EI_CLASS.</summary>
    Class,

    /// <summary>Not little-endian; the value is EI_DATA.</summary>
    Endianness,

    /// <summary>Unknown ELF version; the value is the version.</summary>
    Version,

    /// <summary>Not for x86-64; the value is e_machine.</summary>
    Machine,

    /// <summary>Not position-independent (ET_DYN); the value is e_type.</summary>
    Type,

    /// <summary>Program headers are not 56 bytes each; the value is e_phentsize.</summary>
    ProgramHeaderSize,

    /// <summary>No, or absurdly many program headers; the value is e_phnum.</summary>
    ProgramHeaderCount,

    /// <summary>The program headers end beyond the file; the value is where, the limit the file's size.</summary>
    ProgramHeadersOutside,

    /// <summary>A program header asks for an interpreter: a program for an operating system; the value is its number.</summary>
    Interpreter,

    /// <summary>A segment's bytes end beyond the file; the value is where, the limit the file's size.</summary>
    SegmentOutside,

    /// <summary>A segment has more bytes in the file than in memory; the value is the bytes in the file, the limit those in memory.</summary>
    SegmentSizes,

    /// <summary>A segment ends beyond the image's 2 MiB; the value is where.</summary>
    SegmentTooHigh,

    /// <summary>A segment is both writable and executable; the value is its number.</summary>
    WritableCode,

    /// <summary>Two segments overlap; the values are their numbers.</summary>
    SegmentsOverlap,

    /// <summary>There is nothing to load.</summary>
    NoSegments,

    /// <summary>The entry point is in no executable segment; the value is the entry point.</summary>
    Entry,

    /// <summary>There is no dynamic section, so the image could not relocate itself.</summary>
    NoDynamic,

    /// <summary>There is more than one dynamic section; the value is the second's number.</summary>
    SecondDynamic,

    /// <summary>The dynamic section is not within a segment's bytes; the value is its address.</summary>
    DynamicOutside,

    /// <summary>The dynamic section does not end.</summary>
    DynamicUnterminated,

    /// <summary>The image wants a shared library, or relocations that a static image has not; the value is the tag.</summary>
    DynamicTag,

    /// <summary>The relocation table is not within a segment's bytes; the value is its address, the limit its size.</summary>
    RelocationsOutside,

    /// <summary>Entries of the relocation table are not 24 bytes; the value is DT_RELAENT.</summary>
    RelocationSize,

    /// <summary>A relocation of another type than R_X86_64_RELATIVE; the value is the type, the limit its number.</summary>
    RelocationType,

    /// <summary>A relocation writes outside of the image's segments; the value is the address, the limit its number.</summary>
    RelocationTarget,

    /// <summary>No module is the sidecar's.</summary>
    NoModule,

    /// <summary>The module lies outside of mapped memory; the value is its address.</summary>
    ModuleUnreachable,
}
