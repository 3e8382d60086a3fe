using System;
using System.Buffers.Binary;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Qemu.Tests.Machine;
using Xunit;

namespace Sidecar.Qemu.Tests.Boot;

/// <summary>A sidecar.elf that is none: one line says why, and the host kernel starts without a sidecar.</summary>
public class DamagedImageTests
{
    private const int HeaderSize = 64;
    private const int ProgramHeaderSize = 56;

    [Fact]
    public async Task Missing() => (await BootAsync(null)).ShouldBeRefused("sidecar.elf: no such module was loaded");

    [Theory]
    [InlineData(10, "has 10 bytes, too short for an ELF header of 64")]
    [InlineData(100, "truncated: the program headers end at byte ")]
    [InlineData(30_000, "truncated: a segment ends at byte ")]
    public async Task Truncated(int length, string reason)
        => (await BootAsync(Images.Write($"truncated-{length}.elf", Kernel()[..length]))).ShouldBeRefused(reason);

    [Fact]
    public async Task Foreign_text()
    {
        var text = Images.Write("text.elf", Enumerable.Repeat((byte)'x', 1000).ToArray());
        (await BootAsync(text)).ShouldBeRefused("not an ELF file, it starts with 0x78787878");
    }

    [Fact]
    public async Task Foreign_boot_elf() => (await BootAsync(Images.BootElf)).ShouldBeRefused("ELF type is 2, expected 3 (position-independent)");

    [Fact]
    public async Task Foreign_program()
        => (await BootAsync("/bin/true")).ShouldBeRefused("asks for an interpreter: this is a program, not a kernel");

    /// <summary>A bit flipped in any field of the headers: the kernel is refused in one line, or the field did not matter and the kernel works.</summary>
    [Theory]
    [MemberData(nameof(HeaderFields))]
    public async Task Flipped_bit_in_a_header(string field, int offset, byte bit)
    {
        var damaged = Kernel();
        damaged[offset] ^= bit;
        var boot = await BootAsync(Images.Write($"{field}.elf", damaged));
        if (boot.Refusals.Count == 0)
        {
            _harmless.ShouldContain(field, boot.Everything());
            boot.ShouldPass();
        }
        else
        {
            boot.ShouldBeRefused("sidecar.elf: ");
        }
    }

    /// <summary>Fields that no loader of a static image looks at, and a segment without code that may as well be writable.</summary>
    private static readonly string[] _harmless =
    [
        "e_ident-osabi", "e_shoff", "e_flags", "e_ehsize", "e_shentsize", "e_shnum", "e_shstrndx", "p_flags-0", "p_paddr-0", "p_align-0", "p_paddr-1", "p_align-1",
    ];

    [Fact]
    public async Task An_entry_that_faults()
    {
        // UD2.
        var boot = await BootAsync(Entry("entry-faults.elf", 0x0f, 0x0b));
        boot.ShouldBeRefused($"the kernel did not start: exception 6, error 0x0, rip 0x{EntryOf(boot):x}, ");
    }

    [Fact]
    public async Task An_entry_that_fails_without_a_word()
    {
        // xor eax, eax; ret.
        (await BootAsync(Entry("entry-silent.elf", 0x31, 0xc0, 0xc3))).ShouldBeRefused("the kernel did not start: it does not say why");
    }

    [Fact]
    public async Task An_entry_that_lies()
    {
        // mov al, 1; ret: nothing was started, and the output is empty.
        var boot = await BootAsync(Entry("entry-lies.elf", 0xb0, 0x01, 0xc3));
        boot.ExitCode.ShouldBe(BootResult.ExitFailed, boot.Everything());
        boot.Report.Steps.ShouldHaveSingleItem().Text.ShouldBe("the kernel's output names pages outside the memory that its nodes were given");
    }

    [Fact]
    public async Task An_entry_that_breaks_the_shim_ends_in_the_shim_s_own_report()
    {
        // xor ebp, ebp; mov al, 1; ret: a register that belongs to the caller.
        var boot = await BootAsync(Entry("entry-breaks-shim.elf", 0x31, 0xed, 0xb0, 0x01, 0xc3));
        boot.ExitCode.ShouldBe(BootResult.ExitFailed, boot.Everything());
        boot.Console.Where(line => line.StartsWith("boot: fault: ", StringComparison.Ordinal)).ShouldHaveSingleItem()
            .ShouldMatch("^boot: fault: exception 14, error 0x0, rip 0x1[0-9a-f]{5}, rsp 0x1[0-9a-f]{5}, cr2 0xfffffffffffffff8, APIC id 0$");
    }

    /// <summary>Name, byte offset and bit of each field of the ELF header, and of the first program header and the first one of code.</summary>
    public static TheoryData<string, int, byte> HeaderFields()
    {
        (string Name, int Offset, byte Bit)[] elf =
        [
            ("e_ident-magic", 0, 1), ("e_ident-class", 4, 1), ("e_ident-data", 5, 2), ("e_ident-version", 6, 4), ("e_ident-osabi", 7, 1),
            ("e_type", 16, 1), ("e_machine", 18, 0x80), ("e_version", 20, 2), ("e_entry", 26, 0x10), ("e_phoff", 34, 0x40), ("e_shoff", 40, 1), ("e_flags", 48, 1),
            ("e_ehsize", 52, 1), ("e_phentsize", 54, 8), ("e_phnum", 56, 0x80), ("e_shentsize", 58, 1), ("e_shnum", 60, 1), ("e_shstrndx", 62, 1),
        ];
        (string Name, int Offset, byte Bit)[] program =
        [
            ("p_flags", 4, 2), ("p_offset", 10, 0x40), ("p_vaddr", 18, 0x40), ("p_paddr", 24, 1), ("p_filesz", 34, 0x40), ("p_memsz", 42, 0x40), ("p_align", 48, 1),
        ];
        var data = new TheoryData<string, int, byte>();
        foreach (var (name, offset, bit) in elf)
        {
            data.Add(name, offset, bit);
        }

        for (var header = 0; header < 2; header++)
        {
            foreach (var (name, offset, bit) in program)
            {
                data.Add(string.Create(CultureInfo.InvariantCulture, $"{name}-{header}"), HeaderSize + (header * ProgramHeaderSize) + offset, bit);
            }
        }

        return data;
    }

    /// <summary>A kernel with other code at its entry point.</summary>
    private static string Entry(string name, params byte[] code)
    {
        var image = Kernel();
        // Segments of a position-independent image of ours lie in the file where they lie in memory.
        code.CopyTo(image, (int)BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(24)));
        return Images.Write(name, image);
    }

    private static byte[] Kernel() => File.ReadAllBytes(Images.SidecarElf);

    private static Task<BootResult> BootAsync(string? sidecar)
        => QemuBoots.BootAsync(BootRequest.Of("start", 4, 1) with { SidecarElf = sidecar });

    private static ulong EntryOf(BootResult boot)
    {
        var line = boot.Console.Single(line => line.StartsWith("boot: sidecar.elf: ", StringComparison.Ordinal));
        return ulong.Parse(line[(line.LastIndexOf("0x", StringComparison.Ordinal) + 2)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
