using System;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Intercepts;

/// <summary>
/// The maps that say which MSRs and ports exit (AMD APM volume 2, 15.10 and 15.11). An MSR has two bits, read and write, in one of three ranges of 0x2000; one outside the ranges,
/// as the synthetic ones are, exits always. A port has one bit.
/// </summary>
public static unsafe class PermissionMaps
{
    /// <summary>Bytes of an MSR permission map.</summary>
    public const int MsrBytes = 0x2000;

    /// <summary>Bytes of an I/O permission map: a bit for each port, and three for an access that begins at the last one.</summary>
    public const int IoBytes = 0x3000;

    private const uint RangeMsrs = 0x2000;
    private const uint SecondRange = 0xc000_0000;
    private const uint ThirdRange = 0xc001_0000;
    private const int RangeBytes = 0x800;
    private const int MsrsPerByte = 4;
    private const int ReadAndWrite = 3;
    private const byte Everything = 0xff;

    private const uint SysenterCs = 0x174;
    private const uint SysenterEip = 0x176;
    private const uint FirstMtrr = 0x200;
    private const uint LastMtrr = 0x2ff;
    private const uint InterruptCommand = X64Msr.X2ApicBase + 0x30;
    private const uint SvmKey = 0xc001_0118;

    /// <summary>VTL0: everything exits but what its VMCB holds and nobody else can be hurt by.</summary>
    /// <param name="map"><see cref="MsrBytes"/> bytes.</param>
    public static void FillVtl0Msr(byte* map)
    {
        // SAFETY: the caller gives the whole map.
        new Span<byte>(map, MsrBytes).Fill(Everything);
        for (var msr = SysenterCs; msr <= SysenterEip; msr++)
        {
            Pass(map, msr);
        }

        for (var msr = X64Msr.Star; msr <= X64Msr.Sfmask; msr++)
        {
            Pass(map, msr);
        }

        for (var msr = X64Msr.FsBase; msr <= X64Msr.KernelGsBase; msr++)
        {
            Pass(map, msr);
        }
    }

    /// <summary>VTL2: nothing exits but what the hypervisor lives by, and what the VTLs share or have apart without the CPU's help.</summary>
    /// <param name="map"><see cref="MsrBytes"/> bytes.</param>
    public static void FillVtl2Msr(byte* map)
    {
        // SAFETY: as above.
        new Span<byte>(map, MsrBytes).Clear();
        Intercept(map, X64Msr.ApicBase);
        Intercept(map, X64Msr.MtrrCap);
        for (var msr = FirstMtrr; msr <= LastMtrr; msr++)
        {
            // PAT is among them.
            Intercept(map, msr);
        }

        Intercept(map, InterruptCommand);
        Intercept(map, X64Msr.Efer);
        Intercept(map, X64Msr.VmCr);
        Intercept(map, X64Msr.VmHsavePa);
        Intercept(map, SvmKey);
    }

    /// <summary>Every port exits.</summary>
    /// <param name="map"><see cref="IoBytes"/> bytes.</param>
    public static void FillIo(byte* map) => new Span<byte>(map, IoBytes).Fill(Everything);

    // SAFETY: IndexOf stays inside the map for every MSR of the three ranges, and only such are named here.
    private static void Pass(byte* map, uint msr) => map[IndexOf(msr)] &= (byte)~Mask(msr);

    // SAFETY: as above.
    private static void Intercept(byte* map, uint msr) => map[IndexOf(msr)] |= Mask(msr);

    private static int IndexOf(uint msr) => (int)((msr % RangeMsrs) / MsrsPerByte) + (msr switch
    {
        >= ThirdRange => 2 * RangeBytes,
        >= SecondRange => RangeBytes,
        _ => 0,
    });

    private static byte Mask(uint msr) => (byte)(ReadAndWrite << (int)(2 * (msr % MsrsPerByte)));
}
