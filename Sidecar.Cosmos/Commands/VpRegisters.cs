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
    /// <summary>Reads registers.</summary>
    public static void Get(VpGlobals* vp, CommandPage* page)
    {
        // SAFETY: the payload lies within the command page; every index is below a count that is checked against its capacity.
        var payload = (GetSetVpRegisterPayload*)&page->RequestData;
        var count = CheckedCount(vp, page, payload);
        var registers = (HvRegisterAssoc*)&payload->Regs;
        var targetVtl = payload->Request.TargetVtl;
        var names = (HvRegisterName*)(Hypercall<TMachine>.Input + sizeof(GetSetVpRegisters));
        var status = HvStatus.Success;
        for (var next = 0; next < count && status == HvStatus.Success;)
        {
            var first = next;
            var remote = 0;
            HvRegisterName name;
            do
            {
                // Read once: the host may change it while it is looked at.
                name = registers[next].Name;
                if (LocalRegisters<TMachine>.Contains(name))
                {
                    break;
                }

                names[remote++] = name;
                next++;
            }
            while (next < count);

            if (remote != 0)
            {
                Hypercall<TMachine>.WriteHeader(targetVtl);
                status = Hypercall<TMachine>.CallRepeated(vp, HypercallCode.HvCallGetVpRegisters, remote, out var processed);
                var values = (HvRegisterValue*)Hypercall<TMachine>.Output;
                for (var i = 0; i < processed; i++)
                {
                    registers[first + i].Value = values[i];
                }
            }

            if (next < count && status == HvStatus.Success)
            {
                status = LocalRegisters<TMachine>.Get(name, out var value);
                if (status == HvStatus.Success)
                {
                    registers[next++].Value = HvRegisterValue.From(value);
                }
            }
        }

        Finish(vp, payload, count, status);
    }

    /// <summary>Writes registers.</summary>
    public static void Set(VpGlobals* vp, CommandPage* page)
    {
        // SAFETY: as in Get.
        var payload = (GetSetVpRegisterPayload*)&page->RequestData;
        var count = CheckedCount(vp, page, payload);
        var registers = (HvRegisterAssoc*)&payload->Regs;
        var targetVtl = payload->Request.TargetVtl;
        var input = (HvRegisterAssoc*)(Hypercall<TMachine>.Input + sizeof(GetSetVpRegisters));
        var status = HvStatus.Success;
        for (var next = 0; next < count && status == HvStatus.Success;)
        {
            var remote = 0;
            HvRegisterAssoc register;
            do
            {
                register = registers[next];
                if (LocalRegisters<TMachine>.Contains(register.Name))
                {
                    break;
                }

                register.Pad = default;
                input[remote++] = register;
                next++;
            }
            while (next < count);

            if (remote != 0)
            {
                Hypercall<TMachine>.WriteHeader(targetVtl);
                status = Hypercall<TMachine>.CallRepeated(vp, HypercallCode.HvCallSetVpRegisters, remote, out _);
            }

            if (next < count && status == HvStatus.Success)
            {
                status = LocalRegisters<TMachine>.Set(register.Name, register.Value.Low);
                next++;
            }
        }

        Finish(vp, payload, count, status);
    }

    /// <summary>The request's count, or -1 and an error on the page when it is more than a request holds.</summary>
    private static int CheckedCount(VpGlobals* vp, CommandPage* page, GetSetVpRegisterPayload* payload)
    {
        var count = payload->Request.Count;
        if (count <= SidecarLimits.MaxGetSetVpRegisters)
        {
            return count;
        }

        var text = new Utf8Writer(stackalloc byte[CommandFailure.Capacity]);
        text.Write("register count "u8);
        text.WriteDecimal(count);
        text.Write(" is more than a request holds: 31"u8);
        CommandFailure.Set(vp, page, text.Written);
        return -1;
    }

    private static void Finish(VpGlobals* vp, GetSetVpRegisterPayload* payload, int count, HvStatus status)
    {
        if (count >= 0)
        {
            payload->Request.Status = status;
            vp->CommandFailed = status != HvStatus.Success;
        }
    }
}
