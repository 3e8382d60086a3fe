using System.Threading.Tasks;
using Shouldly;
using Sidecar.Client.Tests.Simulated;
using Sidecar.Protocol.Tlfs;
using Xunit;

namespace Sidecar.Client.Tests.Commands;

/// <summary>TRANSLATE_GVA.</summary>
public sealed class TranslationTests
{
    [Fact]
    public async Task An_address_of_the_guests_leads_to_its_memory()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        TranslateVirtualAddressX64 seen = default;
        sidecar.Machine.Hypervisor!.Translate = request =>
        {
            seen = request;
            return (HvStatus.Success, new TranslateVirtualAddressExOutputX64 { GpaPage = request.GvaPage + 0x1000 });
        };
        var translation = await sidecar.Client[1].TranslateAsync(0x1234_5678, new TranslateGvaControlFlagsX64 { ValidateWrite = true }).WithinAsync();
        translation.IsSuccess.ShouldBeTrue();
        translation.PhysicalAddress.ShouldBe(0x1334_5678ul);
        seen.ControlFlags.ValidateWrite.ShouldBeTrue();
        seen.ControlFlags.InputVtl.Raw.ShouldBe(HvInputVtl.FromVtl(0).Raw);
    }

    [Fact]
    public async Task That_there_is_nothing_is_an_answer()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        var output = new TranslateVirtualAddressExOutputX64();
        output.TranslationResult.Result.ResultCode = TranslateGvaResultCode.PAGE_NOT_PRESENT;
        sidecar.Machine.Hypervisor!.Translate = _ => (HvStatus.Success, output);
        var translation = await sidecar.Client[1].TranslateAsync(0x1000).WithinAsync();
        translation.IsSuccess.ShouldBeFalse();
        translation.Code.ShouldBe(TranslateGvaResultCode.PAGE_NOT_PRESENT);
        translation.Output.TranslationResult.Result.ResultCode.ShouldBe(translation.Code);
    }

    [Fact]
    public async Task What_the_hypervisor_refuses_is_an_error_with_the_address()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        sidecar.Machine.Hypervisor!.Translate = _ => ((HvStatus)0x7777, default);
        var error = await Failures.Of(() => sidecar.Client[1].TranslateAsync(0xabc0_0000), SidecarErrorKind.Hypervisor);
        error.Message.ShouldBe("VP 1: TRANSLATE_GVA of address 0xabc00000: the hypervisor refused with 0x7777");
        await sidecar.Client[1].ShouldServeAsync();
    }
}
