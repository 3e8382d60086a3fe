using System.Linq;
using Sidecar.ImageCheck.Link;
using Shouldly;
using Xunit;

namespace Sidecar.ImageCheck.Tests;

/// <summary>What the build says when an image does not compile to machine code, or does not link.</summary>
public class ExplainTests
{
    [Theory]
    [InlineData("RhpNewFast", "SCI010", "allocates")]
    [InlineData("RhpNewArrayFast", "SCI010", "allocates")]
    [InlineData("RhBox", "SCI010", "allocates")]
    [InlineData("RhpThrowEx", "SCI011", "throws")]
    [InlineData("RhpStackProbe", "SCI012", "has a stack frame of over a page")]
    [InlineData("RhpGetThreadStaticBaseForType", "SCI013", "uses a thread-static field")]
    [InlineData("RhpAssignRef", "SCI014", "stores a reference to an object")]
    [InlineData("RhpInitialDynamicInterfaceDispatch", "SCI015", "calls through an interface")]
    [InlineData("RhpCheckCastClass", "SCI017", "casts an object")]
    [InlineData("RhUnbox2", "SCI017", "unboxes an object")]
    [InlineData("plug_nowhere", "SCI016", "has an undefined symbol")]
    public void An_undefined_symbol_is_explained_by_the_rule_it_breaks(string symbol, string code, string verb)
        => Explain($"""
            /usr/bin/ld: /obj/image.o: in function `Kernel__Run':
            /src/Kernel.cs:14: undefined reference to `{symbol}'
            """).ShouldBe([$"/src/Kernel.cs(14) : error {code}: Sidecar.Cosmos.Image {verb}: Kernel__Run references {symbol}"]);

    [Fact]
    public void Each_reference_is_put_in_its_own_function()
        => Explain("""
            /usr/bin/ld: /obj/image.o: in function `First':
            /src/A.cs:1: undefined reference to `RhpNewFast'
            /usr/bin/ld: /src/A.cs:2: undefined reference to `RhpThrowEx'
            /usr/bin/ld: /obj/image.o: in function `Second':
            image.c:(__managedcode+0x12): undefined reference to `RhpNewArray'
            """).ShouldBe(
        [
            "/src/A.cs(1) : error SCI010: Sidecar.Cosmos.Image allocates: First references RhpNewFast",
            "/src/A.cs(2) : error SCI011: Sidecar.Cosmos.Image throws: First references RhpThrowEx",
            "Sidecar.Cosmos.Image : error SCI010: Sidecar.Cosmos.Image allocates: Second references RhpNewArray",
        ]);

    [Fact]
    public void The_linker_s_real_words_are_understood()
    {
        using var image = SmallImage.Build("extern RhpNewFast\nsection .text\nstart: call RhpNewFast\nret", SmallImage.Pie);
        Explain(image.LinkLog).ShouldBe(["Sidecar.Cosmos.Image : error SCI010: Sidecar.Cosmos.Image allocates: start references RhpNewFast"]);
    }

    [Fact]
    public void Other_complaints_of_the_linker_are_passed_on_and_warnings_are_not()
        => Explain("""
            /usr/bin/ld: a.elf: warning: allocated section `.eh_frame' not in segment
            /usr/bin/ld: sidecar.elf takes more than 2 MiB of memory
            """).ShouldBe(["Sidecar.Cosmos.Image : error SCI020: sidecar.elf takes more than 2 MiB of memory"]);

    [Fact]
    public void The_compiler_s_innermost_reason_and_its_method_are_shown()
        => CompileLog.Explain("Image", """
            Error: One or more errors occurred. (Code generation failed for method 'M()')
            System.AggregateException: One or more errors occurred. (Code generation failed for method 'M()')
             ---> ILCompiler.CodeGenerationFailedException: Code generation failed for method 'M()'
             ---> System.InvalidOperationException: Expected method 'X' not found on type 'Y'
               at ILCompiler.Something() + 0x64
               --- End of inner exception stack trace ---
               at ILCompiler.More() + 0x104
            """.Split('\n')).Select(f => f.ToString())
            .ShouldBe(["Image : error SCI030: Code generation failed for method 'M()': Expected method 'X' not found on type 'Y'"]);

    [Fact]
    public void Without_an_exception_the_compiler_s_first_line_is_shown()
        => CompileLog.Explain("Image", ["", "Error: no such file"]).Select(f => f.ToString()).ShouldBe(["Image : error SCI030: Error: no such file"]);

    private static string[] Explain(string log) => [.. LinkLog.Explain("Sidecar.Cosmos.Image", log.Split('\n')).Select(f => f.ToString())];
}
