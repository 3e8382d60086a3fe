using System;

namespace Sidecar.ImageCheck.Elf;

/// <summary>The file is not an ELF file of the kind that is read here, or ends too early.</summary>
/// <param name="message">What is wrong.</param>
public sealed class ElfFormatException(string message) : Exception(message);
