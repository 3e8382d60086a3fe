using Sidecar.ImageCheck.Rules;
using Shouldly;
using Xunit;

namespace Sidecar.ImageCheck.Tests;

/// <summary>Each rule, kept and broken.</summary>
public class ImageRulesTests
{
    private const string Good = """
        section .text
        start:
            lea rax, [pointer]
            ret
        section .data align=8
        pointer: dq start
        section .bss
        resb 4096
        """;

    [Fact]
    public void An_image_that_keeps_all_rules_has_no_findings()
        => SmallImage.Findings(Good).ShouldBeEmpty();

    [Fact]
    public void A_boot_image_that_keeps_all_rules_has_no_findings()
        => SmallImage.Findings(Good, "-static", ImageKind.Boot).ShouldBeEmpty();

    [Fact]
    public void The_sidecar_has_to_be_position_independent()
        => SmallImage.Findings(Good, "-static").ShouldBe(["SCI001: the image is of ELF type 2, but has to be position-independent (ET_DYN, 3)"]);

    [Fact]
    public void The_boot_image_has_to_have_a_fixed_address()
        => SmallImage.Findings(Good, SmallImage.Pie, ImageKind.Boot)
            .ShouldBe(["SCI001: the image is of ELF type 3, but has to be linked at a fixed address (ET_EXEC, 2)"]);

    [Fact]
    public void A_stripped_image_cannot_be_checked()
        => SmallImage.Findings(Good, $"{SmallImage.Pie} --strip-all")
            .ShouldBe(["SCI001: the image is stripped: check it before its symbols are taken away"]);

    [Fact]
    public void A_segment_both_writable_and_executable_is_refused()
        => SmallImage.Findings("section .both exec write\nstart: ret\ndq 0")
            .ShouldHaveSingleItem().ShouldMatch("^SCI002: the segment at 0x[0-9a-f]+ \\([0-9]+ bytes\\) is both writable and executable$");

    [Fact]
    public void A_relocation_other_than_relative_is_refused()
        => SmallImage.Findings("section .text\nstart: ret\nextern other\nsection .data\ndq other", "-shared")
            .ShouldContain(f => f.StartsWith("SCI003: the relocation at 0x", System.StringComparison.Ordinal)
                && f.EndsWith(" is of type 1, and only R_X86_64_RELATIVE (8) is applied", System.StringComparison.Ordinal));

    [Fact]
    public void Calls_through_a_loader_are_refused()
        => SmallImage.Findings("extern other\nsection .text\nstart: call other wrt ..plt\nret", "-shared")
            .ShouldContain("SCI003: the image has calls to be resolved by a loader (DT_JMPREL)");

    [Fact]
    public void Packed_relocations_are_refused()
        => SmallImage.Findings(Good, $"{SmallImage.Pie} -z pack-relative-relocs")
            .ShouldBe(["SCI003: the image has packed relocations (DT_RELR)"]);

    [Theory]
    [InlineData("vaddps ymm0, ymm1, ymm2", "VEX", "vaddps ymm0,ymm1,ymm2")]
    [InlineData("vzeroupper", "VEX", "vzeroupper")]
    [InlineData("andn eax, ebx, ecx", "VEX", "andn eax,ebx,ecx")]
    [InlineData("vaddps zmm0, zmm1, zmm2", "EVEX", "vaddps zmm0,zmm1,zmm2")]
    [InlineData("vpcomb xmm1, xmm2, xmm3, 0", "XOP", "vpcomltb xmm1,xmm2,xmm3")]
    public void A_vector_encoded_instruction_is_refused(string instruction, string encoding, string shown)
        => SmallImage.Findings($"section .text\nstart: ret\nglobal bad:function\nbad:\nxor eax, eax\n{instruction}\nret")
            .ShouldHaveSingleItem().ShouldMatch($"^SCI004: bad contains the {encoding}-encoded instruction {shown} at 0x[0-9a-f]+$");

    [Fact]
    public void Legacy_vector_instructions_are_allowed()
        => SmallImage.Findings("section .text\nstart:\nxorps xmm0, xmm0\nmovups [rdi], xmm0\npcmpeqb xmm1, xmm2\nret").ShouldBeEmpty();

