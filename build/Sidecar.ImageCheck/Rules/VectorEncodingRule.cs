using System.Collections.Generic;
using Iced.Intel;
using Sidecar.ImageCheck.Elf;

namespace Sidecar.ImageCheck.Rules;

/// <summary>
/// No instruction is VEX-, EVEX- or XOP-encoded: those clear the upper halves of vector registers, which belong to the guest, and fault
/// where AVX is off. Every executable section is disassembled, anew from each symbol on, so that padding or data between
/// functions cannot shift the rest.
/// </summary>
public static class VectorEncodingRule
{
    /// <summary>What is wrong: one finding a symbol, with its first such instruction.</summary>
    public static IEnumerable<string> Check(ElfFile image)
    {
        for (var index = 0; index < image.Sections.Count; index++)
        {
            if (!image.Sections[index].IsCode)
            {
                continue;
            }

            foreach (var run in CodeRun.Split(image.Sections[index], index, image.Symbols))
            {
                if (FirstVectorEncoded(image, image.Sections[index], run) is { } instruction)
                {
                    var encoding = instruction.Encoding.ToString().ToUpperInvariant();
                    yield return $"{run.Name} contains the {encoding}-encoded instruction {Text(instruction)} at 0x{instruction.IP:x}";
                }
            }
        }
    }

    private static Instruction? FirstVectorEncoded(ElfFile image, ElfSection section, CodeRun run)
    {
        if (run.Bits == 0)
        {
            return null;
        }

        var bytes = image.Contents(section).Slice((int)(run.Start - section.Address), (int)(run.End - run.Start)).ToArray();
        var decoder = Decoder.Create(run.Bits, bytes, run.Start);
        while (decoder.IP < run.End)
        {
            var instruction = decoder.Decode();
            if (instruction.Encoding is EncodingKind.VEX or EncodingKind.EVEX or EncodingKind.XOP or EncodingKind.MVEX && !instruction.IsInvalid)
            {
                return instruction;
            }
        }

        return null;
    }

    private static string Text(Instruction instruction)
    {
        var output = new StringOutput();
        new NasmFormatter().Format(instruction, output);
        return output.ToStringAndReset();
    }
}
