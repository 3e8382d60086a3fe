using System;
using System.Threading.Tasks;
using Sidecar.Client.Commands;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Client;

/// <content>Registers, by command: those that are neither in <see cref="CpuContext"/> nor on <see cref="RegisterPage"/>, or before the first run.</content>
public sealed partial class SidecarVp
{
    /// <summary>Reads registers, as many commands as it takes at 31 registers each; nobody gets between them.</summary>
    /// <param name="names">Which.</param>
    /// <param name="values">Gets their values, in order; as many places at least. Undefined when the call fails.</param>
    /// <param name="vtl">Whose.</param>
    /// <exception cref="ArgumentException">There are fewer places than names.</exception>
    /// <exception cref="SidecarException">Sidecar or hypervisor refused, or the VP is gone, busy or silent.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public ValueTask GetRegistersAsync(ReadOnlyMemory<HvRegisterName> names, Memory<HvRegisterValue> values, Vtl vtl = Vtl.Vtl0)
    {
        if (values.Length < names.Length)
        {
            throw new ArgumentException($"there are {names.Length} names and room for {values.Length} values; as many would do", nameof(values));
        }

        if (names.IsEmpty)
        {
            return ValueTask.CompletedTask;
        }

        var get = Operations.Rent<GetRegistersOperation>() ?? new GetRegistersOperation(this);
        var task = get.TaskWithoutResult;
        get.Begin(names, values, HvInputVtl.FromVtl((byte)vtl));
        return task;
    }

    /// <summary>Writes registers, as many commands as it takes at 31 registers each; nobody gets between them. Those before one that is refused are written.</summary>
    /// <param name="registers">Names and values, in order.</param>
    /// <param name="vtl">Whose.</param>
    /// <exception cref="SidecarException">Sidecar or hypervisor refused, or the VP is gone, busy or silent.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public ValueTask SetRegistersAsync(ReadOnlyMemory<HvRegisterAssoc> registers, Vtl vtl = Vtl.Vtl0)
    {
        if (registers.IsEmpty)
        {
            return ValueTask.CompletedTask;
        }

        var set = Operations.Rent<SetRegistersOperation>() ?? new SetRegistersOperation(this);
        var task = set.TaskWithoutResult;
        set.Begin(registers, HvInputVtl.FromVtl((byte)vtl));
        return task;
    }

    /// <summary>Reads one register.</summary>
    /// <inheritdoc cref="GetRegistersAsync"/>
    /// <param name="name">Which.</param>
    /// <param name="vtl">Whose.</param>
    public ValueTask<HvRegisterValue> GetRegisterAsync(HvRegisterName name, Vtl vtl = Vtl.Vtl0)
    {
        var get = Operations.Rent<GetRegisterOperation>() ?? new GetRegisterOperation(this);
        var task = get.Task;
        get.Begin(name, HvInputVtl.FromVtl((byte)vtl));
        return task;
    }
}
