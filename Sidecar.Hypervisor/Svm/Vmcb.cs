using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Hypervisor.Svm;

/// <summary>
/// Virtual machine control block: what VMRUN loads and an exit saves (AMD APM volume 2, appendix B). One page. What VMLOAD and VMSAVE move (FS, GS, TR, LDTR,
/// KernelGsBase, STAR to SFMASK, SYSENTER) is only right here while the VTL is not the CPU's; see <see cref="Vp.VirtualProcessor.LoadedVtl"/>.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 4096)]
[WireLayout(4096, Padding = 3619)]
public struct Vmcb
{
    [FieldOffset(0x000)]
    public ushort InterceptCrRead;

    [FieldOffset(0x002)]
    public ushort InterceptCrWrite;

    [FieldOffset(0x004)]
    public ushort InterceptDrRead;

    [FieldOffset(0x006)]
    public ushort InterceptDrWrite;

    /// <summary>One bit an exception vector.</summary>
    [FieldOffset(0x008)]
    public uint InterceptExceptions;

    /// <summary>See <see cref="Svm.InterceptBits"/>.</summary>
    [FieldOffset(0x00c)]
    public uint Intercepts1;

    /// <summary>See <see cref="Svm.InterceptBits"/>.</summary>
    [FieldOffset(0x010)]
    public uint Intercepts2;

    [FieldOffset(0x040)]
    public ulong IoPermissions;

    [FieldOffset(0x048)]
    public ulong MsrPermissions;

    [FieldOffset(0x050)]
    public ulong TscOffset;

    [FieldOffset(0x058)]
    public uint Asid;

    /// <summary>See <see cref="Svm.TlbControl"/>.</summary>
    [FieldOffset(0x05c)]
    public uint TlbControl;

    /// <summary>Virtual interrupts, see <see cref="Svm.VirtualInterrupt"/>: bits 0 to 7 the guest's TPR.</summary>
    [FieldOffset(0x060)]
    public ulong VirtualInterrupt;

    /// <summary>Bit 0: interrupt shadow.</summary>
    [FieldOffset(0x068)]
    public ulong InterruptShadow;

    /// <summary>See <see cref="Svm.ExitCode"/>.</summary>
    [FieldOffset(0x070)]
    public ulong ExitCode;

    [FieldOffset(0x078)]
    public ulong ExitInfo1;

    [FieldOffset(0x080)]
    public ulong ExitInfo2;

    /// <summary>The event whose delivery the exit interrupted; form of <see cref="EventInjection"/>.</summary>
    [FieldOffset(0x088)]
    public EventInjection ExitInterruptInfo;

    /// <summary>Bit 0: nested paging.</summary>
    [FieldOffset(0x090)]
    public ulong NestedControl;

    /// <summary>The event to deliver at the next VMRUN.</summary>
    [FieldOffset(0x0a8)]
    public EventInjection Injection;

    /// <summary>Physical address of the nested page tables' root.</summary>
    [FieldOffset(0x0b0)]
    public ulong NestedCr3;

    [FieldOffset(0x0b8)]
    public ulong LbrControl;

    /// <summary>Zero: the CPU assumes that nothing here has changed since the last VMRUN only where a bit is set.</summary>
    [FieldOffset(0x0c0)]
    public ulong CleanBits;

    /// <summary>Next instruction, on CPUs that say it (QEMU's do not).</summary>
    [FieldOffset(0x0c8)]
    public ulong NextRip;

    [FieldOffset(0x400)]
    public VmcbSegment Es;

    [FieldOffset(0x410)]
    public VmcbSegment Cs;

    [FieldOffset(0x420)]
    public VmcbSegment Ss;

    [FieldOffset(0x430)]
    public VmcbSegment Ds;

    [FieldOffset(0x440)]
    public VmcbSegment Fs;

    [FieldOffset(0x450)]
    public VmcbSegment Gs;

    [FieldOffset(0x460)]
    public VmcbSegment Gdtr;

    [FieldOffset(0x470)]
    public VmcbSegment Ldtr;

    [FieldOffset(0x480)]
    public VmcbSegment Idtr;

    [FieldOffset(0x490)]
    public VmcbSegment Tr;

    [FieldOffset(0x4cb)]
    public byte Cpl;

    /// <summary>With bit 12 (SVME) set, always: VMRUN demands it.</summary>
    [FieldOffset(0x4d0)]
    public ulong Efer;

    [FieldOffset(0x548)]
    public ulong Cr4;

    [FieldOffset(0x550)]
    public ulong Cr3;

    [FieldOffset(0x558)]
    public ulong Cr0;

    [FieldOffset(0x560)]
    public ulong Dr7;

    [FieldOffset(0x568)]
    public ulong Dr6;

    [FieldOffset(0x570)]
    public ulong Rflags;

    [FieldOffset(0x578)]
    public ulong Rip;

    [FieldOffset(0x5d8)]
    public ulong Rsp;

    /// <summary>Only between entry code and CPU: everybody else uses <see cref="Vp.VirtualProcessor.Gprs"/>.</summary>
    [FieldOffset(0x5f8)]
    public ulong Rax;

    [FieldOffset(0x600)]
    public ulong Star;

    [FieldOffset(0x608)]
    public ulong Lstar;

    [FieldOffset(0x610)]
    public ulong Cstar;

    [FieldOffset(0x618)]
    public ulong Sfmask;

    [FieldOffset(0x620)]
    public ulong KernelGsBase;

    [FieldOffset(0x628)]
    public ulong SysenterCs;

    [FieldOffset(0x630)]
    public ulong SysenterEsp;

    [FieldOffset(0x638)]
    public ulong SysenterEip;

    [FieldOffset(0x640)]
    public ulong Cr2;

    [FieldOffset(0x668)]
    public ulong Pat;

    [FieldOffset(0x670)]
    public ulong DebugControl;
}
