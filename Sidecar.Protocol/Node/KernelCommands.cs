using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Protocol.Node;

/// <summary>
/// The kernel's commands on registers and addresses, over any channel that waits for a command's end. All are false when a command was not carried out, which the channel tells, or was
/// refused, which <c>status</c> tells.
/// </summary>
public static class KernelCommands
{
    /// <summary>A status that no kernel answers: if it is still there afterwards, the VP left without an answer.</summary>
    public const HvStatus Unanswered = (HvStatus)0xffff;

    /// <summary>A page that no kernel answers.</summary>
    private const ulong NoPage = ulong.MaxValue;

    /// <summary>Reads registers, as many commands as it takes at 31 registers each.</summary>
    /// <param name="channel">The VP.</param>
    /// <param name="vtl">Whose.</param>
    /// <param name="names">Which.</param>
    /// <param name="values">Their values, at least as many; beyond those of a command that failed, undefined.</param>
    /// <param name="status">What the hypervisor said.</param>
    public static bool GetRegisters<TChannel>(ref TChannel channel, HvInputVtl vtl, scoped ReadOnlySpan<HvRegisterName> names, scoped Span<HvRegisterValue> values, out HvStatus status)
        where TChannel : struct, ICommandChannel
    {
        status = HvStatus.Success;
        for (var done = 0; done < names.Length; done += SidecarLimits.MaxGetSetVpRegisters)
        {
            if (!channel.MayFillPage())
            {
                return false;
            }

            var count = Math.Min(names.Length - done, SidecarLimits.MaxGetSetVpRegisters);
            ref var payload = ref PayloadAs<TChannel, GetSetVpRegisterPayload>(ref channel);
            payload.Request = new() { Count = (ushort)count, TargetVtl = vtl, Status = Unanswered };
            for (var i = 0; i < count; i++)
            {
                payload.Regs[i] = new() { Name = names[done + i] };
            }

            if (!Execute(ref channel, SidecarCommand.GET_VP_REGISTERS, out status))
            {
                return false;
            }

            for (var i = 0; i < count; i++)
            {
                values[done + i] = payload.Regs[i].Value;
            }
        }

        return true;
    }

    /// <summary>Writes registers, as many commands as it takes at 31 registers each.</summary>
    /// <param name="channel">The VP.</param>
    /// <param name="vtl">Whose.</param>
    /// <param name="registers">Names and values. Those before one that is refused are written.</param>
    /// <param name="status">What the hypervisor said.</param>
    public static bool SetRegisters<TChannel>(ref TChannel channel, HvInputVtl vtl, scoped ReadOnlySpan<HvRegisterAssoc> registers, out HvStatus status)
        where TChannel : struct, ICommandChannel
    {
        status = HvStatus.Success;
        for (var done = 0; done < registers.Length; done += SidecarLimits.MaxGetSetVpRegisters)
        {
            if (!channel.MayFillPage())
            {
                return false;
            }

            var count = Math.Min(registers.Length - done, SidecarLimits.MaxGetSetVpRegisters);
            ref var payload = ref PayloadAs<TChannel, GetSetVpRegisterPayload>(ref channel);
            payload.Request = new() { Count = (ushort)count, TargetVtl = vtl, Status = Unanswered };
            for (var i = 0; i < count; i++)
            {
                payload.Regs[i] = registers[done + i];
            }

            if (!Execute(ref channel, SidecarCommand.SET_VP_REGISTERS, out status))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Translates a guest's virtual page.</summary>
    /// <param name="channel">The VP.</param>
    /// <param name="virtualPage">Page number.</param>
    /// <param name="flags">What to check, and as whom.</param>
    /// <param name="output">The translation; zero when the result is false.</param>
    /// <param name="status">What the hypervisor said.</param>
    public static bool TranslateGva<TChannel>(ref TChannel channel, ulong virtualPage, TranslateGvaControlFlagsX64 flags, out TranslateVirtualAddressExOutputX64 output, out HvStatus status)
        where TChannel : struct, ICommandChannel
    {
        output = default;
        status = HvStatus.Success;
        if (!channel.MayFillPage())
        {
            return false;
        }

        // Behind the request; whoever answers writes the whole response over both.
        PayloadAs<TChannel, TranslateGvaResponse>(ref channel).Output.GpaPage = NoPage;
        PayloadAs<TChannel, TranslateGvaRequest>(ref channel) = new() { Gvn = virtualPage, ControlFlags = flags };
        if (!channel.Execute((uint)SidecarCommand.TRANSLATE_GVA))
        {
            return false;
        }

        var response = PayloadAs<TChannel, TranslateGvaResponse>(ref channel);
        status = response.Output.GpaPage == NoPage ? Unanswered : response.Status;
        if (status == HvStatus.Success)
        {
            output = response.Output;
        }

        return status == HvStatus.Success;
    }

    private static bool Execute<TChannel>(ref TChannel channel, SidecarCommand command, out HvStatus status)
        where TChannel : struct, ICommandChannel
    {
        status = HvStatus.Success;
        if (!channel.Execute((uint)command))
        {
            return false;
        }

        status = PayloadAs<TChannel, GetSetVpRegisterPayload>(ref channel).Request.Status;
        return status == HvStatus.Success;
    }

    private static ref T PayloadAs<TChannel, T>(ref TChannel channel)
        where TChannel : struct, ICommandChannel
        where T : unmanaged
        => ref Unsafe.As<byte, T>(ref MemoryMarshal.GetReference(channel.Payload));
}
