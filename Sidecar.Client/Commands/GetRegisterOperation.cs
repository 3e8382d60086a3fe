using System;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Client.Commands;

/// <summary>GET_VP_REGISTERS of one register.</summary>
internal sealed class GetRegisterOperation(SidecarVp vp) : RegisterCommand<HvRegisterValue>(vp, SidecarCommand.GET_VP_REGISTERS)
{
    private HvRegisterName _name;

    public void Begin(HvRegisterName name, HvInputVtl vtl)
    {
        if (TryEnter())
        {
            _name = name;
            Begin(1, vtl);
        }
    }

    protected override void Put(Span<HvRegisterAssoc> registers, int first) => registers[0] = new() { Name = _name };

    protected override void Take(ReadOnlySpan<HvRegisterAssoc> registers, int first) => Result = registers[0].Value;
}
