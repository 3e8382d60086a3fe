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
