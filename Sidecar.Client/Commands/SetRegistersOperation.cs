using System;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Client.Commands;

/// <summary>SET_VP_REGISTERS.</summary>
internal sealed class SetRegistersOperation(SidecarVp vp) : RegisterCommand<bool>(vp, SidecarCommand.SET_VP_REGISTERS)
{
    private ReadOnlyMemory<HvRegisterAssoc> _registers;

    public void Begin(ReadOnlyMemory<HvRegisterAssoc> registers, HvInputVtl vtl)
    {
        if (TryEnter())
        {
            _registers = registers;
            Begin(registers.Length, vtl);
        }
    }

    protected override void Put(Span<HvRegisterAssoc> registers, int first) => _registers.Span.Slice(first, registers.Length).CopyTo(registers);

    protected override void Take(ReadOnlySpan<HvRegisterAssoc> registers, int first)
    {
    }

    protected override void Forget() => _registers = default;
}
