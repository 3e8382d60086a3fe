using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Hypercalls;

/// <summary>Sizes of a hypercall's parameters, in bytes (TLFS, the calls' own chapters; hvdef).</summary>
public readonly struct HypercallShape
{
    private HypercallShape(ushort header, ushort element, ushort output, bool isRep)
    {
        Header = header;
        Element = element;
        Output = output;
        IsRep = isRep;
    }

    /// <summary>Input before the list, or all of it.</summary>
    public ushort Header { get; }

    /// <summary>Input of each element of a rep hypercall.</summary>
    public ushort Element { get; }

    /// <summary>Output, of each element if there are any.</summary>
    public ushort Output { get; }

    /// <summary>Whether there is a list.</summary>
    public bool IsRep { get; }

    /// <summary>The shape of a call; false for one that is not served.</summary>
    public static bool TryFind(HypercallCode code, out HypercallShape shape)
    {
        shape = code switch
        {
            HypercallCode.HvCallNotifyLongSpinWait => Simple(8),
            HypercallCode.HvCallModifyVtlProtectionMask => Rep(16, 8),
            HypercallCode.HvCallEnablePartitionVtl => Simple(16),
            HypercallCode.HvCallEnableVpVtl => Simple(240),
            HypercallCode.HvCallInstallIntercept => Simple(24),
            HypercallCode.HvCallGetVpRegisters => Rep(16, 4, 16),
            HypercallCode.HvCallSetVpRegisters => Rep(16, 32),
            HypercallCode.HvCallTranslateVirtualAddress => Simple(32, 16),
            HypercallCode.HvCallTranslateVirtualAddressEx => Simple(32, 64),
            HypercallCode.HvCallStartVirtualProcessor => Simple(240),
            HypercallCode.HvCallGetVpIndexFromApicId => Rep(16, 4, 4),
            HypercallCode.HvCallCheckSparseGpaPageVtlAccess => Rep(16, 8, 8),
            _ => default,
        };
        return shape.Header != 0;
    }

    private static HypercallShape Simple(ushort header, ushort output = 0) => new(header, 0, output, false);

    private static HypercallShape Rep(ushort header, ushort element, ushort output = 0) => new(header, element, output, true);
}
