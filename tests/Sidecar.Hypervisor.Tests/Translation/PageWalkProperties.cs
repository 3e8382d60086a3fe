using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Translation;
using Sidecar.Protocol.Tlfs;
using Xunit;

namespace Sidecar.Hypervisor.Tests.Translation;

/// <summary>Translation against <see cref="ReferenceCpu"/>: result, address, cache type, exception, and every bit of the tables afterwards.</summary>
public unsafe class PageWalkProperties
{
    private const int Cases = 20_000;
    private const int FewestOfACode = 20;
    private const ulong Pat = 0x0007_0106_0506_0406;
    private readonly TranslationFixture _vtl0 = new();

    [Fact]
    public void Every_translation_is_the_manuals()
    {
        var codes = new Dictionary<TranslateGvaResultCode, int>();
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var it = new WalkCase(seed);
            Load(it);
            var reference = new ReferenceCpu { Mode = it.Mode, Cr3 = it.Cr3, Has = it.Has, PhysicalBits = 40, Memory = new(it.Memory), RightsTo = it.RightsTo };
            var expected = reference.Access(it.Linear, it.Access);
            var output = _vtl0.Translate(it.Linear, it.Flags);
            codes[expected.Code] = codes.GetValueOrDefault(expected.Code) + 1;
            Assert.True(Describe(expected, it.Linear, it.Mode) == Describe(output), $"{Describe(expected, it.Linear, it.Mode)} expected, not {Describe(output)}: {it}");
            foreach (var (address, entry) in reference.Memory.Where(entry => WalkCase.IsVtl0s(entry.Key)))
            {
                Assert.True(entry == _vtl0.Read(it.Mode, address), $"{address:x} is {_vtl0.Read(it.Mode, address):x}, not {entry:x}: {it}");
            }

            Unload(it);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases));
        foreach (var code in new[]
        {
            TranslateGvaResultCode.SUCCESS, TranslateGvaResultCode.PAGE_NOT_PRESENT, TranslateGvaResultCode.PRIVILEGE_VIOLATION, TranslateGvaResultCode.INVALID_PAGE_TABLE_FLAGS,
            TranslateGvaResultCode.GPA_UNMAPPED, TranslateGvaResultCode.GPA_NO_READ_ACCESS, TranslateGvaResultCode.GPA_NO_WRITE_ACCESS,
        })
        {
            Assert.True(codes.GetValueOrDefault(code) >= FewestOfACode, $"{code} came {codes.GetValueOrDefault(code)} times only");
        }
    }

    private static string Describe(ReferenceResult result, ulong linear, PagingMode mode) => result.Code switch
    {
        TranslateGvaResultCode.SUCCESS => $"page {result.Address >> 12:x}, cache type {CacheType(result, mode)}",
        TranslateGvaResultCode.PAGE_NOT_PRESENT or TranslateGvaResultCode.PRIVILEGE_VIOLATION or TranslateGvaResultCode.INVALID_PAGE_TABLE_FLAGS
            => $"{result.Code}, vector {result.Vector}, error {result.Error:x}, at {(result.Vector == 14 ? linear : 0):x}",
        _ => $"{result.Code} of {result.Address >> 12:x}",
    };

    private static string Describe(TranslateVirtualAddressExOutputX64 output)
    {
        var result = output.TranslationResult;
        var code = result.Result.ResultCode;
        var exception = new HvX64PendingExceptionEvent { Low = result.EventInfo.Reg0.Low, High = result.EventInfo.Reg0.High };
        return code switch
        {
            TranslateGvaResultCode.SUCCESS => $"page {output.GpaPage:x}, cache type {result.Result.CacheType}",
            TranslateGvaResultCode.PAGE_NOT_PRESENT or TranslateGvaResultCode.PRIVILEGE_VIOLATION or TranslateGvaResultCode.INVALID_PAGE_TABLE_FLAGS
                => $"{code}, vector {exception.Vector}, error {exception.ErrorCode:x}, at {exception.ExceptionParameter:x}",
            _ => $"{code} of {output.GpaPage:x}",
        };
    }

    /// <summary>The page attribute table's types, in which UC- (7) is uncached to the TLFS; without paging, write-back.</summary>
    private static ulong CacheType(ReferenceResult result, PagingMode mode)
    {
        var type = (Pat >> (8 * result.Pat)) & 0xff;
        return mode == PagingMode.None ? 6 : type == 7 ? 0 : type;
    }

    private void Load(WalkCase it)
    {
        var vmcb = _vtl0.Vmcb;
        _vtl0.Partition->HasHugePages = it.Has.Huge;
        vmcb->Cr0 = (it.Mode == PagingMode.None ? 1UL : 0x8000_0001) | (it.Has.Wp ? 1UL << 16 : 0);
        vmcb->Cr3 = it.Cr3;
        vmcb->Cr4 = (it.Mode >= PagingMode.Pae ? 0x20UL : 0) | (it.Mode == PagingMode.FiveLevels ? 1UL << 12 : 0) | (it.Has.Pse ? 0x10UL : 0)
            | (it.Has.Smep ? 1UL << 20 : 0) | (it.Has.Smap ? 1UL << 21 : 0);
        vmcb->Efer = 0x1000 | (it.Mode >= PagingMode.FourLevels ? 0x500UL : 0) | (it.Has.Nxe ? 0x800UL : 0);
        vmcb->Rflags = 2 | (it.Has.Ac ? 1UL << 18 : 0);
        vmcb->Cpl = (byte)it.Cpl;
        vmcb->Pat = Pat;
        foreach (var (address, entry) in it.Memory.Where(entry => WalkCase.IsVtl0s(entry.Key)))
        {
            _vtl0.Write(it.Mode, address, entry);
            _vtl0.Grant(address & ~0xfffUL, it.RightsTo(address)!.Value);
        }
    }

    private void Unload(WalkCase it)
    {
        foreach (var address in it.Memory.Keys.Where(WalkCase.IsVtl0s))
        {
            _vtl0.Write(it.Mode, address, 0);
            _vtl0.Grant(address & ~0xfffUL, VtlAccess.All);
        }
    }
}
