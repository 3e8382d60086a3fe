namespace Sidecar.Protocol.Tlfs;

/// <summary>Synthetic MSRs (openhcl.txt; <c>HV_X64_MSR_GUEST_OS_ID</c> is <see cref="GuestOsId"/>).</summary>
public static class HvX64Msr
{
    public const uint GuestOsId = 0x40000000;
    public const uint Hypercall = 0x40000001;
    public const uint VpIndex = 0x40000002;
    public const uint TimeRefCount = 0x40000020;
    public const uint ReferenceTsc = 0x40000021;
    public const uint TscFrequency = 0x40000022;
    public const uint ApicFrequency = 0x40000023;
    public const uint Eoi = 0x40000070;
    public const uint Icr = 0x40000071;
    public const uint Tpr = 0x40000072;
    public const uint VpAssistPage = 0x40000073;
    public const uint Scontrol = 0x40000080;
    public const uint Sversion = 0x40000081;
    public const uint Siefp = 0x40000082;
    public const uint Simp = 0x40000083;
    public const uint Eom = 0x40000084;
    public const uint Sint0 = 0x40000090;
    public const uint Sint1 = 0x40000091;
    public const uint Sint2 = 0x40000092;
    public const uint Sint3 = 0x40000093;
    public const uint Sint4 = 0x40000094;
    public const uint Sint5 = 0x40000095;
    public const uint Sint6 = 0x40000096;
    public const uint Sint7 = 0x40000097;
    public const uint Sint8 = 0x40000098;
    public const uint Sint9 = 0x40000099;
    public const uint Sint10 = 0x4000009a;
    public const uint Sint11 = 0x4000009b;
    public const uint Sint12 = 0x4000009c;
    public const uint Sint13 = 0x4000009d;
    public const uint Sint14 = 0x4000009e;
    public const uint Sint15 = 0x4000009f;
    public const uint Stimer0Config = 0x400000b0;
    public const uint Stimer0Count = 0x400000b1;
    public const uint Stimer1Config = 0x400000b2;
    public const uint Stimer1Count = 0x400000b3;
    public const uint Stimer2Config = 0x400000b4;
    public const uint Stimer2Count = 0x400000b5;
    public const uint Stimer3Config = 0x400000b6;
    public const uint Stimer3Count = 0x400000b7;
    public const uint GuestIdle = 0x400000f0;
    public const uint GuestCrashP0 = 0x40000100;
    public const uint GuestCrashP1 = 0x40000101;
    public const uint GuestCrashP2 = 0x40000102;
    public const uint GuestCrashP3 = 0x40000103;
    public const uint GuestCrashP4 = 0x40000104;
    public const uint GuestCrashCtl = 0x40000105;
}
