using System;
using System.Numerics;
using Shouldly;
using Sidecar.Protocol.X64;
using Sidecar.Vmm.Instructions;
using Sidecar.Vmm.Registers;
using Xunit;

namespace Sidecar.Vmm.Tests.Instructions;

/// <summary>Results and flags of arithmetic, against sums of unlimited size.</summary>
public class ArithmeticTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Sums_and_differences(int size)
    {
        var random = new Random(size);
        for (var i = 0; i < 100_000; i++)
        {
            var operation = (MemoryOperation)random.Next((int)MemoryOperation.Add, (int)MemoryOperation.Test);
            var left = Number(random) & GuestCpu.Mask(size);
            var right = Number(random) & GuestCpu.Mask(size);
            var before = new RFlags { Raw = 0x202 | ((ulong)random.Next() & 0x8d5) };
            var flags = before.Raw;
            var result = Arithmetic.Compute(operation, left, right, size, ref flags);
            var after = new RFlags { Raw = flags };
            var carryIn = before.Carry && operation is MemoryOperation.Adc or MemoryOperation.Sbb && before.Carry ? 1 : 0;
            var isSum = operation is MemoryOperation.Add or MemoryOperation.Adc;
            var isDifference = operation is MemoryOperation.Sub or MemoryOperation.Sbb or MemoryOperation.Cmp;
            var sign = isSum ? 1 : -1;
            var limit = BigInteger.One << (8 * size);
            var what = $"{operation} {left:x} {right:x} {size} {before.Raw:x}";
            BigInteger expected;
            if (isSum || isDifference)
            {
                expected = left + (sign * ((BigInteger)right + carryIn));
                var signed = Signed(left, size) + (sign * (Signed(right, size) + carryIn));
                after.Carry.ShouldBe(expected < 0 || expected >= limit, what);
                after.Overflow.ShouldBe(signed < -(limit / 2) || signed >= limit / 2, what);
                var nibble = (int)(left & 15) + (sign * ((int)(right & 15) + carryIn));
                after.Adjust.ShouldBe(nibble is < 0 or > 15, what);
            }
            else
            {
                expected = operation == MemoryOperation.Or ? left | right : operation == MemoryOperation.And ? left & right : left ^ right;
                after.Carry.ShouldBeFalse(what);
                after.Overflow.ShouldBeFalse(what);
            }

            var cut = (ulong)(((expected % limit) + limit) % limit);
            result.ShouldBe(cut, what);
            after.Zero.ShouldBe(cut == 0, what);
            after.Sign.ShouldBe(cut >> ((8 * size) - 1) != 0, what);
            after.Parity.ShouldBe(BitOperations.PopCount(cut & 0xff) % 2 == 0, what);
            (after.Raw & ~0x8d5ul).ShouldBe(0x202ul, what);
        }
    }

    [Fact]
    public void Increments_leave_the_carry_flag()
    {
        var flags = 0x3ul;
        Arithmetic.Compute(MemoryOperation.Inc, 0x7f, 0, 1, ref flags).ShouldBe(0x80ul);
        new RFlags { Raw = flags }.ShouldSatisfyAllConditions(f => f.Carry.ShouldBeTrue(), f => f.Overflow.ShouldBeTrue(), f => f.Sign.ShouldBeTrue());
        flags = 2;
        Arithmetic.Compute(MemoryOperation.Dec, 0, 0, 4, ref flags).ShouldBe(0xffff_fffful);
        new RFlags { Raw = flags }.Carry.ShouldBeFalse();
    }

    [Fact]
    public void Complement_changes_no_flag_and_negation_borrows()
    {
        var flags = 0x8d7ul;
        Arithmetic.Compute(MemoryOperation.Not, 0x0f, 0, 1, ref flags).ShouldBe(0xf0ul);
        flags.ShouldBe(0x8d7ul);
        Arithmetic.Compute(MemoryOperation.Neg, 1, 0, 2, ref flags).ShouldBe(0xfffful);
        new RFlags { Raw = flags }.Carry.ShouldBeTrue();
        Arithmetic.Compute(MemoryOperation.Neg, 0, 0, 2, ref flags).ShouldBe(0ul);
        new RFlags { Raw = flags }.Carry.ShouldBeFalse();
    }

    private static BigInteger Signed(ulong value, int size) => (long)(value << (64 - (8 * size))) >> (64 - (8 * size));

    /// <summary>Numbers near the edges as often as others.</summary>
    private static ulong Number(Random random) => random.Next(3) switch
    {
        0 => (ulong)random.NextInt64(),
        1 => unchecked((ulong)random.Next(-3, 4)),
        _ => (1ul << random.Next(64)) + unchecked((ulong)random.Next(-2, 3)),
    };
}
