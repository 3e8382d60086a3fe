using System;
using System.Collections.Generic;
using System.Linq;
using Iced.Intel;
using Sidecar.Hypervisor.Instructions;
using Xunit;

namespace Sidecar.Hypervisor.Tests.Instructions;

/// <summary>Lengths against those of Iced, a decoder written by others, in the way AMD's CPUs take the few instructions that the makers do not agree on.</summary>
public class InstructionLengthTests
{
    private const int RandomInstructions = 1_000_000;
    private const int NamedAtMost = 40;

    [Theory]
    [InlineData(CodeMode.Bits16)]
    [InlineData(CodeMode.Bits32)]
    [InlineData(CodeMode.Bits64)]
    public void Random_bytes_have_the_length_that_another_decoder_finds(CodeMode mode)
    {
        var random = new Random(20_261_124 + (int)mode);
        var bytes = new byte[InstructionDecoder.MaxLength];
        var wrong = new SortedDictionary<Code, string>();
        var valid = 0;
        for (var i = 0; i < RandomInstructions; i++)
        {
            random.NextBytes(bytes);
            valid += Compare(mode, bytes, wrong) ? 1 : 0;
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Values.Take(NamedAtMost)));
        Assert.True(valid > RandomInstructions / 2, $"only {valid} were instructions");
    }

    [Theory]
    [InlineData(CodeMode.Bits16)]
    [InlineData(CodeMode.Bits32)]
    [InlineData(CodeMode.Bits64)]
    public void Every_opcode_with_every_prefix_and_every_form_of_operand_has_its_length(CodeMode mode)
    {
        var wrong = new SortedDictionary<Code, string>();
        foreach (var lead in Leads(mode))
        {
            for (var opcode = 0; opcode < 256; opcode++)
            {
                for (var modRm = 0; modRm < 256; modRm++)
                {
                    var bytes = new byte[InstructionDecoder.MaxLength];
                    lead.CopyTo(bytes, 0);
                    bytes[lead.Length] = (byte)opcode;
                    bytes[lead.Length + 1] = (byte)modRm;
                    bytes[lead.Length + 2] = 0x25;
                    Compare(mode, bytes, wrong);
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Values.Take(NamedAtMost)));
    }

    [Theory]
    [InlineData(CodeMode.Bits16)]
    [InlineData(CodeMode.Bits32)]
    [InlineData(CodeMode.Bits64)]
    public void Bytes_that_end_too_early_are_no_instruction(CodeMode mode)
    {
        var random = new Random(7 + (int)mode);
        var bytes = new byte[InstructionDecoder.MaxLength];
        for (var i = 0; i < 10_000; i++)
        {
            random.NextBytes(bytes);
            if (!InstructionDecoder.TryDecode(bytes, mode, out var whole))
            {
                continue;
            }

            for (var length = 0; length < whole.Length; length++)
            {
                Assert.False(InstructionDecoder.TryDecode(bytes.AsSpan(0, length), mode, out _), Convert.ToHexString(bytes));
            }

            Assert.True(InstructionDecoder.TryDecode(bytes.AsSpan(0, whole.Length), mode, out var exact));
            Assert.Equal(whole.Length, exact.Length);
        }
    }

    private static IEnumerable<byte[]> Leads(CodeMode mode)
    {
        byte[][] prefixes = [[], [0x66], [0x67], [0xf2], [0xf3], [0x2e], [0x64], [0xf0], [0x66, 0xf2], [0x66, 0x67]];
        byte[][] maps = [[], [0x0f], [0x0f, 0x38], [0x0f, 0x3a]];
        byte[][] extensions = mode == CodeMode.Bits64 ? [[], [0x40], [0x48], [0x4f]] : [[]];
        foreach (var map in maps)
        {
            foreach (var prefix in prefixes)
            {
                foreach (var extension in extensions)
                {
                    yield return [.. prefix, .. extension, .. map];
                }
            }
        }

        foreach (var pp in Enumerable.Range(0, 4))
        {
            yield return [0xc5, (byte)(0xf8 | pp)];
            yield return [0xc5, (byte)(0xfc | pp)];
            foreach (var w in new[] { 0x78, 0xf8, 0x7c, 0xfc })
            {
                foreach (var map in new[] { 1, 2, 3 })
                {
                    yield return [0xc4, (byte)(0xe0 | map), (byte)(w | pp)];
                    yield return [0x62, (byte)(0xf0 | map), (byte)(w | 4 | pp), 0x08];
                    yield return [0x62, (byte)(0xf0 | map), (byte)(w | 4 | pp), 0x48];
                }

                foreach (var map in new[] { 5, 6 })
                {
                    yield return [0x62, (byte)(0xf0 | map), (byte)(w | 4 | pp), 0x48];
                }

                foreach (var map in new[] { 8, 9, 10 })
                {
                    yield return [0x8f, (byte)(0xe0 | map), (byte)(w | pp)];
                }
            }
        }
    }

    /// <summary>False when the other decoder knows no such instruction.</summary>
    private static bool Compare(CodeMode mode, byte[] bytes, SortedDictionary<Code, string> wrong)
    {
        var bits = mode switch
        {
            CodeMode.Bits16 => 16,
            CodeMode.Bits32 => 32,
            _ => 64,
        };
        var other = Decoder.Create(bits, bytes, DecoderOptions.AMD).Decode();
        if (other.IsInvalid)
        {
            return false;
        }

        var found = InstructionDecoder.TryDecode(bytes, mode, out var instruction);
        if (!found || instruction.Length != other.Length)
        {
            wrong.TryAdd(other.Code, $"{Convert.ToHexString(bytes)} in {bits} bits: {other.Code} has {other.Length} bytes, here {(found ? instruction.Length : 0)}");
        }

        return true;
    }
}
