// Stands in for parts that are not written yet, roughly. Whoever adds a part deletes its lines here.
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
namespace Sidecar.Hypervisor.Exits { public static unsafe class Vtl0Exits<TMachine> where TMachine: struct, IHypervisorMachine {
 static ref T Begin<T>(VirtualProcessor* vp, HvMessage* m, HvMessageType type, HvInterceptAccessType access, ulong length) where T: unmanaged, IHvMessagePayload { m->Header.Typ = type; m->Header.Len = (byte)sizeof(T); var v = vp->Vtl0.Vmcb; ref var h = ref System.Runtime.CompilerServices.Unsafe.As<Sidecar.Protocol.Layout.Array240<byte>, HvX64InterceptMessageHeader>(ref m->PayloadBuffer); h.VpIndex = vp->Index; h.InstructionLengthAndCr8 = (byte)(length | (v->VirtualInterrupt & 15) << 4); h.InterceptAccessType = access; h.ExecutionState = new HvX64VpExecutionState { Cpl = v->Cpl, Cr0Pe = (v->Cr0 & 1) != 0, EferLma = (v->Efer & 0x400) != 0 }; h.CsSegment = v->Cs.Tlfs; h.Rip = v->Rip; h.Rflags = v->Rflags; return ref m->PayloadAs<T>(); }
 public static ExitOutcome Handle(VirtualProcessor* vp, HvMessage* m) { var v = vp->Vtl0.Vmcb; switch (v->ExitCode) {
 case ExitCode.Interrupt: return ExitOutcome.Interrupt;
 case ExitCode.Cpuid: { ref var x = ref Begin<HvX64CpuidInterceptMessage>(vp, m, HvMessageType.HvMessageTypeX64CpuidIntercept, HvInterceptAccessType.EXECUTE, 2); x.Rax = vp->Gprs[0]; x.Rcx = vp->Gprs[1]; x.Rdx = vp->Gprs[2]; x.Rbx = vp->Gprs[3]; uint* r = stackalloc uint[4]; Sidecar.Hypervisor.Cpuid.CpuidLeaves<TMachine>.Query(vp, Vtl.Vtl0, (uint)x.Rax, (uint)x.Rcx, r); x.DefaultResultRax = r[0]; x.DefaultResultRbx = r[1]; x.DefaultResultRcx = r[2]; x.DefaultResultRdx = r[3]; return ExitOutcome.Intercept; }
 case ExitCode.Msr: { ref var x = ref Begin<HvX64MsrInterceptMessage>(vp, m, HvMessageType.HvMessageTypeMsrIntercept, (HvInterceptAccessType)v->ExitInfo1, 2); x.MsrNumber = (uint)vp->Gprs[1]; x.Rax = vp->Gprs[0]; x.Rdx = vp->Gprs[2]; return ExitOutcome.Intercept; }
 case ExitCode.Vmmcall: { ref var x = ref Begin<HvX64HypercallInterceptMessage>(vp, m, HvMessageType.HvMessageTypeHypercallIntercept, HvInterceptAccessType.EXECUTE, 3); x.Rax = vp->Gprs[0]; x.Rcx = vp->Gprs[1]; x.Rdx = vp->Gprs[2]; x.R8 = vp->Gprs[8]; x.Rbx = vp->Gprs[3]; return ExitOutcome.Intercept; }
 case ExitCode.IoPort: { var i = new IoExitInfo { Raw = v->ExitInfo1 }; ref var x = ref Begin<HvX64IoPortInterceptMessage>(vp, m, HvMessageType.HvMessageTypeX64IoPortIntercept, i.In ? HvInterceptAccessType.READ : HvInterceptAccessType.WRITE, v->ExitInfo2 - v->Rip); x.PortNumber = i.Port; x.AccessInfo = new HvX64IoPortAccessInfo { AccessSize = i.Size, StringOp = i.String, RepPrefix = i.Rep }; x.Rax = vp->Gprs[0]; x.Rcx = vp->Gprs[1]; x.Rsi = vp->Gprs[6]; x.Rdi = vp->Gprs[7]; x.DsSegment = v->Ds.Tlfs; x.EsSegment = v->Es.Tlfs; return ExitOutcome.Intercept; }
 case ExitCode.Hlt: v->Rip++; vp->Vtl0.Activity |= 2; Begin<HvX64HaltMessage>(vp, m, HvMessageType.HvMessageTypeX64Halt, HvInterceptAccessType.EXECUTE, 1); return ExitOutcome.Intercept;
 case ExitCode.Shutdown: Begin<HvX64UnrecoverableExceptionMessage>(vp, m, HvMessageType.HvMessageTypeUnrecoverableException, HvInterceptAccessType.EXECUTE, 0); return ExitOutcome.Intercept;
 case ExitCode.NestedPageFault: { var ram = Sidecar.Hypervisor.Memory.PartitionMemory<TMachine>.Contains(vp->Partition, v->ExitInfo2, 1); ref var x = ref Begin<HvX64MemoryInterceptMessage>(vp, m, ram ? HvMessageType.HvMessageTypeGpaIntercept : HvMessageType.HvMessageTypeUnmappedGpa, (v->ExitInfo1 & 16) != 0 ? HvInterceptAccessType.EXECUTE : (v->ExitInfo1 & 2) != 0 ? HvInterceptAccessType.WRITE : HvInterceptAccessType.READ, 0); x.GuestPhysicalAddress = v->ExitInfo2; return ExitOutcome.Intercept; }
 default: TMachine.Print("hypervisor: VTL0 exit that nobody handles yet"u8); return ExitOutcome.Stop; } } } }
