using System.Threading;
using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Registers;
using Sidecar.Hypervisor.Translation;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Vp;

/// <summary>
/// What CPUs do to each other. A VP's state is touched by its own CPU only: others leave a request in its mailbox and send an NMI, which makes it leave its guest or its
/// wait. NMIs that VTL2 sends travel as requests too, so that an NMI without a request is the platform's.
/// </summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class Processors<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    /// <summary>HvCallEnableVpVtl for VTL2 of a VP: the state that its VTL2 will start with.</summary>
    public static HvStatus EnableVtl2(VirtualProcessor* caller, uint target, in InitialVpContextX64 context)
    {
        var copy = context;
        var arguments = new CallArguments { Context = &copy };
        return Call(caller, target, CallKind.EnableVtl2, &arguments);
    }

    /// <summary>HvCallStartVirtualProcessor for VTL2 of a VP.</summary>
    public static HvStatus Start(VirtualProcessor* caller, uint target, in InitialVpContextX64 context)
    {
        var copy = context;
        var arguments = new CallArguments { Context = &copy };
        return Call(caller, target, CallKind.Start, &arguments);
    }

    /// <summary>Reads a register of any VP.</summary>
    public static HvStatus GetRegister(VirtualProcessor* caller, uint target, Vtl vtl, HvRegisterName name, out HvRegisterValue value)
    {
        var arguments = new CallArguments { Vtl = vtl, Name = name };
        var status = Call(caller, target, CallKind.GetRegister, &arguments);
        value = arguments.Value;
        return status;
    }

    /// <summary>Writes a register of any VP.</summary>
    public static HvStatus SetRegister(VirtualProcessor* caller, uint target, Vtl vtl, HvRegisterName name, HvRegisterValue value)
    {
        var arguments = new CallArguments { Vtl = vtl, Name = name, Value = value };
        return Call(caller, target, CallKind.SetRegister, &arguments);
    }

    /// <summary>Translates an address of any VP.</summary>
    public static HvStatus Translate(VirtualProcessor* caller, uint target, in TranslateVirtualAddressX64 input, out TranslateVirtualAddressExOutputX64 output)
    {
        var copy = input;
        TranslateVirtualAddressExOutputX64 result = default;
        var arguments = new CallArguments { Translation = &copy, Translated = &result };
        var status = Call(caller, target, CallKind.Translate, &arguments);
        output = result;
        return status;
    }

    /// <summary>
    /// Carries out what VTL2 wrote to the x2APIC's interrupt command register. INIT, start-up interrupts and NMIs are for the targets' VTL2 and go by mailbox; everything else the
    /// APIC does itself.
    /// </summary>
    public static void SendCommand(VirtualProcessor* sender, ulong command)
    {
        var icr = new Icr { Raw = command };
        var request = icr.DeliveryMode switch
        {
            DeliveryMode.INIT when icr.LevelAssert => RequestFlags.Init,
            DeliveryMode.SIPI => RequestFlags.StartUp,
            DeliveryMode.NMI => RequestFlags.Nmi,
            _ => 0u,
        };
        if (request == 0)
        {
            // The INIT level de-assert, an old chip's business, is none of ours either.
            if (icr.DeliveryMode != DeliveryMode.INIT)
            {
                TMachine.SendInterrupt(command);
            }

            return;
        }

        var partition = sender->Partition;
        for (var i = 0u; i < partition->VpCount; i++)
        {
            var target = partition->Vps[i];
            if (ApicDestination.Includes(command, sender->ApicId, target->ApicId) && target->Present)
            {
                if (request == RequestFlags.StartUp)
                {
                    Volatile.Write(ref target->Mailbox.StartUpVector, icr.Vector);
                }

                Post(sender, target, request);
            }
        }
    }

    /// <summary>Makes every CPU forget translations that are older than this call before it returns.</summary>
    public static void FlushAll(VirtualProcessor* caller)
    {
        var partition = caller->Partition;
        var generation = Interlocked.Increment(ref partition->Generation);
        for (var i = 0u; i < partition->VpCount; i++)
        {
            var target = partition->Vps[i];
            if (target == caller || !target->Present || Volatile.Read(ref target->Mailbox.InGuest) == 0)
            {
                // Whoever is not in a guest looks at the generation before it enters one.
                continue;
            }

            Post(caller, target, RequestFlags.Flush);
            while (Volatile.Read(ref target->Mailbox.InGuest) != 0 && (int)(Volatile.Read(ref target->Mailbox.FlushedGeneration) - generation) < 0)
            {
                TMachine.Pause();
            }
        }
    }

    /// <summary>Leaves a request and makes the target see it.</summary>
    public static void Post(VirtualProcessor* sender, VirtualProcessor* target, uint request)
    {
        if (request == RequestFlags.Init)
        {
            // A start-up interrupt that came before is one for a VP that does not wait for it, and an NMI one for what INIT ends, however late the VP sees them.
            var before = Volatile.Read(ref target->Mailbox.Requests);
            uint seen;
            while ((seen = Interlocked.CompareExchange(ref target->Mailbox.Requests, (before & ~(RequestFlags.StartUp | RequestFlags.Nmi)) | request, before)) != before)
            {
                before = seen;
            }
        }
        else
        {
            Interlocked.Or(ref target->Mailbox.Requests, request);
        }

        if (target != sender)
        {
            Kick(target);
        }
    }

    /// <summary>Makes a CPU leave its guest or its wait.</summary>
    public static void Kick(VirtualProcessor* target)
    {
        Interlocked.Increment(ref target->Mailbox.KicksSent);
        TMachine.SendInterrupt(new Icr { DeliveryMode = DeliveryMode.NMI, LevelAssert = true, X2apicMda = target->ApicId }.Raw);
    }

    /// <summary>
    /// Whether an NMI that was taken is one of another CPU's. It may come after its request was served, and several may come as one: as long as more were sent than seen,
    /// an NMI is taken for one of them, so that none of them is ever taken for the platform's.
    /// </summary>
    public static bool WasKick(VirtualProcessor* vp)
    {
        if (vp->Mailbox.KicksSeen == Volatile.Read(ref vp->Mailbox.KicksSent))
        {
            return false;
        }

        vp->Mailbox.KicksSeen++;
        return true;
    }

    /// <summary>Runs what another CPU asked for here, if any did. Never waits.</summary>
    public static void ServeCall(VirtualProcessor* vp)
    {
        if ((Volatile.Read(ref vp->Mailbox.Requests) & RequestFlags.Call) != 0)
        {
            Interlocked.And(ref vp->Mailbox.Requests, ~RequestFlags.Call);
            Execute(vp, vp->Mailbox.CallKind, vp->Mailbox.CallArguments);
            Volatile.Write(ref vp->Mailbox.CallDone, 1);
        }
    }

    private static HvStatus Call(VirtualProcessor* caller, uint index, CallKind kind, CallArguments* arguments)
    {
        var target = caller->Partition->Vps[index];
        if (target == caller)
        {
            Execute(caller, kind, arguments);
            return arguments->Status;
        }

        if (!target->Present)
        {
            return HvStatus.InvalidVpState;
        }

        // Two that call each other serve each other while they wait.
        while (Interlocked.CompareExchange(ref target->Mailbox.Caller, caller->Index + 1, 0u) != 0)
        {
            ServeCall(caller);
            TMachine.Pause();
        }

        target->Mailbox.CallKind = kind;
        target->Mailbox.CallArguments = arguments;
        Volatile.Write(ref target->Mailbox.CallDone, 0);
        Post(caller, target, RequestFlags.Call);
        while (Volatile.Read(ref target->Mailbox.CallDone) == 0)
        {
            ServeCall(caller);
            TMachine.Pause();
        }

        Volatile.Write(ref target->Mailbox.Caller, 0);
        return arguments->Status;
    }

    private static void Execute(VirtualProcessor* vp, CallKind kind, CallArguments* arguments)
    {
        arguments->Status = kind switch
        {
            CallKind.EnableVtl2 => VpStart<TMachine>.Enable(vp, *arguments->Context),
            CallKind.Start => VpStart<TMachine>.Start(vp, *arguments->Context),
            CallKind.GetRegister => Registers<TMachine>.Get(vp, arguments->Vtl, arguments->Name, out arguments->Value),
            CallKind.SetRegister => Registers<TMachine>.Set(vp, arguments->Vtl, arguments->Name, arguments->Value),
            _ => TranslateVirtualAddress<TMachine>.Execute(vp, *arguments->Translation, out *arguments->Translated),
        };
    }
}
