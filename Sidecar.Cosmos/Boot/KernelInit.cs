using System;
using System.Threading;
using Sidecar.Cosmos.Hypercalls;
using Sidecar.Cosmos.Interrupts;
using Sidecar.Cosmos.Log;
using Sidecar.Cosmos.Memory;
using Sidecar.Cosmos.Vp;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Cosmos.Boot;

/// <summary>The kernel's one initialisation, on the base CPU: nodes, control pages, first starts, and the wait until every VP is up.</summary>
public static unsafe class KernelInit<TMachine>
    where TMachine : struct, IMachine
{
    private const int ParametersWindow = 0;
    private const int OutputWindow = 2;
    private const int ControlWindow = 4;

    /// <summary>Vectors below are the CPU's exceptions.</summary>
    private const uint FirstWakeVector = 32;
    private const uint LastWakeVector = 255;

    /// <summary>Longest silence, in time stamp ticks, before a VP that does not come up is given up: some ten seconds on the CPUs there are.</summary>
    private const ulong StartPatience = 1UL << 35;

    private struct Arguments
    {
        public ulong Parameters;
        public ulong Output;
        public bool Succeeded;
    }

    /// <summary>
    /// What the shim's call runs, after relocation, on the kernel's own stack and page tables. Image addresses are already in the image state.
    /// </summary>
    /// <param name="parametersAddress">Physical address of SidecarParams, page-aligned.</param>
    /// <param name="outputAddress">Physical address of SidecarOutput.</param>
    /// <returns>Whether the sidecar is up. If not, the output says why.</returns>
    public static bool Start(ulong parametersAddress, ulong outputAddress)
    {
        var arguments = new Arguments { Parameters = parametersAddress, Output = outputAddress };
        var vp = (VpGlobals*)TMachine.At(AddressSpace.Slot(AddressSpace.GlobalsSlot));
        vp->HypercallInput = TemporaryMap<TMachine>.PhysicalAddress(AddressSpace.HypercallInputSlot);
        vp->HypercallOutput = TemporaryMap<TMachine>.PhysicalAddress(AddressSpace.HypercallOutputSlot);
        GuardFrame guard;
        guard.RecoveryStack = 0;
        vp->Guard = &guard;
        var returned = TMachine.CallGuarded(&Run, &arguments, &guard);
        vp->Guard = null;
        if (!returned)
        {
            var text = new Utf8Writer(stackalloc byte[128]);
            text.Write("initialisation raised "u8);
            text.Write(ExceptionNames.Of(guard.Vector));
            text.Write(" at "u8);
            text.WriteHex(guard.Address);
            text.Write(", cr2 "u8);
            text.WriteHex(guard.FaultingAddress);
            Fail(outputAddress, text.Written);
            return false;
        }

        return arguments.Succeeded;
    }

    private static void Run(void* argument)
    {
        var arguments = (Arguments*)argument;
        arguments->Succeeded = Initialise(arguments->Parameters, arguments->Output);
    }

    private static bool Initialise(ulong parametersAddress, ulong outputAddress)
    {
        // SAFETY: both stay mapped until the fan-out, which uses windows of these numbers; neither is used after it, and Fail maps the output anew.
        var parameters = (SidecarParams*)TemporaryMap<TMachine>.Map(ParametersWindow, parametersAddress);
        var output = (SidecarOutput*)TemporaryMap<TMachine>.MapTwo(OutputWindow, outputAddress);
        var image = TMachine.Image;
        var self = (VpGlobals*)TMachine.At(AddressSpace.Slot(AddressSpace.GlobalsSlot));

        var extension = *(ExtensionBlock*)((byte*)parameters + ExtensionBlock.Offset);
        var extended = extension is { Magic: ExtensionBlock.ExpectedMagic, Version: ExtensionBlock.ExpectedVersion } && extension.Size >= sizeof(ExtensionBlock);
        if (!extended)
        {
            extension = default;
        }

        image->LogPort = extension.LogPort is > 0 and <= 0xfff8 ? (ushort)extension.LogPort : DefaultLogPort;
        image->LogEnabled = parameters->EnableLogging != 0;
        image->UseMwait = WantsMwait(extension.IdleMode);
        image->Mailbox = extension.Mailbox;
        image->MailboxCount = extension.MailboxCount;
        image->WakeVector = (byte)extension.WakeVector;
        image->HandlerStatePages = extension.HandlerStatePages;

        var nodeCount = parameters->NodeCount;
        if (nodeCount == 0 || nodeCount > SidecarLimits.MaxNodes)
        {
            return Fail(outputAddress, "node_count "u8, nodeCount, " is not within 1 to 128"u8);
        }

        if (extension.HandlerStatePages > NodeLayout.MaxHandlerStatePages)
        {
            return Fail(outputAddress, "handler_state_pages "u8, extension.HandlerStatePages, " is more than 192"u8);
        }

        if (extension.TracePages > NodeLayout.MaxTracePages)
        {
            return Fail(outputAddress, "trace_pages "u8, extension.TracePages, " is more than 32"u8);
        }

        if (extension.Mailbox != 0 && (extension.Mailbox % (ulong)sizeof(WakeSlot) != 0 || extension.WakeVector - FirstWakeVector > LastWakeVector - FirstWakeVector))
        {
            var text = new Utf8Writer(stackalloc byte[160]);
            text.Write("mailbox "u8);
            text.WriteHex(extension.Mailbox);
            text.Write(" must be 64-byte aligned, wake_vector "u8);
            text.WriteDecimal(extension.WakeVector);
            text.Write(" must be 32 to 255"u8);
            return Fail(outputAddress, text.Written);
        }

        image->HasHypervisor = parameters->HypercallPage != 0;
        if (image->HasHypervisor && !PrepareHypervisor(self, parameters->HypercallPage, outputAddress))
        {
            return false;
        }

        for (var i = 0u; i < nodeCount; i++)
        {
            if (!PrepareNode(i, parameters, &extension, extended, output, outputAddress))
            {
                return false;
            }
        }

        // Only now: whoever starts others goes through all nodes.
        image->NodeCount = nodeCount;
        FanOut<TMachine>.StartVps(self);
        return WaitForVps(outputAddress);
    }

    private const ushort DefaultLogPort = 0x2f8;

    private static bool WantsMwait(IdleMode mode)
    {
        const uint monitor = 1u << 3;
        const uint hypervisorPresent = 1u << 31;
        var features = TMachine.Cpuid(1, 0).Ecx;
        return (features & monitor) != 0
            && (mode == IdleMode.Mwait || (mode == IdleMode.Auto && (features & hypervisorPresent) == 0));
    }

    /// <summary>
    /// Copies the hypercall page, since the host moves its own after this call, and asks the hypervisor for what the kernel depends on.
    /// </summary>
    private static bool PrepareHypervisor(VpGlobals* self, ulong hypercallPage, ulong outputAddress)
    {
        TMachine.CopyHypercallPage(TemporaryMap<TMachine>.Map(ControlWindow, hypercallPage));

        var status = Hypercall<TMachine>.GetRegister(self, HvRegisterName.VsmCodePageOffsets, out var offsets);
        if (status != HvStatus.Success)
        {
            return Fail(outputAddress, "reading VsmCodePageOffsets failed with hypercall status "u8, (ulong)status, default);
        }

        status = Hypercall<TMachine>.GetRegister(self, HvRegisterName.VsmCapabilities, out var capabilities);
        if (status != HvStatus.Success)
        {
            return Fail(outputAddress, "reading VsmCapabilities failed with hypercall status "u8, (ulong)status, default);
        }

        TMachine.Image->VtlReturnOffset = new HvRegisterVsmCodePageOffsets { Raw = offsets }.ReturnOffset;
        TMachine.Image->Dr6Shared = new HvRegisterVsmCapabilities { Raw = capabilities }.Dr6Shared;
        return true;
    }

    private static bool PrepareNode(uint index, SidecarParams* parameters, ExtensionBlock* extension, bool extended, SidecarOutput* output, ulong outputAddress)
    {
        var node = parameters->Nodes[(int)index];
        if (node.VpCount is < 2 or > SidecarLimits.MaxNodeCpus || (node.MemoryBase & (AddressSpace.PageSize - 1)) != 0)
        {
            var text = new Utf8Writer(stackalloc byte[160]);
            text.Write("node "u8);
            text.WriteDecimal(index);
            text.Write(": vp_count "u8);
            text.WriteDecimal(node.VpCount);
            text.Write(" must be 2 to 4032, memory_base "u8);
            text.WriteHex(node.MemoryBase);
            text.Write(" page-aligned"u8);
            return Fail(outputAddress, text.Written);
        }

        var required = NodeLayout.RequiredMemory(node.VpCount);
        var tracePages = extension->TracePages;
        if (!extended && node.MemorySize > required)
        {
            // Without an extension block, whatever is beyond what OpenHCL requires is for the trace.
            var spare = (node.MemorySize - required) / AddressSpace.PageSize / node.VpCount;
            tracePages = (uint)Math.Min(spare, NodeLayout.MaxTracePages);
        }

        var layout = new NodeLayout(node.MemoryBase, node.VpCount, extension->HandlerStatePages, tracePages);
        if (node.MemorySize < layout.TotalSize)
        {
            var text = new Utf8Writer(stackalloc byte[160]);
            text.Write("node "u8);
            text.WriteDecimal(index);
            text.Write(": memory_size "u8);
            text.WriteHex(node.MemorySize);
            text.Write(" is less than the required "u8);
            text.WriteHex(layout.TotalSize);
            return Fail(outputAddress, text.Written);
        }

        var conflict = NodeConflict<TMachine>.Find(index, node, layout.TotalSize);
        if (conflict.Length != 0)
        {
            var text = new Utf8Writer(stackalloc byte[192]);
            text.Write("node "u8);
            text.WriteDecimal(index);
            text.Write(": VPs "u8);
            text.WriteDecimal(node.BaseVp);
            text.Write(" and up, memory at "u8);
            text.WriteHex(node.MemoryBase);
            text.Write(": "u8);
            text.Write(conflict);
            return Fail(outputAddress, text.Written);
        }

        // SAFETY: index is below the capacity of both arrays.
        ((NodeState*)&TMachine.Image->Nodes)[index] = new NodeState
        {
            MemoryBase = node.MemoryBase,
            BaseVp = node.BaseVp,
            VpCount = node.VpCount,
            NextVp = 1, // the base VP is the host's
            TracePages = tracePages,
        };
        output->Nodes[(int)index] = new SidecarNodeOutput
        {
            ControlPage = layout.ControlPage,
            ShmemPagesBase = layout.SharedPages,
            ShmemPagesSize = layout.SharedPagesSize,
        };
        return PrepareControlPage(index, node, parameters, extension, outputAddress);
    }

    /// <summary>Lays the control page out: RUN for every VP that will be started, REMOVED for all others.</summary>
    private static bool PrepareControlPage(uint index, SidecarNodeParams node, SidecarParams* parameters, ExtensionBlock* extension, ulong outputAddress)
    {
        var control = (ControlPage*)TemporaryMap<TMachine>.Map(ControlWindow, node.MemoryBase);
        // SAFETY: the window maps one whole page, nobody else uses the control page yet; VpCount is within the page's capacity.
        new Span<byte>(control, (int)AddressSpace.PageSize).Clear();
        control->Index = index;
        control->BaseCpu = node.BaseVp;
        control->CpuCount = node.VpCount;
        control->RequestVector = DescriptorTables.RequestVector;
        var status = (byte*)&control->CpuStatus;
        var started = 0;
        for (var i = 1u; i < node.VpCount; i++)
        {
            if (SidecarStarts(node.BaseVp + i, parameters, extension))
            {
                status[i] = (byte)CpuStatus.RUN;
                started++;
            }
        }

        return started != 0
            || Fail(outputAddress, "node "u8, index, " has no VP for the sidecar to start: leave it out"u8);
    }

    /// <summary>
    /// Whether the sidecar starts a VP. OpenHCL's array ends at 400 CPUs; a VP beyond it has no override there, and the extension's bitmap speaks for
    /// any number.
    /// </summary>
    private static bool SidecarStarts(uint vpIndex, SidecarParams* parameters, ExtensionBlock* extension)
    {
        if (extension->StartOverrides != 0)
        {
            return vpIndex >= extension->StartOverrideCount
                || (*TemporaryMap<TMachine>.Map(ControlWindow + 1, extension->StartOverrides + (vpIndex / 8)) >> (int)(vpIndex % 8) & 1) != 0;
        }

        return parameters->InitialState.PerCpuStateSpecified == 0
            || vpIndex >= SidecarLimits.NumCpusSupportedForPerCpuState
            || parameters->InitialState.SidecarStartsCpu[(int)vpIndex] != 0;
    }

    private static bool WaitForVps(ulong outputAddress)
    {
        var image = TMachine.Image;
        var deadline = TMachine.ReadTimestamp() + StartPatience;
        for (var n = 0u; n < image->NodeCount; n++)
        {
            var node = (NodeState*)&image->Nodes + n;
            var control = (ControlPage*)TemporaryMap<TMachine>.Map(ControlWindow, node->MemoryBase);
            var status = (byte*)&control->CpuStatus;
            for (var i = 1u; i < node->VpCount; i++)
            {
                while (TMachine.Load(ref status[i]) == (byte)CpuStatus.RUN)
                {
                    if (TMachine.ReadTimestamp() >= deadline)
                    {
                        // A known failure says more: this VP may only have waited for the one that failed to start it.
                        return HasFailedStart ? FailStart(outputAddress) : Fail(outputAddress, "VP "u8, node->BaseVp + i, " did not come up"u8);
                    }

                    TMachine.Pause();
                }

                // One came up: the next one has the whole patience again.
                deadline = TMachine.ReadTimestamp() + StartPatience;
            }
        }

        return !HasFailedStart || FailStart(outputAddress);
    }

    private static bool HasFailedStart => Volatile.Read(ref TMachine.Image->FailedVp) != 0;

    /// <summary>Reports the VP that could not be started first. Always false.</summary>
    private static bool FailStart(ulong outputAddress)
    {
        var vpIndex = TMachine.Image->FailedVp - 1;
        var reason = TMachine.Image->FailedReason;
        var text = new Utf8Writer(stackalloc byte[128]);
        text.Write("VP "u8);
        text.WriteDecimal(vpIndex);
        text.Write(" could not be started: "u8);
        switch (reason)
        {
            case (uint)VpStartFailure.NoMailboxSlot:
                text.Write("there is no hypervisor, and the mailbox has no slot for it"u8);
                break;
            case (uint)VpStartFailure.KernelFault:
                text.Write("the kernel failed on it, see the log"u8);
                break;
            case (uint)VpStartFailure.NotParked:
                text.Write("the CPU is not waiting at its mailbox slot"u8);
                break;
            default:
                text.Write("hypercall status "u8);
                text.WriteHex(reason);
                text.Write(" "u8);
                text.Write(HvStatusText.NameOf((HvStatus)reason));
                break;
        }

        return Fail(outputAddress, text.Written);
    }

    private static bool Fail(ulong outputAddress, scoped ReadOnlySpan<byte> before, ulong value, scoped ReadOnlySpan<byte> after)
    {
        var text = new Utf8Writer(stackalloc byte[160]);
        text.Write(before);
        text.WriteDecimal(value);
        text.Write(after);
        return Fail(outputAddress, text.Written);
    }

    private static bool Fail(ulong outputAddress, scoped ReadOnlySpan<byte> text)
    {
        var output = (SidecarOutput*)TemporaryMap<TMachine>.MapTwo(OutputWindow, outputAddress);
        output->Error.Set(text);
        if (TMachine.Image->LogEnabled)
        {
            SerialLog<TMachine>.WriteAlways(text);
        }

        return false;
    }
}
