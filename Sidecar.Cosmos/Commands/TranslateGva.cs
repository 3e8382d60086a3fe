using Sidecar.Cosmos.Hypercalls;
using Sidecar.Cosmos.Vp;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Cosmos.Commands;

/// <summary>TRANSLATE_GVA: one address of the guest's, by the hypervisor.</summary>
public static unsafe class TranslateGva<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>Translates; the response carries the hypercall's status and, on success, its output.</summary>
    public static void Execute(VpGlobals* vp, CommandPage* page)
    {
        var request = page->TranslateRequest;
        // SAFETY: input and output page are this CPU's own.
        *(TranslateVirtualAddressX64*)Hypercall<TMachine>.Input = new TranslateVirtualAddressX64
        {
            PartitionId = Hv.PartitionIdSelf,
            VpIndex = Hv.VpIndexSelf,
            ControlFlags = request.ControlFlags,
            GvaPage = request.Gvn,
        };
        var status = Hypercall<TMachine>.Call(vp, HypercallCode.HvCallTranslateVirtualAddressEx);
        ref var response = ref page->TranslateResponse;
        response = default;
        response.Status = status;
        if (status == HvStatus.Success)
        {
            response.Output = *(TranslateVirtualAddressExOutputX64*)Hypercall<TMachine>.Output;
        }
        else
        {
            vp->CommandFailed = true;
        }
    }
}
