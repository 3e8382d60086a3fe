using System.Collections.Generic;
using Sidecar.Hypervisor.Svm;

namespace Sidecar.Hypervisor.Tests.Registers;

/// <summary>What makes VMRUN refuse a VMCB, from AMD APM volume 2, 15.5.1 and 15.20, written without a look at the code under test.</summary>
public static unsafe class VmrunChecks
{
    /// <summary>The reasons to refuse; empty when VMRUN goes through.</summary>
    public static List<string> Objections(Vmcb* vmcb)
    {
        var found = new List<string>();
        void Check(bool bad, string what)
        {
            if (bad)
            {
                found.Add(what);
            }
        }

        static bool Bit(ulong value, int bit) => ((value >> bit) & 1) != 0;

        var (lme, lma, paging, protection, pae) = (Bit(vmcb->Efer, 8), Bit(vmcb->Efer, 10), Bit(vmcb->Cr0, 31), Bit(vmcb->Cr0, 0), Bit(vmcb->Cr4, 5));
        Check(!Bit(vmcb->Efer, 12), "EFER.SVME is zero");
        Check(!Bit(vmcb->Cr0, 30) && Bit(vmcb->Cr0, 29), "CR0.CD is zero and CR0.NW is set");
        Check(vmcb->Cr0 >> 32 != 0, "CR0[63:32] are not zero");
        Check(vmcb->Cr3 >> Simulation.TestCpu.PhysicalBits != 0, "an MBZ bit of CR3 is set");
        Check((vmcb->Cr4 & ~0x370fffUL) != 0, "an MBZ bit of CR4 is set");
        Check(Bit(vmcb->Cr4, 12) || Bit(vmcb->Cr4, 22), "a CR4 bit of a feature that the CPU lacks is set");
        Check(vmcb->Dr6 >> 32 != 0, "DR6[63:32] are not zero");
        Check(vmcb->Dr7 >> 32 != 0, "DR7[63:32] are not zero");
        Check((vmcb->Efer & ~0x5d01UL) != 0, "an MBZ bit of EFER is set");
        Check(lme && paging && !pae, "EFER.LME and CR0.PG are both set and CR4.PAE is zero");
        Check(lme && paging && !protection, "EFER.LME and CR0.PG are both set and CR0.PE is zero");
        Check(lme && paging && pae && Bit(vmcb->Cs.Attributes, 9) && Bit(vmcb->Cs.Attributes, 10), "EFER.LME, CR0.PG, CR4.PAE, CS.L and CS.D are all set");
        Check(lma != (lme && paging), "EFER.LMA is not what LME and PG make it");
        Check(paging && !protection, "paging without protection");
        Check(!Bit(vmcb->Intercepts2, 0), "VMRUN is not intercepted");
        Check(vmcb->Asid == 0, "ASID is zero");
        Check(vmcb->NestedControl != 1, "nested paging is off");
        for (var i = 0; i < 8; i++)
        {
            Check((byte)(vmcb->Pat >> (8 * i)) is not (0 or 1 or 4 or 5 or 6 or 7), "a type of G_PAT is reserved");
        }

        var injection = vmcb->Injection;
        if (injection.Valid)
        {
            Check(injection.Kind is not (0 or 2 or 3 or 4), "EVENTINJ's type is reserved");
            Check(injection.Kind == 3 && (injection.Vector is 2 or > 31), "EVENTINJ is an exception whose vector is none");
        }

        Check((vmcb->Rflags & 2) == 0, "RFLAGS bit 1 is zero");
        return found;
    }
}
