using Shouldly;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Tests;
using Xunit;

namespace Sidecar.Cosmos.Tests.Hypervisor;

/// <summary>TRANSLATE_GVA.</summary>
public class TranslateTests
{
    [Fact]
    public void The_hypervisor_sees_page_and_flags_and_its_output_comes_back()
    {
        using var machine = Machines.Started(1, true);
        TranslateVirtualAddressX64 seen = default;
        machine.Hypervisor!.Translate = request =>
        {
            seen = request;
            return (HvStatus.Success, new TranslateVirtualAddressExOutputX64
            {
                GpaPage = 0xabcde,
                TranslationResult = new TranslateGvaResultExX64 { Result = new TranslateGvaResult { CacheType = 6, OverlayPage = true } },
            });
        };
        var flags = new TranslateGvaControlFlagsX64 { Raw = 0x1200_0000_0000_0003 };
        var vp = machine.Claim(1);
        vp.TranslateGva(0xffff_8000_1234_5, flags, out var output).ShouldBeTrue($"{vp.Outcome.Status}");
        (seen.GvaPage, seen.ControlFlags.Raw).ShouldBe((0xffff_8000_1234_5ul, flags.Raw));
        output.GpaPage.ShouldBe(0xabcdeul);
        output.TranslationResult.Result.CacheType.ShouldBe((byte)6);
        output.TranslationResult.Result.OverlayPage.ShouldBeTrue();
        Snapshot.Matches(machine.Trace());
    }

    [Fact]
    public void A_page_that_is_not_there_is_a_result_not_an_error()
    {
        using var machine = Machines.Started(1, true);
        machine.Hypervisor!.Translate = _ => (HvStatus.Success, new TranslateVirtualAddressExOutputX64
        {
            TranslationResult = new TranslateGvaResultExX64 { Result = new TranslateGvaResult { ResultCode = TranslateGvaResultCode.PAGE_NOT_PRESENT } },
        });
        var vp = machine.Claim(1);
        vp.TranslateGva(1, default, out var output).ShouldBeTrue();
        output.TranslationResult.Result.ResultCode.ShouldBe(TranslateGvaResultCode.PAGE_NOT_PRESENT);
    }

    [Fact]
    public void A_hypercall_that_fails_leaves_its_status_and_no_stale_output()
    {
        using var machine = Machines.Started(1, true);
        var vp = machine.Claim(1);
        vp.TranslateGva(1, default, out _).ShouldBeTrue();
        machine.Hypervisor!.Translate = _ => (HvStatus.InvalidVtlState, default);
        vp.TranslateGva(1, default, out _).ShouldBeFalse();
        vp.Outcome.Kind.ShouldBe(CommandOutcomeKind.HypervisorError);
        vp.Outcome.Status.ShouldBe(HvStatus.InvalidVtlState);
        vp.Page.TranslateResponse.Output.GpaPage.ShouldBe(0ul);
        vp.Page.HasError.ShouldBe((byte)0);
        Snapshot.Matches(machine.Trace());
        vp.ShouldAdd();
        machine.StatusOf(1).ShouldBe((byte)CpuStatus.IDLE);
    }
}
