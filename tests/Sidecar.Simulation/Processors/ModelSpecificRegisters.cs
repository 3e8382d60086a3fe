using System.Collections.Concurrent;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Simulation.Processors;

/// <summary>A CPU's MSRs. What is not among them does not exist: reading or writing it is #GP.</summary>
public sealed class ModelSpecificRegisters
{
    private const int VariableRanges = 8;
    private const ulong MtrrReserved = 0xfff0_0000_0000_0000;
    private readonly ConcurrentDictionary<uint, ulong> _values = new();

    internal ModelSpecificRegisters(uint vpIndex, uint apicId, bool hypervisor)
    {
        _values[X64Msr.ApicBase] = new ApicBase { Enable = true, Bsp = vpIndex == 0, BasePage = 0xfee00 }.Raw;
        _values[X64Msr.Pat] = X64Msr.DefaultPat;
        _values[X64Msr.MtrrCap] = VariableRanges | (1 << 8);
        _values[X64Msr.MtrrDefType] = 0xc06;
        _values[ApicRegister.ID.X2ApicMsr()] = apicId;
        _values[ApicRegister.SVR.X2ApicMsr()] = 0xff;
        _values[ApicRegister.TPR.X2ApicMsr()] = 0;
        AddMtrrs();
        if (hypervisor)
        {
            AddSynthetic(vpIndex);
        }
    }

    /// <summary>A register's value, also for tests that look at it afterwards. Null: there is no such register.</summary>
    public ulong? this[uint register] => _values.TryGetValue(register, out var value) ? value : null;

    /// <summary>Gives a register a value behind the CPU's back, as the hardware does with status registers; makes it exist if it does not.</summary>
    public void Set(uint register, ulong value) => _values[register] = value;

    /// <summary>Takes a register away, as a hypervisor without that feature would.</summary>
    public void Remove(uint register) => _values.TryRemove(register, out _);

    internal bool TryRead(uint register, out ulong value) => _values.TryGetValue(register, out value);

    internal bool TryWrite(uint register, ulong value)
    {
        if (!_values.ContainsKey(register) || !Takes(register, value))
        {
            return false;
        }

        _values[register] = value;
        return true;
    }

    /// <summary>Whether a register takes a value (Intel SDM, volume 3: MTRRs, x2APIC).</summary>
    private static bool Takes(uint register, ulong value) => register switch
    {
        X64Msr.MtrrCap => false,
        X64Msr.MtrrDefType => (value & ~0xcffUL) == 0 && IsMemoryType((byte)value),
        >= X64Msr.MtrrPhysBase0 and < X64Msr.MtrrPhysBase0 + (2 * VariableRanges) when (register & 1) == 0
            => (value & (MtrrReserved | 0xf00)) == 0 && IsMemoryType((byte)value),
        >= X64Msr.MtrrPhysBase0 and < X64Msr.MtrrPhysBase0 + (2 * VariableRanges) => (value & (MtrrReserved | 0x7ff)) == 0,
        X64Msr.MtrrFix64k00000 or X64Msr.MtrrFix16k80000 or X64Msr.MtrrFix16kA0000
            or (>= X64Msr.MtrrFix4kC0000 and < X64Msr.MtrrFix4kC0000 + 8) => AreMemoryTypes(value),
        X64Msr.ApicBase => new ApicBase { Raw = value } is { Reserved: 0, Reserved2: false, Reserved3: 0 } and not { X2apic: true, Enable: false },
        _ => true,
    };

    private static bool AreMemoryTypes(ulong types)
    {
        for (var shift = 0; shift < 64; shift += 8)
        {
            if (!IsMemoryType((byte)(types >> shift)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsMemoryType(byte type) => type is 0 or 1 or 4 or 5 or 6;

    private void AddMtrrs()
    {
        for (var range = 0u; range < 2 * VariableRanges; range++)
        {
            _values[X64Msr.MtrrPhysBase0 + range] = 0;
        }

        for (var range = 0u; range < 8; range++)
        {
            _values[X64Msr.MtrrFix4kC0000 + range] = 0x0505_0505_0505_0505;
        }

        _values[X64Msr.MtrrFix64k00000] = 0x0606_0606_0606_0606;
        _values[X64Msr.MtrrFix16k80000] = 0x0606_0606_0606_0606;
        _values[X64Msr.MtrrFix16kA0000] = 0;
    }

    private void AddSynthetic(uint vpIndex)
    {
        _values[HvX64Msr.VpIndex] = vpIndex;
        _values[HvX64Msr.VpAssistPage] = 0;
        for (var register = HvX64Msr.GuestCrashP0; register <= HvX64Msr.GuestCrashCtl; register++)
        {
            _values[register] = 0;
        }
    }
}
