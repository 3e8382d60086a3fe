namespace Sidecar.Hypervisor.Svm;

/// <summary>State of a processor after INIT (AMD APM volume 2, table 14-1), as a VMCB has it.</summary>
public static unsafe class ResetState
{
    private const ushort Code = 0x9b;
    private const ushort Data = 0x93;
    private const ushort Task = 0x8b;
    private const ushort Table = 0x82;
    private const uint Limit = 0xffff;
    private const ulong EferSvme = 1 << 12;

    /// <summary>Writes it. Caches are on, unlike after a power-on: what CR0 says of them is the CPU's affair.</summary>
    public static void Apply(Vmcb* vmcb)
    {
        var data = new VmcbSegment { Attributes = Data, Limit = Limit };
        vmcb->Es = data;
        vmcb->Ss = data;
        vmcb->Ds = data;
        vmcb->Fs = data;
        vmcb->Gs = data;
        vmcb->Cs = new VmcbSegment { Selector = 0xf000, Attributes = Code, Limit = Limit, Base = 0xffff_0000 };
        vmcb->Ldtr = new VmcbSegment { Attributes = Table, Limit = Limit };
        vmcb->Tr = new VmcbSegment { Attributes = Task, Limit = Limit };
        vmcb->Gdtr = new VmcbSegment { Limit = Limit };
        vmcb->Idtr = new VmcbSegment { Limit = Limit };
        vmcb->Cpl = 0;
        vmcb->Efer = EferSvme;
        vmcb->Cr0 = 0x10;
        vmcb->Cr3 = 0;
        vmcb->Cr4 = 0;
        vmcb->Dr6 = 0xffff_0ff0;
        vmcb->Dr7 = 0x400;
        vmcb->Rflags = 2;
        vmcb->Rip = 0xfff0;
        vmcb->Rsp = 0;
        vmcb->InterruptShadow = 0;
        vmcb->Injection = default;
    }
}
