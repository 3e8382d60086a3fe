using System;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Client.Commands;

/// <summary>GET_VP_REGISTERS into a caller's memory.</summary>
internal sealed class GetRegistersOperation(SidecarVp vp) : RegisterCommand<bool>(vp, SidecarCommand.GET_VP_REGISTERS)
{
    private ReadOnlyMemory<HvRegisterName> _names;
    private Memory<HvRegisterValue> _values;

    public void Begin(ReadOnlyMemory<HvRegisterName> names, Memory<HvRegisterValue> values, HvInputVtl vtl)
    {
        if (TryEnter())
        {
            _names = names;
            _values = values;
            Begin(names.Length, vtl);
        }
    }

    protected override void Put(Span<HvRegisterAssoc> registers, int first)
    {
        var names = _names.Span[first..];
        for (var index = 0; index < registers.Length; index++)
        {
            registers[index] = new() { Name = names[index] };
        }
    }

    protected override void Take(ReadOnlySpan<HvRegisterAssoc> registers, int first)
    {
        var values = _values.Span[first..];
        for (var index = 0; index < registers.Length; index++)
        {
            values[index] = registers[index].Value;
        }
    }

    protected override void Forget()
    {
        _names = default;
        _values = default;
    }
}
