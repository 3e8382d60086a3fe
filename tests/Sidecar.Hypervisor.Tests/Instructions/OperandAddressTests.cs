using System;
using Iced.Intel;
using Sidecar.Hypervisor.Instructions;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Tests.Simulation;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;
using Xunit;

namespace Sidecar.Hypervisor.Tests.Instructions;

/// <summary>Linear addresses of operands, against those of Iced for random instructions, and by hand where an opcode means memory that it does not name.</summary>
public unsafe class OperandAddressTests
{
    private const ulong LongMode = 0x1500;
    private const ushort LongCode = 0x29b;
    private const ushort Default32 = 0x400;
    private readonly TestPartition _partition = new();

    private VirtualProcessor* Vp => _partition.Vp();

    private Vmcb* Vmcb => Vp->Vtl0.Vmcb;

    [Theory]
    [InlineData(CodeMode.Bits16)]
    [InlineData(CodeMode.Bits32)]
    [InlineData(CodeMode.Bits64)]
    public void Random_instructions_have_the_addresses_that_another_decoder_finds(CodeMode mode)
    {
        var random = new Random(91 + (int)mode);
        Prepare(mode, random);
        var bytes = new byte[InstructionDecoder.MaxLength];
        var compared = 0;
        for (var i = 0; i < 300_000; i++)
        {
            random.NextBytes(bytes);
            var other = Decoder.Create(Bits(mode), bytes, Vmcb->Rip, DecoderOptions.AMD).Decode();
            if (other.IsInvalid || other.Encoding == EncodingKind.EVEX || other.IsVsib || other.Mnemonic is Mnemonic.Lea)
            {
                continue;
            }

            Assert.True(InstructionDecoder.TryDecode(bytes, mode, out var instruction));
            for (var operand = 0; operand < other.OpCount; operand++)
            {
                var kind = other.GetOpKind(operand);
                var isDestination = kind is OpKind.MemoryESDI or OpKind.MemoryESEDI or OpKind.MemoryESRDI;
                var isSource = kind is OpKind.Memory or OpKind.MemorySegSI or OpKind.MemorySegESI or OpKind.MemorySegRSI;
                if (!isDestination && !isSource)
                {
                    continue;
                }

                var expected = other.GetVirtualAddress(operand, 0, (register, _, _) => ValueOf(mode, register));
                var found = isDestination ? instruction.Second : instruction.Operand;
                Assert.True(found.Exists, $"{Convert.ToHexString(bytes)} {other}");
                var address = OperandAddress<TestMachine>.Of(Vp, Vtl.Vtl0, instruction, found);
                expected = mode == CodeMode.Bits64 ? expected : (uint)expected;
                Assert.True(address == expected, $"{Convert.ToHexString(bytes)} {other}: {address:x} for {expected:x}");
                compared++;
            }
        }

        Assert.True(compared > 50_000, $"{compared} compared");
    }

    [Theory]
    [InlineData("50", CodeMode.Bits64, 0xff8)]
    [InlineData("6650", CodeMode.Bits64, 0xffe)]
    [InlineData("E800000000", CodeMode.Bits64, 0xff8)]
    [InlineData("FF30", CodeMode.Bits64, 0xff8)]
    [InlineData("58", CodeMode.Bits64, 0x1000)]
    [InlineData("C3", CodeMode.Bits64, 0x1000)]
    [InlineData("0FA0", CodeMode.Bits64, 0xff8)]
    [InlineData("C9", CodeMode.Bits64, 0x2000)]
    [InlineData("50", CodeMode.Bits32, 0x70ffc)]
    [InlineData("50", CodeMode.Bits16, 0x70ffe)]
    public void Stack_is_below_the_pointer_or_at_it(string code, CodeMode mode, ulong expected)
    {
        Vmcb->Efer = LongMode;
        Vmcb->Cs.Attributes = mode == CodeMode.Bits64 ? LongCode : mode == CodeMode.Bits32 ? Default32 : (ushort)0;
        Vmcb->Ss.Attributes = Default32;
        Vmcb->Ss.Base = 0x7_0000;
        Vmcb->Rsp = 0x1000;
        Vp->Gprs[5] = 0x2000;
        Assert.True(InstructionDecoder.TryDecode(Convert.FromHexString(code), mode, out var instruction));
        Assert.True(instruction.Second.Exists);
        Assert.Equal(expected, OperandAddress<TestMachine>.Of(Vp, Vtl.Vtl0, instruction, instruction.Second));
    }

    [Fact]
    public void A_stack_of_16_bits_wraps()
    {
        Vmcb->Ss.Base = 0x7_0000;
        Vmcb->Rsp = 0xabcd_0000;
        Assert.True(InstructionDecoder.TryDecode([0x50], CodeMode.Bits16, out var instruction));
        Assert.Equal(0x7_fffeUL, OperandAddress<TestMachine>.Of(Vp, Vtl.Vtl0, instruction, instruction.Second));
    }

    private void Prepare(CodeMode mode, Random random)
    {
        Vmcb->Efer = LongMode;
        Vmcb->Cs.Attributes = mode == CodeMode.Bits64 ? LongCode : mode == CodeMode.Bits32 ? Default32 : (ushort)0;
        Vmcb->Rip = mode == CodeMode.Bits64 ? 0xffff_8000_1234_5678 : 0x1234;
        for (var i = 0; i < 16; i++)
        {
            Vp->Gprs[i] = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
        }

        Vmcb->Rsp = 0x7777_1111_2222_3330;
        Vmcb->Es.Base = 0x1111_0000;
        Vmcb->Cs.Base = 0x2222_0000;
        Vmcb->Ss.Base = 0x3333_0000;
        Vmcb->Ds.Base = 0x4444_0000;
        Vmcb->Fs.Base = 0x5555_0000;
        Vmcb->Gs.Base = 0x6666_0000;
    }

    private ulong ValueOf(CodeMode mode, Register register)
    {
        if (register.IsSegmentRegister())
        {
            var isFlat = mode == CodeMode.Bits64 && register is not (Register.FS or Register.GS);
            return isFlat ? 0 : 0x1111_0000UL * (ulong)(register - Register.ES + 1);
        }

        var number = register.GetFullRegister() - Register.RAX;
        var value = number == 4 ? Vmcb->Rsp : Vp->Gprs[number];
        return register.GetSize() switch
        {
            1 => (byte)value,
            2 => (ushort)value,
            4 => (uint)value,
            _ => value,
        };
    }

    private static int Bits(CodeMode mode) => mode switch
    {
        CodeMode.Bits16 => 16,
        CodeMode.Bits32 => 32,
        _ => 64,
    };
}
