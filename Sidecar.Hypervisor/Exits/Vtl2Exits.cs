using Sidecar.Hypervisor.Cpuid;
using Sidecar.Hypervisor.Hypercalls;
using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Msrs;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Exits;

/// <summary>
/// Exits of VTL2, which has the machine to itself but for what this handles. Instructions that cause them have no prefixes here: CPUID, RDMSR and WRMSR are two bytes, VMMCALL three,
/// unless the CPU knows better.
/// </summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class Vtl2Exits<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const byte InvalidOpcode = 6;
    private const byte GeneralProtection = 13;
    private const ulong PageWasPresent = 1;

    /// <summary>Handles the exit that VTL2's VMCB describes.</summary>
    public static ExitOutcome Handle(VirtualProcessor* vp)
    {
        var vmcb = vp->Vtl2.Vmcb;
        KeepInterruptedEvent(vmcb);
        switch (vmcb->ExitCode)
        {
            case ExitCode.Cpuid:
                Query(vp);
                Advance(vp, 2);
                return ExitOutcome.Resume;

            case ExitCode.Msr:
                if (vmcb->ExitInfo1 == 0 ? Read(vp) : Write(vp))
                {
                    Advance(vp, 2);
                }
                else
                {
                    Raise(vmcb, GeneralProtection, hasErrorCode: true);
                }

                return ExitOutcome.Resume;

            case ExitCode.Vmmcall:
                return HypercallDispatch<TMachine>.Execute(vp);

            case ExitCode.Nmi:
                TMachine.TakeNmi();
                if (!Processors<TMachine>.WasKick(vp))
                {
                    InjectNmi(vp);
                }

                return ExitOutcome.Resume;

            case ExitCode.NestedPageFault:
                // A present page that refuses is an overlay that was written to: mapping it again would never end.
                if (((vmcb->ExitInfo1 & PageWasPresent) != 0 && NestedPageTables<TMachine>.IsOverlay(vp->Partition, vmcb->ExitInfo2))
                    || !NestedPageTables<TMachine>.TryMapVtl2(vp->Partition, vmcb->ExitInfo2))
                {
                    return Refuse(vp);
                }

                return ExitOutcome.Resume;

            case ExitCode.Shutdown:
                Report(vp, "triple fault"u8);
                return ExitOutcome.Stop;

            case ExitCode.Vmrun or ExitCode.Vmload or ExitCode.Vmsave or ExitCode.Stgi or ExitCode.Clgi or ExitCode.Skinit or ExitCode.Invlpga:
                Raise(vmcb, InvalidOpcode, hasErrorCode: false);
                return ExitOutcome.Resume;

            default:
                Report(vp, "an exit that nothing asked for"u8);
                return ExitOutcome.Stop;
        }
    }

    /// <summary>An NMI for VTL2: comes with its next entry, or the one after (<see cref="DeliverNmi"/>).</summary>
    public static void InjectNmi(VirtualProcessor* vp) => vp->NmiWaits = true;

    /// <summary>
    /// Before an entry of VTL2: the NMI that waits, if any. An entry delivers one event; where that is another one, a request to the CPU itself ends the entry as soon as it has. An NMI whose
    /// delivery was interrupted stands for both.
    /// </summary>
    public static void DeliverNmi(VirtualProcessor* vp)
    {
        if (!vp->NmiWaits)
        {
            return;
        }

        ref var injection = ref vp->Vtl2.Vmcb->Injection;
        if (injection.Valid && injection.Kind != EventInjection.Nmi)
        {
            Processors<TMachine>.Kick(vp);
            return;
        }

        injection = new EventInjection { Vector = 2, Kind = EventInjection.Nmi, Valid = true };
        vp->NmiWaits = false;
    }

    /// <summary>
    /// An access to what VTL2 may not reach: #GP, or what that becomes where an exception was being delivered, so that a VTL2 whose tables or stack are out of its reach faults
    /// three times and no more.
    /// </summary>
    private static ExitOutcome Refuse(VirtualProcessor* vp)
    {
        var vmcb = vp->Vtl2.Vmcb;
        var interrupted = vmcb->ExitInterruptInfo;
        var vector = ExceptionVector.GENERAL_PROTECTION_FAULT;
        if (interrupted.Valid && interrupted.Kind == EventInjection.Exception && !NestedException.TryCombine((ExceptionVector)interrupted.Vector, vector, out vector))
        {
            Report(vp, "triple fault over an access to the hypervisor's memory"u8);
            return ExitOutcome.Stop;
        }

        vmcb->Injection = default;
        Raise(vmcb, (byte)vector, hasErrorCode: true);
        return ExitOutcome.Resume;
    }

    /// <summary>An exit in the middle of an event's delivery (a page of VTL2's stack that was never touched, say): the event is delivered again.</summary>
    private static void KeepInterruptedEvent(Vmcb* vmcb)
    {
        vmcb->Injection = default;
        if (vmcb->ExitInterruptInfo.Valid && vmcb->ExitInterruptInfo.Kind != EventInjection.SoftwareInterrupt)
        {
            vmcb->Injection = vmcb->ExitInterruptInfo;
        }
    }

    private static void Query(VirtualProcessor* vp)
    {
        var registers = stackalloc uint[4];
        CpuidLeaves<TMachine>.Query(vp, Vtl.Vtl2, (uint)vp->Gprs[0], (uint)vp->Gprs[1], registers);
        vp->Gprs[0] = registers[0];
        vp->Gprs[3] = registers[1];
        vp->Gprs[1] = registers[2];
        vp->Gprs[2] = registers[3];
    }

    private static bool Read(VirtualProcessor* vp)
    {
        if (!Vtl2Msrs<TMachine>.TryRead(vp, (uint)vp->Gprs[1], out var value))
        {
            return false;
        }

        vp->Gprs[0] = (uint)value;
        vp->Gprs[2] = value >> 32;
        return true;
    }

    private static bool Write(VirtualProcessor* vp)
        => Vtl2Msrs<TMachine>.TryWrite(vp, (uint)vp->Gprs[1], (uint)vp->Gprs[0] | (vp->Gprs[2] << 32));

    private static void Advance(VirtualProcessor* vp, ulong length)
    {
        var vmcb = vp->Vtl2.Vmcb;
        vmcb->Rip = vp->Partition->HasNextRip ? vmcb->NextRip : vmcb->Rip + length;
        vmcb->InterruptShadow = 0;
    }

    private static void Raise(Vmcb* vmcb, byte vector, bool hasErrorCode)
        => vmcb->Injection = new EventInjection { Vector = vector, Kind = EventInjection.Exception, HasErrorCode = hasErrorCode, Valid = true };

    private static void Report(VirtualProcessor* vp, scoped System.ReadOnlySpan<byte> what)
    {
        var text = new Utf8Writer(stackalloc byte[200]);
        text.Write("hypervisor: VP "u8);
        text.WriteDecimal(vp->Index);
        text.Write(": VTL2 stopped: "u8);
        text.Write(what);
        text.Write(", exit "u8);
        text.WriteHex(vp->Vtl2.Vmcb->ExitCode);
        text.Write(", rip "u8);
        text.WriteHex(vp->Vtl2.Vmcb->Rip);
        text.Write(", rsp "u8);
        text.WriteHex(vp->Vtl2.Vmcb->Rsp);
        text.Write(", cr2 "u8);
        text.WriteHex(vp->Vtl2.Vmcb->Cr2);
        text.Write("\r\n"u8);
        TMachine.Print(text.Written);
    }
}
