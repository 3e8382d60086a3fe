using System.Numerics;
using Sidecar.Vmm.Registers;

namespace Sidecar.Vmm.Instructions;

/// <summary>What arithmetic instructions compute, and the flags they leave (AMD APM 3).</summary>
public static class Arithmetic
{
    private const ulong Carry = 1 << 0;
    private const ulong Parity = 1 << 2;
    private const ulong Adjust = 1 << 4;
    private const ulong Zero = 1 << 6;
    private const ulong Sign = 1 << 7;
    private const ulong Overflow = 1 << 11;

    /// <summary>Carries an operation out.</summary>
    /// <param name="operation">Which: not a move.</param>
    /// <param name="left">The destination's value.</param>
    /// <param name="right">The other operand; not looked at where there is none.</param>
    /// <param name="size">Bytes: 1, 2, 4 or 8.</param>
    /// <param name="flags">RFLAGS before, and after.</param>
    public static ulong Compute(MemoryOperation operation, ulong left, ulong right, int size, ref ulong flags)
    {
        var mask = GuestCpu.Mask(size);
        left &= mask;
        right &= mask;
        switch (operation)
        {
            case MemoryOperation.Add:
                return Add(left, right, 0, size, ref flags);
            case MemoryOperation.Adc:
                return Add(left, right, flags & Carry, size, ref flags);
            case MemoryOperation.Sub or MemoryOperation.Cmp:
                return Subtract(left, right, 0, size, ref flags);
            case MemoryOperation.Sbb:
                return Subtract(left, right, flags & Carry, size, ref flags);
            case MemoryOperation.Neg:
                return Subtract(0, left, 0, size, ref flags);
            case MemoryOperation.Inc or MemoryOperation.Dec:
                // The carry flag is not theirs.
                var carry = flags & Carry;
                var result = operation == MemoryOperation.Inc ? Add(left, 1, 0, size, ref flags) : Subtract(left, 1, 0, size, ref flags);
                flags = (flags & ~Carry) | carry;
                return result;
            case MemoryOperation.Not:
                return ~left & mask;
            case MemoryOperation.And or MemoryOperation.Test:
                return Logical(left & right, size, ref flags);
            case MemoryOperation.Or:
                return Logical(left | right, size, ref flags);
            default:
                return Logical(left ^ right, size, ref flags);
        }
    }

    private static ulong Add(ulong left, ulong right, ulong carry, int size, ref ulong flags)
    {
        var result = (left + right + carry) & GuestCpu.Mask(size);
        var carries = (left & right) | ((left | right) & ~result);
        SetFlags(result, size, ref flags);
        SetCarries(carries, (left ^ result) & (right ^ result), left ^ right ^ result, size, ref flags);
        return result;
    }

    private static ulong Subtract(ulong left, ulong right, ulong borrow, int size, ref ulong flags)
    {
        var result = (left - right - borrow) & GuestCpu.Mask(size);
        var borrows = (~left & right) | ((~left | right) & result);
        SetFlags(result, size, ref flags);
        SetCarries(borrows, (left ^ right) & (left ^ result), left ^ right ^ result, size, ref flags);
        return result;
    }

    private static ulong Logical(ulong result, int size, ref ulong flags)
    {
        SetFlags(result, size, ref flags);
        flags &= ~(Carry | Overflow | Adjust);
        return result;
    }

    /// <summary>Zero, sign, parity.</summary>
    private static void SetFlags(ulong result, int size, ref ulong flags)
    {
        flags &= ~(Zero | Sign | Parity);
        flags |= result == 0 ? Zero : 0;
        flags |= ((result >> ((8 * size) - 1)) & 1) != 0 ? Sign : 0;
        flags |= (BitOperations.PopCount(result & 0xff) & 1) == 0 ? Parity : 0;
    }

    /// <summary>Carry, overflow: the top bits of those. Adjust: bit 4 of the sum without carries.</summary>
    private static void SetCarries(ulong carries, ulong overflows, ulong sum, int size, ref ulong flags)
    {
        var top = (8 * size) - 1;
        flags &= ~(Carry | Overflow | Adjust);
        flags |= ((carries >> top) & 1) != 0 ? Carry : 0;
        flags |= ((overflows >> top) & 1) != 0 ? Overflow : 0;
        flags |= sum & Adjust;
    }
}
