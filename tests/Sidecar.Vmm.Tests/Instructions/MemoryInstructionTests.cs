using System;
using Iced.Intel;
using Shouldly;
using Sidecar.Vmm.Instructions;
using Sidecar.Vmm.Registers;
using Xunit;
using CodeSize = Sidecar.Vmm.Instructions.CodeSize;

namespace Sidecar.Vmm.Tests.Instructions;

/// <summary>The emulator's decoder, against another one.</summary>
public class MemoryInstructionTests
{
    private const int Rounds = 400_000;

    [Theory]
    [InlineData("8807", 8, MemoryOperation.Move, 1)]
    [InlineData("668907", 8, MemoryOperation.Move, 2)]
    [InlineData("8907", 8, MemoryOperation.Move, 4)]
    [InlineData("488907", 8, MemoryOperation.Move, 8)]
    [InlineData("498b4c2410", 8, MemoryOperation.Move, 8)]
    [InlineData("c60712", 8, MemoryOperation.Move, 1)]
    [InlineData("66c7071234", 8, MemoryOperation.Move, 2)]
    [InlineData("48c70744332211", 8, MemoryOperation.Move, 8)]
    [InlineData("0fb607", 8, MemoryOperation.Move, 1)]
    [InlineData("480fbf07", 8, MemoryOperation.Move, 2)]
    [InlineData("486307", 8, MemoryOperation.Move, 4)]
    [InlineData("a044332211", 4, MemoryOperation.Move, 1)]
    [InlineData("48a38877665544332211", 8, MemoryOperation.Move, 8)]
    [InlineData("8707", 8, MemoryOperation.Exchange, 4)]
    [InlineData("f00907", 8, MemoryOperation.Or, 4)]
    [InlineData("4823442408", 8, MemoryOperation.And, 8)]
    [InlineData("8007ff", 8, MemoryOperation.Add, 1)]
    [InlineData("668327f0", 8, MemoryOperation.And, 2)]
    [InlineData("48810f00000080", 8, MemoryOperation.Or, 8)]
    [InlineData("3907", 8, MemoryOperation.Cmp, 4)]
    [InlineData("f60701", 8, MemoryOperation.Test, 1)]
    [InlineData("48ff07", 8, MemoryOperation.Inc, 8)]
    [InlineData("fe0f", 8, MemoryOperation.Dec, 1)]
    [InlineData("f717", 8, MemoryOperation.Not, 4)]
    [InlineData("f71f", 8, MemoryOperation.Neg, 4)]
    [InlineData("f348ab", 8, MemoryOperation.Store, 8)]
    [InlineData("ac", 8, MemoryOperation.Load, 1)]
    [InlineData("f3a5", 4, MemoryOperation.Copy, 4)]
    [InlineData("8907", 2, MemoryOperation.Move, 2)]
    [InlineData("668907", 2, MemoryOperation.Move, 4)]
    [InlineData("89861234", 2, MemoryOperation.Move, 2)]
    public void Forms_that_guests_use_are_known(string code, int mode, MemoryOperation operation, int size)
    {
        MemoryInstruction.TryDecode(Convert.FromHexString(code), new CodeSize(mode), out var instruction).ShouldBeTrue();
        instruction.Operation.ShouldBe(operation);
        instruction.Size.ShouldBe(size);
        instruction.Length.ShouldBe(code.Length / 2);
    }

