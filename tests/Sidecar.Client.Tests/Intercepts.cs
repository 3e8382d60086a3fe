using Sidecar.Protocol.Tlfs;

namespace Sidecar.Client.Tests;

/// <summary>Intercept messages as a hypervisor leaves them.</summary>
internal static class Intercepts
{
    /// <summary>A message of a kind, with a payload.</summary>
    public static HvMessage Of<T>(HvMessageType kind, in T payload)
        where T : unmanaged, IHvMessagePayload
    {
        var message = new HvMessage();
        message.Header.Typ = kind;
        message.Header.Len = (byte)System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        message.PayloadAs<T>() = payload;
        return message;
    }

    /// <summary>The guest executed HLT at an address.</summary>
    public static HvMessage Halt(ulong rip = 0)
    {
        var payload = new HvX64HaltMessage();
        payload.Header.Rip = rip;
        return Of(HvMessageType.HvMessageTypeX64Halt, in payload);
    }
}
