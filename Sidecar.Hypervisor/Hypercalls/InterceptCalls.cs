using System.Threading;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Hypercalls;

/// <summary>HvCallInstallIntercept: exceptions of VTL0 are intercepted when VTL2 asks for them; ports, MSRs, CPUID and hypercalls always are.</summary>
public static unsafe class InterceptCalls
{
    private const uint ReadOrWrite = 3;
    private const uint Execute = 4;
    private const uint IoPort = 0;
    private const uint Msr = 1;
    private const uint Cpuid = 2;
    private const uint Exception = 3;
    private const uint Hypercall = 8;
    private const ulong NonMaskable = 2;
    private const ulong VectorCount = 32;

    /// <summary>Installs one.</summary>
    /// <param name="vp">The caller.</param>
    /// <param name="input">The hypervisor's own copy: partition, access mask, type, parameter; 24 bytes.</param>
    public static HvStatus Install(VirtualProcessor* vp, byte* input)
    {
        var status = CallTarget.Partition(*(ulong*)input);
        if (status != HvStatus.Success)
        {
            return status;
        }

        var mask = ((uint*)input)[2];
        var parameter = ((ulong*)input)[2];
        return ((uint*)input)[3] switch
        {
            IoPort when mask != 0 && (mask & ~ReadOrWrite) == 0 && parameter <= ushort.MaxValue => HvStatus.Success,
            Msr when mask != 0 && (mask & ~ReadOrWrite) == 0 && parameter <= uint.MaxValue => HvStatus.Success,
            Cpuid or Hypercall when mask == Execute => HvStatus.Success,
            Exception when mask is 0 or Execute && parameter is < VectorCount and not NonMaskable => InstallException(vp, 1U << (int)parameter, mask != 0),
            _ => HvStatus.InvalidParameter,
        };
    }

    /// <summary>The intercept is the partition's: each VP has it from its next entry of VTL0 on.</summary>
    private static HvStatus InstallException(VirtualProcessor* vp, uint bit, bool wanted)
    {
        for (var i = 0u; i < vp->Partition->VpCount; i++)
        {
            var target = vp->Partition->Vps[i];
            if (wanted)
            {
                Interlocked.Or(ref target->WantedExceptions, bit);
            }
            else
            {
                Interlocked.And(ref target->WantedExceptions, ~bit);
            }
        }

        return HvStatus.Success;
    }
}
