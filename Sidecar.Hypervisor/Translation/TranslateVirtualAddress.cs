using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Translation;

/// <summary>
/// HvCallTranslateVirtualAddressEx, and what HvCallTranslateVirtualAddress gives of it. GPA failures are about tables: an address that leads to a device, or to memory that
/// the VTL may not reach, translates, for whoever emulates the access asks in order to learn where it goes. Protection keys are not looked at.
/// </summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class TranslateVirtualAddress<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const int PageShift = 12;
    private const ulong PageNumberEnd = 1UL << 52;
    private const byte UncachedMinus = 7;
    private const ushort GeneralProtection = 13;
    private const ushort PageFault = 14;

    /// <summary>
    /// Translates for a VTL of this CPU's own VP. Flags that contradict each other, are reserved, or ask for shadow stacks, which no VTL has, are refused. TlbFlushInhibit needs nothing: a VTL0 that does
    /// not run changes no translation, and rights are only taken by VTL2.
    /// </summary>
    /// <param name="vp">The VP, on its own CPU.</param>
    /// <param name="input">A copy of the caller's; without a VTL, VTL2's tables are meant, whose call it is.</param>
    /// <param name="output">How it ended; zero unless the status is success.</param>
    /// <returns>InvalidPartitionId, InvalidVpIndex, InvalidParameter or Success, which says nothing about the translation.</returns>
    public static HvStatus Execute(VirtualProcessor* vp, in TranslateVirtualAddressX64 input, out TranslateVirtualAddressExOutputX64 output)
    {
        output = default;
        if (input.PartitionId != Hv.PartitionIdSelf)
        {
            return HvStatus.InvalidPartitionId;
        }

        if (input.VpIndex != Hv.VpIndexSelf && input.VpIndex >= vp->Partition->VpCount)
        {
            return HvStatus.InvalidVpIndex;
        }

        var flags = input.ControlFlags;
        if (!IsValid(flags) || input.GvaPage >= PageNumberEnd || !TryVtl(flags.InputVtl, out var vtl))
        {
            return HvStatus.InvalidParameter;
        }

        var vmcb = VirtualProcessor.StateOf(vp, vtl)->Vmcb;
        var state = PagingState.Of(vmcb);
        var address = input.GvaPage << PageShift;
        var walk = PageWalk<TMachine>.Walk(vp->Partition, vtl, state, address, AccessOf(flags, state));
        ref var result = ref output.TranslationResult;
        result.Result.ResultCode = walk.Code;
        switch (walk.Code)
        {
            case TranslateGvaResultCode.SUCCESS:
                output.GpaPage = walk.Address >> PageShift;
                result.Result.CacheType = CacheTypeOf(state, walk);
                result.Result.OverlayPage = vtl == Vtl.Vtl2 && NestedPageTables<TMachine>.IsOverlay(vp->Partition, walk.Address);
                break;

            case TranslateGvaResultCode.PAGE_NOT_PRESENT or TranslateGvaResultCode.PRIVILEGE_VIOLATION or TranslateGvaResultCode.INVALID_PAGE_TABLE_FLAGS:
                result.EventInfo = EventOf(walk, address);
                break;

            default:
                output.GpaPage = walk.Address >> PageShift;
                break;
        }

        return HvStatus.Success;
    }

    private static bool IsValid(TranslateGvaControlFlagsX64 flags)
        => flags.Unused == 0
            && !flags.ShadowStack
            && !(flags.SupervisorAccess && flags.UserAccess)
            && !(flags.EnforceSmap && flags.OverrideSmap);

    private static bool TryVtl(HvInputVtl input, out Vtl vtl)
    {
        vtl = input.UseTargetVtl ? (Vtl)input.TargetVtlValue : Vtl.Vtl2;
        return input.Reserved == 0 && vtl is (Vtl.Vtl0 or Vtl.Vtl2);
    }

    private static WalkAccess AccessOf(TranslateGvaControlFlagsX64 flags, in PagingState state)
    {
        var user = flags.UserAccess || (state.Cpl == 3 && !flags.SupervisorAccess);
        return (flags.ValidateRead ? WalkAccess.Read : 0)
            | (flags.ValidateWrite ? WalkAccess.Write : 0)
            | (flags.ValidateExecute ? WalkAccess.Execute : 0)
            | (user ? WalkAccess.User : 0)
            | (flags.PrivilegeExempt ? WalkAccess.PrivilegeExempt : 0)
            | (flags.EnforceSmap ? WalkAccess.EnforceSmap : 0)
            | (flags.OverrideSmap ? WalkAccess.OverrideSmap : 0)
            | (flags.SetPageTableBits ? WalkAccess.SetBits : 0);
    }

    /// <summary>By the page attribute table alone: MTRRs are the machine's business.</summary>
    private static byte CacheTypeOf(in PagingState state, in WalkResult walk)
    {
        if ((state.Cr0 & Cr0.Cd) != 0)
        {
            return (byte)HvCacheType.HvCacheTypeUncached;
        }

        if (state.Mode == PagingMode.None)
        {
            return (byte)HvCacheType.HvCacheTypeWriteBack;
        }

        var type = (byte)(state.Pat >> (8 * walk.PatIndex));
        return type == UncachedMinus ? (byte)HvCacheType.HvCacheTypeUncached : type;
    }

    /// <summary>The exception, as HvRegisterPendingEvent0 takes it.</summary>
    private static HvX64PendingEvent EventOf(in WalkResult walk, ulong address)
    {
        var exception = new HvX64PendingExceptionEvent
        {
            EventPending = true,
            DeliverErrorCode = true,
            Vector = walk.BeyondRange ? GeneralProtection : PageFault,
            ErrorCode = walk.ErrorCode,
            ExceptionParameter = walk.BeyondRange ? 0 : address,
        };
        return new HvX64PendingEvent { Reg0 = new HvX64PendingEventReg0 { Low = exception.Low, High = exception.High } };
    }
}
