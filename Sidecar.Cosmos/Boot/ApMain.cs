using System;
using System.Runtime.InteropServices;
using System.Threading;
using Sidecar.Cosmos.Commands;
using Sidecar.Cosmos.Interrupts;
using Sidecar.Cosmos.Log;
using Sidecar.Cosmos.Memory;
using Sidecar.Cosmos.Trace;
using Sidecar.Cosmos.Vp;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Trace;
using Sidecar.Protocol.Vp;
using Sidecar.Protocol.X64;

namespace Sidecar.Cosmos.Boot;

/// <summary>A VP's way through the kernel: help starting others, come up, serve, leave; and, if the host gives the CPU back, come up again.</summary>
public static unsafe class ApMain<TMachine, THandlers>
    where TMachine : struct, IMachine
    where THandlers : struct, IHandlerTable
{
    private const uint SpuriousInterruptRegister = X64Msr.X2ApicBase + (uint)ApicRegister.SVR;
    private const uint TaskPriorityRegister = X64Msr.X2ApicBase + (uint)ApicRegister.TPR;
    private const ulong SoftwareEnable = 1UL << 8;

    /// <summary>Called on the VP's own stack, in its own address space, interrupts off. Does not return.</summary>
    public static void Run()
    {
        var vp = (VpGlobals*)TMachine.At(AddressSpace.Slot(AddressSpace.GlobalsSlot));
        // Cleared before the first start, set by Bind for good.
        var isReturn = vp->Status != null;
        Bind(vp);
        if (isReturn)
        {
            BeginAnew(vp);
        }
        else
        {
            FanOut<TMachine>.StartVps(vp);
            TemporaryMap<TMachine>.UnmapAll();
        }

        ComeUp(vp, isReturn);
        DispatchLoop<TMachine, THandlers>.Run(vp);
        Leave(vp);
        TMachine.StopCpu();
    }

    /// <summary>Resolves the VP's pages.</summary>
    private static void Bind(VpGlobals* vp)
    {
        // SAFETY: VpSetup mapped all of these for the VP's life; NodeCpuIndex is below the control page's capacity.
        vp->Control = (ControlPage*)TMachine.At(AddressSpace.Slot(AddressSpace.ControlPageSlot));
        vp->Status = (byte*)&vp->Control->CpuStatus + vp->NodeCpuIndex;
        vp->Command = (CommandPage*)TMachine.At(AddressSpace.Slot(AddressSpace.CommandPageSlot));
        vp->Trace = vp->TraceCapacity == 0 ? null : (TraceRingHeader*)TMachine.At(AddressSpace.Slot(AddressSpace.TraceSlot));
        vp->HasHandlerState = vp->HasHandlerState && THandlers.StateSize <= (int)(TMachine.Image->HandlerStatePages * AddressSpace.PageSize);
        vp->HandlerState = vp->HasHandlerState ? TMachine.At(AddressSpace.Slot(AddressSpace.HandlerStateSlot)) : null;
    }

    private static VpEntry* Entry => (VpEntry*)(TMachine.At(AddressSpace.Slot(AddressSpace.HypercallInputSlot)) + VpEntry.Offset);

    /// <summary>
    /// After a time as the host's: nothing of the last command, no interrupt priority, no interrupt source of the host's left on (software-disabling the APIC masks
    /// them, ComeUp enables it again). Overlays were unmapped by Leave, control registers and FPU are the context's and the entry's. The trace goes on.
    /// </summary>
    private static void BeginAnew(VpGlobals* vp)
    {
        if (TMachine.Load(ref *vp->Status) != (byte)CpuStatus.REMOVED)
        {
            SerialLog<TMachine>.Write(vp->VpIndex, "a return is refused: the VP does not show REMOVED"u8);
            Volatile.Write(ref Entry->Inside, 0);
            TMachine.StopCpu();
        }

        vp->Guard = null;
        vp->CurrentCommand = 0;
        vp->CommandFailed = false;
        vp->CommandVector = byte.MaxValue;
        vp->StopSeenAt = 0;
        SetApicEnabled(enabled: false);
        TMachine.WriteMsr(TaskPriorityRegister, 0);
    }

    private static void ComeUp(VpGlobals* vp, bool isReturn)
    {
        var apicBase = new ApicBase { Raw = TMachine.ReadMsr(X64Msr.ApicBase), Enable = true, X2apic = true };
        TMachine.WriteMsr(X64Msr.ApicBase, apicBase.Raw);
        SetApicEnabled(enabled: true);

        // What an earlier boot left must reach neither the host nor the guest. The register page stays invalid (is_valid = 0) until a hypervisor fills it.
        ClearPages(AddressSpace.CommandPageSlot, 1);
        vp->Command->CpuContext.FxState.Fcw = Fxsave.InitialFcw;
        vp->Command->CpuContext.FxState.Mxcsr = Fxsave.InitialMxcsr;
        ClearPages(AddressSpace.RegisterPageSlot, 1);
        ClearPages(AddressSpace.HandlerStateSlot, vp->HasHandlerState ? TMachine.Image->HandlerStatePages : 0);

        WriteTicket(vp);

        if (!isReturn)
        {
            TraceWriter<TMachine>.Start(vp);
        }

        var transition = VpStateMachine.Next(vp->State, VpEvent.Started);
        TraceWriter<TMachine>.Append(vp, transition.Next, VpEvent.Started, hasCommand: false);
        vp->State = transition.Next;
        SerialLog<TMachine>.Write(vp->VpIndex, isReturn ? "back"u8 : "up"u8);
        TMachine.Exchange(ref *vp->Status, (byte)CpuStatus.IDLE);
        if (isReturn)
        {
            // At boot the host is not there yet; the kernel's entry point returns when all are up.
            Attention<TMachine>.Raise(vp);
        }
    }

    /// <summary>Written at start-up though it holds from REMOVED on only: a removal then costs one store. Whoever came by hypercall has not said yet that it is inside.</summary>
    private static void WriteTicket(VpGlobals* vp)
    {
        Volatile.Write(ref Entry->Inside, 1);
        MemoryMarshal.Write(ReturnTicket.On(ref *vp->Command), new ReturnTicket
        {
            Magic = ReturnTicket.ExpectedMagic,
            Version = ReturnTicket.ExpectedVersion,
            VpIndex = vp->VpIndex,
            Entry = TMachine.MailboxEntry,
            Argument = vp->HypercallInput + VpEntry.Offset,
        });
    }

    /// <summary>Undoes what the sidecar set up on the CPU, then shows REMOVED. The APIC stays on in hardware: the attention interrupt still has to go out.</summary>
    private static void Leave(VpGlobals* vp)
    {
        SerialLog<TMachine>.Write(vp->VpIndex, "removing"u8);
        if (vp->OverlaysMapped)
        {
            RunVp<TMachine>.UnmapOverlays(vp);
        }

        SetApicEnabled(enabled: false);
        var transition = VpStateMachine.Next(vp->State, VpEvent.ConversionCompleted);
        TraceWriter<TMachine>.Append(vp, transition.Next, VpEvent.ConversionCompleted, hasCommand: false);
        vp->State = transition.Next;
        Volatile.Write(ref Entry->Inside, 0);
        TMachine.Exchange(ref *vp->Status, (byte)CpuStatus.REMOVED);
        Attention<TMachine>.Raise(vp);
    }

    private static void SetApicEnabled(bool enabled)
        => TMachine.WriteMsr(SpuriousInterruptRegister, enabled ? SoftwareEnable | DescriptorTables.SpuriousVector : DescriptorTables.SpuriousVector);

    private static void ClearPages(int slot, uint count)
    {
        for (var page = 0; page < (int)count; page++)
        {
            // SAFETY: the slots are mapped, and the host does not touch a VP's pages before it shows IDLE.
            new Span<byte>(TMachine.At(AddressSpace.Slot(slot + page)), (int)AddressSpace.PageSize).Clear();
        }
    }
}
