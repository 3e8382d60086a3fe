using System;
using Sidecar.Client.Devices;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Client.Tests.Scripted;

/// <summary>What a scripted VP does when it is started.</summary>
internal static class Answers
{
    /// <summary>Every run is intercepted at once.</summary>
    public static Func<uint, Errno> Intercept(ScriptedDevice device) => cpu =>
    {
        ref var page = ref device.PageOf(cpu);
        page.HasError = 0;
        page.InterceptMessage.Header.Typ = HvMessageType.HvMessageTypeX64Halt;
        page.RunResponse.Intercept = 1;
        device.Complete(cpu);
        return Errno.None;
    };

    /// <summary>Runs end when they are stopped, which this has to be both START and STOP for.</summary>
    public static Func<uint, Errno> Stop(ScriptedDevice device) => cpu =>
    {
        device.PageOf(cpu).RunResponse.Intercept = 0;
        device.Complete(cpu);
        return Errno.None;
    };
}
