using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Protocol.Tlfs;
using Sidecar.Vmm.Linux.Guests;
using Sidecar.Vmm.Loading;

namespace Sidecar.Vmm.Linux.Scenarios;

/// <summary>Looks into a guest of the <c>compute</c> kind that was stopped, from outside: registers and addresses.</summary>
internal static class GuestLooks
{
    private static readonly HvRegisterName[] s_names = [HvRegisterName.Rip, HvRegisterName.Cr3, HvRegisterName.Cs, HvRegisterName.Lstar];

    /// <summary>Looks into it on every VP that is the sidecar's.</summary>
    /// <exception cref="StepException">Something is not as the guest left it.</exception>
    public static async Task LookAsync(GuestRun run)
    {
        foreach (var vp in run.Vps)
        {
            if (!vp.IsLocal)
            {
                await RegistersAsync(vp.Vp, vp.Vtl0.Memory.Block.Start);
                await AddressesAsync(vp.Vp, vp.Vtl0.Memory.Block.Start);
            }
        }
    }

    private static async Task RegistersAsync(SidecarVp vp, ulong block)
    {
        var values = new HvRegisterValue[s_names.Length];
        await vp.GetRegistersAsync(s_names, values);
        Steps.Expect(values[0].Low is >= GuestLayout.Image and < GuestLayout.ImageEnd, $"{vp}: RIP is 0x{values[0].Low:x}, not in the guest's image");
        Steps.Expect(values[1].Low == block + GuestLayout.PageMap, $"{vp}: CR3 is 0x{values[1].Low:x}");
        Steps.Expect(values[2].ToSegment().Selector == GuestRegisters.CodeSelector, $"{vp}: CS is 0x{values[2].ToSegment().Selector:x}");

        var wanted = 0xffff_8000_0000_0000 + vp.Index;
        await vp.SetRegistersAsync(new[] { HvRegisterAssoc.From(HvRegisterName.Lstar, wanted) });
        var lstar = await vp.GetRegisterAsync(HvRegisterName.Lstar);
        Steps.Expect(lstar.Low == wanted, $"{vp}: LSTAR is 0x{lstar.Low:x} after 0x{wanted:x} was written");
        await vp.SetRegistersAsync(new[] { HvRegisterAssoc.From(HvRegisterName.Lstar, values[3].Low) });
    }

    private static async Task AddressesAsync(SidecarVp vp, ulong block)
    {
        var flags = new TranslateGvaControlFlagsX64 { ValidateRead = true, PrivilegeExempt = true };
        foreach (var (linear, physical) in new[] { (GuestLayout.Image, block + GuestLayout.Image), (GuestLayout.Shared + 0x5000, block + GuestLayout.Shared + 0x5000), (GuestLayout.Window + block, block) })
        {
            var translation = await vp.TranslateAsync(linear, flags);
            Steps.Expect(translation.IsSuccess && translation.PhysicalAddress == physical, $"{vp}: 0x{linear:x} leads to 0x{translation.PhysicalAddress:x} ({translation.Code}), not to 0x{physical:x}");
        }
    }
}
