using System.Runtime.CompilerServices;
using Sidecar.Cosmos.Hypercalls;
using Sidecar.Cosmos.Vp;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Cosmos.Commands;

/// <summary>
/// GET_VP_REGISTERS and SET_VP_REGISTERS. Registers are handled in the order of the request, as if one by one, and the first failure ends it; but each run of
/// neighbours that the hypervisor serves is one rep hypercall.
/// </summary>
public static unsafe class VpRegisters<TMachine>
    where TMachine : struct, IMachine
{
    // HvInputVtl's bits: a VTL is named, it is below the kernel's own, which is 2, and no reserved bit is set.
    private const byte GuestMask = 0xfe;
    private const byte GuestBits = 0x10;

    /// <summary>Reads registers.</summary>
    public static void Get(VpGlobals* vp, CommandPage* page)
    {
        // SAFETY: the payload lies within the command page; every index is below a count that is checked against its capacity.
        var payload = (GetSetVpRegisterPayload*)&page->RequestData;
        int count = payload->Request.Count;
        if (count > SidecarLimits.MaxGetSetVpRegisters)
        {
            RejectCount(vp, page, count);
            return;
        }

        var targetVtl = payload->Request.TargetVtl;
        var register = (HvRegisterAssoc*)&payload->Regs;
        var end = register + count;
        if (!IsGuest(targetVtl))
        {
            GetOwn(vp, payload, end, targetVtl);
            return;
        }

        var status = HvStatus.Success;
        while (register < end)
        {
            // Each name is read once: the host may change it while it is looked at.
            var name = register->Name;
            if (!LocalRegisters<TMachine>.Contains(name))
            {
                status = GetRemote(vp, ref register, end, name, targetVtl);
            }
            else if ((status = LocalRegisters<TMachine>.Get(page, name, out var value)) == HvStatus.Success)
            {
                register->Value = value;
                register++;
            }

            if (status != HvStatus.Success)
            {
                break;
            }
        }

        Finish(vp, payload, status);
    }

    /// <summary>Writes registers.</summary>
    public static void Set(VpGlobals* vp, CommandPage* page)
    {
        // SAFETY: as in Get.
        var payload = (GetSetVpRegisterPayload*)&page->RequestData;
        int count = payload->Request.Count;
        if (count > SidecarLimits.MaxGetSetVpRegisters)
        {
            RejectCount(vp, page, count);
            return;
        }

        var targetVtl = payload->Request.TargetVtl;
        var status = HvStatus.Success;
        if (!IsGuest(targetVtl))
        {
            // The kernel's own registers are nobody's to write.
            status = HvStatus.AccessDenied;
            count = 0;
        }

        var register = (HvRegisterAssoc*)&payload->Regs;
        var end = register + count;
        while (register < end)
        {
            // As above.
            var name = register->Name;
            if (!LocalRegisters<TMachine>.Contains(name))
            {
                status = SetRemote(vp, ref register, end, name, targetVtl);
            }
            else
            {
                status = LocalRegisters<TMachine>.Set(page, name, register->Value);
                register++;
            }

            if (status != HvStatus.Success)
            {
                break;
            }
        }

        Finish(vp, payload, status);
    }

    /// <summary>Reads registers of the kernel's own VTL: all are the hypervisor's.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void GetOwn(VpGlobals* vp, GetSetVpRegisterPayload* payload, HvRegisterAssoc* end, HvInputVtl targetVtl)
    {
        var status = HvStatus.Success;
        var register = (HvRegisterAssoc*)&payload->Regs;
        if (register < end)
        {
            var names = (HvRegisterName*)(Hypercall<TMachine>.Input + sizeof(GetSetVpRegisters));
            var first = register;
            for (; register < end; register++)
            {
                *names++ = register->Name;
            }

            Hypercall<TMachine>.WriteHeader(targetVtl);
            var result = Hypercall<TMachine>.CallRepeated(vp, HypercallCode.HvCallGetVpRegisters, (uint)(end - first));
            CopyValues(first, result.ElementsProcessed);
            status = result.CallStatus;
        }

        Finish(vp, payload, status);
    }

    /// <summary>Reads the hypervisor's registers from <paramref name="register"/> to the next that is not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static HvStatus GetRemote(VpGlobals* vp, ref HvRegisterAssoc* register, HvRegisterAssoc* end, HvRegisterName name, HvInputVtl targetVtl)
    {
        // SAFETY: header and 31 names fit the input page, 31 values the output page.
        var names = (HvRegisterName*)(Hypercall<TMachine>.Input + sizeof(GetSetVpRegisters));
        var first = register;
        var count = 0u;
        do
        {
            names[count++] = name;
            register++;
        }
        while (register < end && !LocalRegisters<TMachine>.Contains(name = register->Name));

        Hypercall<TMachine>.WriteHeader(targetVtl);
        var result = Hypercall<TMachine>.CallRepeated(vp, HypercallCode.HvCallGetVpRegisters, count);
        CopyValues(first, result.ElementsProcessed);
        return result.CallStatus;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyValues(HvRegisterAssoc* to, uint count)
    {
        var value = (HvRegisterValue*)Hypercall<TMachine>.Output;
        for (var end = to + count; to < end; to++)
        {
            to->Value = *value++;
        }
    }

    /// <summary>Writes the hypervisor's registers from <paramref name="register"/> to the next that is not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static HvStatus SetRemote(VpGlobals* vp, ref HvRegisterAssoc* register, HvRegisterAssoc* end, HvRegisterName name, HvInputVtl targetVtl)
    {
        // SAFETY: header and 31 registers fit the input page.
        var first = (HvRegisterAssoc*)(Hypercall<TMachine>.Input + sizeof(GetSetVpRegisters));
        var input = first;
        do
        {
            input->Name = name;
            input->Pad = default;
            input->Value = register->Value;
            input++;
            register++;
        }
        while (register < end && !LocalRegisters<TMachine>.Contains(name = register->Name));

        Hypercall<TMachine>.WriteHeader(targetVtl);
        return Hypercall<TMachine>.CallRepeated(vp, HypercallCode.HvCallSetVpRegisters, (uint)(input - first)).CallStatus;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsGuest(HvInputVtl vtl) => (vtl.Raw & GuestMask) == GuestBits;

    /// <summary>An error on the page: more than a request holds.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RejectCount(VpGlobals* vp, CommandPage* page, int count)
    {
        var text = new Utf8Writer(stackalloc byte[CommandFailure.Capacity]);
        text.Write("register count "u8);
        text.WriteDecimal((uint)count);
        text.Write(" is more than a request holds: 31"u8);
        CommandFailure.Set(vp, page, text.Written);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(VpGlobals* vp, GetSetVpRegisterPayload* payload, HvStatus status)
    {
        payload->Request.Status = status;
        vp->CommandFailed = status != HvStatus.Success;
    }
}