    [Theory]
    [InlineData("89c0")]
    [InlineData("90")]
    [InlineData("0f01d9")]
    [InlineData("0f1107")]
    [InlineData("8f07")]
    [InlineData("ff17")]
    public void Others_are_not_guessed_at(string code) => MemoryInstruction.TryDecode(Convert.FromHexString(code), new CodeSize(8), out _).ShouldBeFalse();

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void What_is_accepted_is_what_Iced_says_it_is(int mode)
    {
        var random = new Random(mode);
        var code = new byte[15];
        var accepted = 0;
        for (var i = 0; i < Rounds; i++)
        {
            random.NextBytes(code);
            Favour(random, code);
            if (!MemoryInstruction.TryDecode(code, new CodeSize(mode), out var ours))
            {
                continue;
            }

            var theirs = Decoder.Create(8 * mode, code).Decode();
            if (theirs.IsInvalid)
            {
                // A lock prefix where none may stand: the CPU raises #UD and never gets to the access.
                continue;
            }

            accepted++;
            var name = Convert.ToHexString(code);
            ours.Length.ShouldBe(theirs.Length, name);
            ours.Size.ShouldBe(theirs.MemorySize.GetSize(), name);
            OperationOf(theirs).ShouldBe(ours.Operation, name);
            if (ours.HasImmediate)
            {
                (ours.Immediate & GuestCpu.Mask(ours.Size)).ShouldBe(theirs.GetImmediate(1) & GuestCpu.Mask(ours.Size), name);
            }
            else if (ours.Operation is not (MemoryOperation.Store or MemoryOperation.Load or MemoryOperation.Copy or MemoryOperation.Not or MemoryOperation.Neg or MemoryOperation.Inc or MemoryOperation.Dec))
            {
                var register = theirs.Op0Kind == OpKind.Register ? theirs.Op0Register : theirs.Op1Register;
                (theirs.Op0Kind == OpKind.Register).ShouldBe(ours.ToRegister, name);
                register.GetSize().ShouldBe(ours.RegisterSize, name);
                (register.GetFullRegister() - Register.RAX).ShouldBe(ours.Register, name);
                (register is Register.AH or Register.BH or Register.CH or Register.DH).ShouldBe(ours.IsHighByte, name);
            }
        }

        accepted.ShouldBeGreaterThan(Rounds / 20);
    }

    /// <summary>Prefixes now and then, and opcodes that are known more often than not.</summary>
    private static void Favour(Random random, byte[] code)
    {
        ReadOnlySpan<byte> prefixes = [0x66, 0x67, 0xf0, 0xf2, 0xf3, 0x2e, 0x64, 0x48, 0x41, 0x4f];
        ReadOnlySpan<byte> opcodes = [0x80, 0x81, 0x83, 0x84, 0x86, 0x88, 0x89, 0x8a, 0x8b, 0xa1, 0xa2, 0xa4, 0xab, 0xad, 0xc6, 0xc7, 0xf6, 0xf7, 0xfe, 0xff, 0x63, 0x0f];
        var next = 0;
        while (random.Next(2) == 0 && next < 4)
        {
            code[next++] = prefixes[random.Next(prefixes.Length)];
        }

        if (random.Next(4) != 0)
        {
            code[next++] = opcodes[random.Next(opcodes.Length)];
            if (code[next - 1] == 0x0f)
            {
                code[next] = (byte)(random.Next(2) == 0 ? random.Next(0xb6, 0xb8) : random.Next(0xbe, 0xc0));
            }
        }
    }

    private static MemoryOperation OperationOf(in Instruction instruction) => instruction.Mnemonic switch
    {
        Mnemonic.Mov or Mnemonic.Movzx or Mnemonic.Movsx or Mnemonic.Movsxd => MemoryOperation.Move,
        Mnemonic.Add => MemoryOperation.Add,
        Mnemonic.Or => MemoryOperation.Or,
        Mnemonic.Adc => MemoryOperation.Adc,
        Mnemonic.Sbb => MemoryOperation.Sbb,
        Mnemonic.And => MemoryOperation.And,
        Mnemonic.Sub => MemoryOperation.Sub,
        Mnemonic.Xor => MemoryOperation.Xor,
        Mnemonic.Cmp => MemoryOperation.Cmp,
        Mnemonic.Test => MemoryOperation.Test,
        Mnemonic.Xchg => MemoryOperation.Exchange,
        Mnemonic.Inc => MemoryOperation.Inc,
        Mnemonic.Dec => MemoryOperation.Dec,
        Mnemonic.Not => MemoryOperation.Not,
        Mnemonic.Neg => MemoryOperation.Neg,
        Mnemonic.Stosb or Mnemonic.Stosw or Mnemonic.Stosd or Mnemonic.Stosq => MemoryOperation.Store,
        Mnemonic.Lodsb or Mnemonic.Lodsw or Mnemonic.Lodsd or Mnemonic.Lodsq => MemoryOperation.Load,
        Mnemonic.Movsb or Mnemonic.Movsw or Mnemonic.Movsd or Mnemonic.Movsq => MemoryOperation.Copy,
        _ => throw new InvalidOperationException($"{instruction.Mnemonic} is not one that is emulated"),
    };
}
