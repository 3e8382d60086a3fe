// Stands in for parts that are not written yet, one a line. Whoever adds a part deletes its line here. While anything is left, boot.elf does not launch the hypervisor.
#pragma warning disable
using System;
using Sidecar.Hypervisor.Exits;
using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;
namespace Sidecar.Hypervisor.Intercepts { public static unsafe class PermissionMaps {
 public static void FillVtl0Msr(byte* m) { new Span<byte>(m,8192).Fill(255); }
 public static void FillVtl2Msr(byte* m) { new Span<byte>(m,8192).Clear(); Set(m,0x1b); Set(m,0x830); for(uint i=0x200;i<0x300;i++) if (i != 0x277 || true) Set(m,i); Set(m,0xfe); Set(m,0xc0000080); Set(m,0xc0010114); Set(m,0xc0010117);}
 static void Set(byte* m, uint msr){ ulong b = msr < 0x2000 ? 0 : msr < 0xc0002000 ? 0x800ul*8 : 0x1000ul*8; uint i = msr & 0x1fff; ulong bit = b + 2ul*i; m[bit>>3] |= (byte)(3 << (int)(bit&7)); }
 public static void FillIo(byte* m) { new Span<byte>(m,3*4096).Fill(255); } } }
namespace Sidecar.Hypervisor.Registers { public static unsafe class Registers<TMachine> where TMachine: struct, IHypervisorMachine {
 public static HvStatus Get(VirtualProcessor* vp, Vtl vtl, HvRegisterName name, out HvRegisterValue value) { value = default; if (name == HvRegisterName.Efer) { value = HvRegisterValue.From(vp->Vtl2.Vmcb->Efer & ~0x1000ul);} return HvStatus.Success; }
 public static HvStatus Set(VirtualProcessor* vp, Vtl vtl, HvRegisterName name, HvRegisterValue value) { if (name == HvRegisterName.Efer) vp->Vtl2.Vmcb->Efer = value.Low | 0x1000 | (vp->Vtl2.Vmcb->Efer & 0x400); return HvStatus.Success; } }
 public static unsafe class RegisterPage<TMachine> where TMachine: struct, IHypervisorMachine { public static void Fill(VirtualProcessor* vp) {} public static void Apply(VirtualProcessor* vp) {} }
 public static unsafe class InitialContext<TMachine> where TMachine: struct, IHypervisorMachine { public static HvStatus Load(VirtualProcessor* vp, VtlState* vtl, in InitialVpContextX64 c) => HvStatus.Success; } }
namespace Sidecar.Hypervisor.Events { public static unsafe class Events<TMachine> where TMachine: struct, IHypervisorMachine { public static void BeforeEntry(VirtualProcessor* vp) {} public static void AfterExit(VirtualProcessor* vp) {} } }
namespace Sidecar.Hypervisor.Translation { public static unsafe class TranslateVirtualAddress<TMachine> where TMachine: struct, IHypervisorMachine { public static HvStatus Execute(VirtualProcessor* vp, in TranslateVirtualAddressX64 i, out TranslateVirtualAddressExOutputX64 o) { o = default; return HvStatus.Success; } } }
namespace Sidecar.Hypervisor.Exits { public static unsafe class Vtl0Exits<TMachine> where TMachine: struct, IHypervisorMachine { public static ExitOutcome Handle(VirtualProcessor* vp, HvMessage* m) => ExitOutcome.Interrupt; } }
namespace Sidecar.Hypervisor.Hypercalls { public static unsafe class HypercallDispatch<TMachine> where TMachine: struct, IHypervisorMachine { public static ExitOutcome Execute(VirtualProcessor* vp) { vp->Vtl2.Vmcb->Rip += 3; vp->Gprs[0] = 2; return ExitOutcome.Resume; } } }
namespace Sidecar.Hypervisor.Msrs { public static unsafe class SyntheticMsrs<TMachine> where TMachine: struct, IHypervisorMachine { public static bool TryRead(VirtualProcessor* vp, uint msr, out ulong v) { v = 0; return true; } public static bool TryWrite(VirtualProcessor* vp, uint msr, ulong v) => true; } }
namespace Sidecar.Hypervisor.Cpuid { public static unsafe class CpuidLeaves<TMachine> where TMachine: struct, IHypervisorMachine { public static void Query(VirtualProcessor* vp, Vtl vtl, uint leaf, uint sub, uint* r) { TMachine.Cpuid(leaf, sub, r); if (leaf == 0x80000001) r[2] &= ~4u; } } }
