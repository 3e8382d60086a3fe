using Sidecar.Protocol.Tlfs;
using Sidecar.Tlfs.Image.Guests;
using Sidecar.Tlfs.Image.Hypercalls;
using Sidecar.Tlfs.Image.Machine;
using Sidecar.Tlfs.Image.Report;

namespace Sidecar.Tlfs.Image.Checks;

/// <summary>HvCallModifyVtlProtectionMask: what it refuses, and what VTL0 may do afterwards, page by page.</summary>
internal static unsafe class ProtectionChecks
{
    private const uint ReadAccess = 0;
    private const uint WriteAccess = 1;
    private const uint ExecuteAccess = 2;
    private const ulong Done = ulong.MaxValue;

    internal static void Run()
    {
        CheckRefusals();
        CheckEffects();
        CheckNeighbours();
    }

    private static void CheckRefusals()
    {
        var page = GuestMemory.Spare(Assembly.Self());
        Check.Not("protection: write without read"u8, 0, Hypercall.Status(Protection.Set(page, 1, Protection.Write)));
        Check.Not("protection: execute without read"u8, 0, Hypercall.Status(Protection.Set(page, 1, Protection.Execute)));
        Check.Not("protection: reserved flags"u8, 0, Hypercall.Status(Protection.Set(page, 1, 0x8000_0000 | Protection.All)));
        Check.Not("protection: a page beyond memory"u8, 0, Hypercall.Status(Protection.Set(0x000f_ffff_ffff_f000, 1, Protection.All)));
        Check.Equal("protection: all of that has changed nothing"u8, Done, Access(page, [0x48, 0x89, 0x06]));

        var vp = Assembly.Self();
        var control = Hypercall.Control(HypercallCode.HvCallModifyVtlProtectionMask, 1);
        ((ulong*)vp->Input)[2] = page / Pages.Size;
        Protection.Header(Protection.All, VpRegisters.Vtl2);
        Check.Not("protection: of the own VTL"u8, 0, Hypercall.Status(Hypercall.Call(control)));
        Protection.Header(Protection.All, 0x11);
        Check.Not("protection: of a VTL that is not there"u8, 0, Hypercall.Status(Hypercall.Call(control)));
        Protection.Header(Protection.All, 0x1f);
        Check.Not("protection: of a VTL that there never is"u8, 0, Hypercall.Status(Hypercall.Call(control)));
        Protection.Header(Protection.All, VpRegisters.Vtl0);
        *(ulong*)vp->Input = 7;
        Check.Not("protection: of another partition"u8, 0, Hypercall.Status(Hypercall.Call(control)));
        Protection.Header(Protection.All, VpRegisters.Vtl0);
        ((ulong*)vp->Input)[3] = 0x000f_ffff_ffff_ffff;
        var result = Hypercall.Call(Hypercall.Control(HypercallCode.HvCallModifyVtlProtectionMask, 2));
        Check.Equal("protection: a batch says how many pages it did"u8, 1, Hypercall.Elements(result));
        Check.Not("protection: a batch with a bad page fails"u8, 0, Hypercall.Status(result));
    }

    private static void CheckEffects()
    {
        var page = GuestMemory.Spare(Assembly.Self());
        *(ulong*)page = 0xf4; // hlt, for whoever executes it
        Set("protection: read alone is granted"u8, page, Protection.Read);
        Check.Equal("protection: read alone: a read passes"u8, Done, Access(page, [0x48, 0x8b, 0x06]));
        Check.Equal("protection: read alone: a write is caught"u8, WriteAccess, Access(page, [0x48, 0x89, 0x06]));
        Check.Equal("protection: read alone: execution is caught"u8, ExecuteAccess, Access(page, [0xff, 0xe6]));
        Set("protection: read and write are granted"u8, page, Protection.Read | Protection.Write);
        Check.Equal("protection: read and write: a read passes"u8, Done, Access(page, [0x48, 0x8b, 0x06]));
        Check.Equal("protection: read and write: a write passes"u8, Done, Access(page, [0xc6, 0x06, 0xf4]));
        Check.Equal("protection: read and write: execution is caught"u8, ExecuteAccess, Access(page, [0xff, 0xe6]));
        Set("protection: read and execute are granted"u8, page, Protection.Read | Protection.Execute);
        Check.Equal("protection: read and execute: a write is caught"u8, WriteAccess, Access(page, [0x48, 0x89, 0x06]));
        Check.Equal("protection: read and execute: execution passes"u8, Done, Access(page, [0xff, 0xe6]));
        Set("protection: nothing is granted"u8, page, Protection.None);
        Check.Equal("protection: nothing: a read is caught"u8, ReadAccess, Access(page, [0x48, 0x8b, 0x06]));
        Check.Equal("protection: nothing: a write is caught"u8, WriteAccess, Access(page, [0x48, 0x89, 0x06]));
        Check.Equal("protection: nothing: execution is caught"u8, ExecuteAccess, Access(page, [0xff, 0xe6]));
        *(ulong*)page = 0xf4;
        Check.Equal("protection: nothing: VTL2 still has the page"u8, 0xf4, *(ulong*)page);
        Set("protection: everything is granted again"u8, page, Protection.All);
        Check.Equal("protection: everything: a write passes"u8, Done, Access(page, [0xc6, 0x06, 0xf4]));
        Check.Equal("protection: everything: execution passes"u8, Done, Access(page, [0xff, 0xe6]));
    }

    /// <summary>The pages beside a protected one keep what they have; an access across the border is caught at the second page.</summary>
    private static void CheckNeighbours()
    {
        var page = GuestMemory.Spare(Assembly.Self());
        Protection.Set(page + Pages.Size, 1, Protection.None);
        Check.Equal("protection: the page before a protected one"u8, Done, Access(page + Pages.Size - 8, [0x48, 0x8b, 0x06]));
        Check.Equal("protection: the page after a protected one"u8, Done, Access(page + (2 * Pages.Size), [0x48, 0x8b, 0x06]));
        Check.Equal("protection: an access across the border is caught"u8, ReadAccess, Access(page + Pages.Size - 4, [0x48, 0x8b, 0x06]));
        Check.Equal("protection: at the first byte that is protected"u8, (page + Pages.Size) & ~0xfffUL, *(ulong*)(Guest.Payload + 56) & ~0xfffUL);
        Protection.Set(page + Pages.Size, 1, Protection.All);
        Check.Equal("protection: the secret page is VTL2's"u8, ReadAccess, Access(GuestMemory.Secret(Assembly.Self()), [0x48, 0x8b, 0x06]));
    }

    private static void Set(System.ReadOnlySpan<byte> name, ulong page, uint rights) => Check.Equal(name, 1UL << 32, Protection.Set(page, 1, rights));

    /// <summary>A guest that does something with the address in RSI and halts: the access type of the intercept, or <see cref="Done"/>.</summary>
    private static ulong Access(ulong address, System.ReadOnlySpan<byte> code)
    {
        Guest.Set(GuestMode.Long, code);
        Guest.State->Rsi = address;
        Guest.Run();
        return Guest.Assist->InterceptMessage.Header.Typ switch
        {
            HvMessageType.HvMessageTypeX64Halt => Done,
            HvMessageType.HvMessageTypeGpaIntercept or HvMessageType.HvMessageTypeUnmappedGpa => Guest.Payload[5],
            var other => (ulong)other,
        };
    }
}
