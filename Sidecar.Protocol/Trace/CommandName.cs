using System;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Text;

namespace Sidecar.Protocol.Trace;

/// <summary>What a command is called in traces and at the monitor.</summary>
public static class CommandName
{
    /// <summary>Name of the handler with that number; empty when the catalog has none.</summary>
    public static ReadOnlySpan<byte> OfHandler<TCatalog>(uint number)
        where TCatalog : IHandlerCatalog
    {
        for (var index = 0; index < TCatalog.Count; index++)
        {
            if (TCatalog.NumberAt(index) == number)
            {
                return TCatalog.NameAt(index);
            }
        }

        return default;
    }

    /// <summary>Appends a command's name: the wire's own, else the handler's, else the number in hexadecimal.</summary>
    public static void Write(ref Utf8Writer writer, uint number, ReadOnlySpan<byte> handler)
    {
        var name = Wire(number);
        if (name.IsEmpty)
        {
            name = handler;
        }

        if (name.IsEmpty)
        {
            writer.WriteHex(number);
        }
        else
        {
            writer.Write(name);
        }
    }

    /// <summary>The wire's name of one of its own commands (openhcl.txt, SidecarCommand); empty for any other number.</summary>
    private static ReadOnlySpan<byte> Wire(uint number) => (SidecarCommand)number switch
    {
        SidecarCommand.NONE => "NONE"u8,
        SidecarCommand.RUN_VP => "RUN_VP"u8,
        SidecarCommand.GET_VP_REGISTERS => "GET_VP_REGISTERS"u8,
        SidecarCommand.SET_VP_REGISTERS => "SET_VP_REGISTERS"u8,
        SidecarCommand.TRANSLATE_GVA => "TRANSLATE_GVA"u8,
        _ => default,
    };
}
