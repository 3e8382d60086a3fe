using System.Runtime.CompilerServices;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Cosmos.Commands;

/// <summary>Registers of the guest that are read and written without the hypervisor: those that all VTLs share (TLFS, "Private state" lists what is not shared).</summary>
public static unsafe class LocalRegisters<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>Whether <paramref name="name"/> is one of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Contains(HvRegisterName name) => ContextRegisters.Contains(name) || CpuRegisters<TMachine>.Contains(name);

    /// <summary>Reads one.</summary>
    public static HvStatus Get(CommandPage* page, HvRegisterName name, out HvRegisterValue value)
    {
        if (ContextRegisters.Contains(name))
        {
            value = ContextRegisters.Get(page, name);
            return HvStatus.Success;
        }

        var status = CpuRegisters<TMachine>.Get(name, out var low);
        value = HvRegisterValue.From(low);
        return status;
    }

    /// <summary>Writes one.</summary>
    public static HvStatus Set(CommandPage* page, HvRegisterName name, HvRegisterValue value)
        => ContextRegisters.Contains(name) ? (ContextRegisters.TrySet(page, name, value) ? HvStatus.Success : HvStatus.InvalidRegisterValue)
            : value.High == 0 ? CpuRegisters<TMachine>.Set(name, value.Low)
            : HvStatus.InvalidRegisterValue;
}