    [Fact]
    public void Bytes_before_a_function_do_not_hide_what_is_in_it()
        // 48 b8 starts a ten-byte instruction, which would swallow the start of the function.
        => SmallImage.Findings("section .text\nstart: ret\ndb 0x48, 0xb8\nglobal bad:function\nbad: vzeroupper\nret")
            .ShouldHaveSingleItem().ShouldStartWith("SCI004: bad contains the VEX-encoded instruction vzeroupper");

    [Fact]
    public void Code_of_another_width_is_read_as_such()
        // c4 and c5 are VEX prefixes in 64-bit code, and les and lds in older code.
        => SmallImage.Findings("section .text\nstart: ret\nglobal old:function\nold:\n.code32:\nbits 32\nlds eax, [ebx]\nles ecx, [edx]\nret").ShouldBeEmpty();

    [Fact]
    public void The_next_function_is_64_bit_code_again()
        => SmallImage.Findings("section .text\nstart: ret\nold:\n.code32:\nbits 32\nnop\nbits 64\nglobal bad:function\nbad: vzeroupper\nret")
            .ShouldHaveSingleItem().ShouldStartWith("SCI004: bad contains");

    [Fact]
    public void Data_among_code_is_not_read_as_code()
        => SmallImage.Findings("section .text\nstart: ret\ntable:\n.data:\ndb 0xc5, 0xf8, 0x77\n").ShouldBeEmpty();

    [Theory]
    [InlineData("RhpNewFast")]
    [InlineData("RhpNewArray")]
    [InlineData("RhNewString")]
    [InlineData("RhBox")]
    public void An_allocation_helper_is_refused_even_when_it_is_defined(string helper)
        => SmallImage.Findings($"section .text\nglobal {helper}:function\nstart:\n{helper}: ret")
            .ShouldBe([$"SCI005: the image contains the allocation helper {helper}"]);

    [Fact]
    public void More_than_two_MiB_are_refused()
        => SmallImage.Findings("section .text\nstart: ret\nsection .bss\nresb 2 << 20")
            .ShouldHaveSingleItem().ShouldMatch("^SCI006: the image takes 2[0-9]{6} bytes of memory, [0-9]+ more than the 2097152 that fit its page table$");

    [Fact]
    public void The_boot_image_may_be_larger()
        => SmallImage.Findings("section .text\nstart: ret\nsection .bss\nresb 2 << 20", "-static", ImageKind.Boot).ShouldBeEmpty();

    [Fact]
    public void A_guest_lies_between_2_and_4_MiB()
    {
        SmallImage.Findings("section .text\nstart: ret", "-static -Ttext=0x201000 -Ttext-segment=0x200000", ImageKind.Guest).ShouldBeEmpty();
        SmallImage.Findings("section .text\nstart: ret", "-static -Ttext=0x401000 -Ttext-segment=0x400000", ImageKind.Guest)
            .ShouldHaveSingleItem().ShouldMatch("^SCI006: the guest lies at 0x40[01]000 to 0x4[0-9a-f]{5}, and not between 0x200000 and 0x400000$");
    }

    [Fact]
    public void An_interpreter_is_refused()
        => SmallImage.Findings(Good, "-pie -dynamic-linker /lib/ld.so")
            .ShouldContain("SCI007: the image asks for an interpreter (PT_INTERP)");

    [Fact]
    public void A_library_is_refused()
    {
        using var library = SmallImage.Build("section .text\nstart: ret", "-shared");
        SmallImage.Findings(Good, $"{SmallImage.Pie} --no-as-needed {library.Path}").ShouldContain("SCI007: the image needs a library (DT_NEEDED)");
    }

    [Fact]
    public void An_undefined_symbol_is_refused()
        => SmallImage.Findings("extern nowhere\nsection .text\nstart:\ncall nowhere wrt ..plt\nret", "-shared")
            .ShouldContain("SCI007: the image refers to nowhere, which nothing defines");
}