namespace Sidecar.Hypervisor.Hypercalls { public static class HypercallPage { public const ushort VtlCallOffset = 0x20, VtlReturnOffset = 0x40; } }
namespace Sidecar.Hypervisor.Hypercalls { public static unsafe class HypercallDispatch<TMachine> where TMachine: struct, IHypervisorMachine { public static ExitOutcome Execute(VirtualProcessor* vp) {
 var control = new Control { Raw = vp->Gprs[1] }; var v = vp->Vtl2.Vmcb; v->Rip += 3;
 if ((ushort)control.Raw == 0x12) { vp->FastReturn = (vp->Gprs[0] & 1) != 0; return ExitOutcome.VtlReturn; }
 byte* i = Sidecar.Hypervisor.Memory.PartitionMemory<TMachine>.TryMap(vp->Partition, vp->Gprs[2], 8); byte* o = Sidecar.Hypervisor.Memory.PartitionMemory<TMachine>.TryMap(vp->Partition, vp->Gprs[8], 8);
 HvStatus st = HvStatus.Success; ulong n = control.RepStart; ulong cnt = control.RepCount;
 switch ((HypercallCode)(ushort)control.Raw) {
 case HypercallCode.HvCallGetVpRegisters: for (; n < cnt; n++) { st = Sidecar.Hypervisor.Registers.Registers<TMachine>.Get(vp, (i[12] & 0x10) != 0 ? (Vtl)(i[12] & 15) : Vtl.Vtl2, ((HvRegisterName*)(i+16))[n], out ((HvRegisterValue*)o)[n]); if (st != 0) break; } break;
 case HypercallCode.HvCallSetVpRegisters: for (; n < cnt; n++) { st = Sidecar.Hypervisor.Registers.Registers<TMachine>.Set(vp, (i[12] & 0x10) != 0 ? (Vtl)(i[12] & 15) : Vtl.Vtl2, ((HvRegisterAssoc*)(i+16))[n].Name, ((HvRegisterAssoc*)(i+16))[n].Value); if (st != 0) break; } break;
 case HypercallCode.HvCallEnableVpVtl: st = Processors<TMachine>.EnableVtl2(vp, ((EnableVpVtlX64*)i)->VpIndex, ((EnableVpVtlX64*)i)->VpVtlContext); break;
 case HypercallCode.HvCallStartVirtualProcessor: st = Processors<TMachine>.Start(vp, ((StartVirtualProcessorX64*)i)->VpIndex, ((StartVirtualProcessorX64*)i)->VpContext); break;
 case HypercallCode.HvCallModifyVtlProtectionMask: for (; n < cnt; n++) Sidecar.Hypervisor.Memory.NestedPageTables<TMachine>.TryProtect(vp->Partition, ((ulong*)(i+16))[n] << 12, Sidecar.Hypervisor.Memory.VtlAccess.All); break;
 case HypercallCode.HvCallTranslateVirtualAddressEx: st = Sidecar.Hypervisor.Translation.TranslateVirtualAddress<TMachine>.Execute(vp, *(TranslateVirtualAddressX64*)i, out *(TranslateVirtualAddressExOutputX64*)o); break;
 default: st = HvStatus.InvalidParameter; break; }
 vp->Gprs[0] = (ulong)st | (n << 32); return ExitOutcome.Resume; } } }
namespace Sidecar.Hypervisor.Msrs { public static unsafe class SyntheticMsrs<TMachine> where TMachine: struct, IHypervisorMachine { public static bool TryRead(VirtualProcessor* vp, uint msr, out ulong v) { v = msr switch { 0x40000000 => vp->Partition->GuestOsId, 0x40000001 => vp->Partition->Hypercall, 0x40000002 => vp->Index, 0x40000073 => vp->Vtl2.AssistPage, 0x40000022 => vp->Partition->TscFrequency, _ => 0 }; return true; }
 public static bool TryWrite(VirtualProcessor* vp, uint msr, ulong v) { switch (msr) { case 0x40000000: vp->Partition->GuestOsId = v; break; case 0x40000001: vp->Partition->Hypercall = v; if ((v & 1) != 0) { byte* p = TMachine.Physical(vp->Partition->HypercallPage); new Span<byte>(p, 4096).Fill(0xcc); p[0] = 0xf; p[1] = 1; p[2] = 0xd9; p[3] = 0xc3; Put(p + 0x20, 0x11); Put(p + 0x40, 0x12); Sidecar.Hypervisor.Memory.NestedPageTables<TMachine>.MapOverlay(vp->Partition, v & ~0xffful, vp->Partition->HypercallPage); Processors<TMachine>.FlushAll(vp); } break; case 0x40000073: vp->Vtl2.AssistPage = v; break; } return true; }
 static void Put(byte* p, byte code) { p[0] = 0x48; p[1] = 0x89; p[2] = 0xc8; p[3] = 0xb9; p[4] = code; p[5] = p[6] = p[7] = 0; p[8] = 0xf; p[9] = 1; p[10] = 0xd9; p[11] = 0xc3; } } }
namespace Sidecar.Hypervisor.Cpuid { public static unsafe class CpuidLeaves<TMachine> where TMachine: struct, IHypervisorMachine { public static void Query(VirtualProcessor* vp, Vtl vtl, uint leaf, uint sub, uint* r) { TMachine.Cpuid(leaf, sub, r); if (leaf == 0x80000001) r[2] &= ~4u; if (leaf == 1) r[2] |= 1u << 31;
 if (leaf >> 8 == 0x400000) { r[0] = r[1] = r[2] = r[3] = 0; if (leaf == 0x40000000) { r[0] = 0x40000006; r[1] = 0x7263694d; r[2] = 0x666f736f; r[3] = 0x76482074; } if (leaf == 0x40000001) r[0] = 0x31237648; if (leaf == 0x40000003) { r[0] = 0x60; r[1] = 0x31u << 16; } } } } }
