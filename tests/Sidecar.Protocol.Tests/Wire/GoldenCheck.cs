using System;
using System.Collections.Generic;
using System.Linq;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Protocol.Tests.Wire;

/// <summary>Blocks of bytes that the Rust sidecar itself wrote for made-up values: the same values, made here, have the same bytes.</summary>
public static class GoldenCheck
{
    private const byte Vtl2 = (byte)Vtl.Vtl2;

    private static readonly Dictionary<string, Func<object>> s_made = new()
    {
        ["EnableVpVtlX64{vp=7,rip=11..,rsp=22..,idtr.base=33..,gdtr.base=44..,cr3=0x5555555555555000}"] = () => new EnableVpVtlX64
        {
            PartitionId = Hv.PartitionIdSelf,
            VpIndex = 7,
            TargetVtl = Vtl2,
            VpVtlContext = Context(),
        },
        ["StartVirtualProcessorX64{vp=7,same context}"] = () => new StartVirtualProcessorX64
        {
            PartitionId = Hv.PartitionIdSelf,
            VpIndex = 7,
            TargetVtl = Vtl2,
            VpContext = Context(),
        },
        ["GetSetVpRegisters(current vtl)"] = () => new GetSetVpRegisters
        {
            PartitionId = Hv.PartitionIdSelf,
            VpIndex = Hv.VpIndexSelf,
            TargetVtl = HvInputVtl.CurrentVtl,
        },
        ["HvRegisterAssoc{RegisterPage, u64 0x123001}"] = () => HvRegisterAssoc.From(HvRegisterName.RegisterPage, 0x123001),
        ["TranslateVirtualAddressX64{self,self,flags=raw 0x0102030405060708,gva_page=0x1122334455667788}"] = () => new TranslateVirtualAddressX64
        {
            PartitionId = Hv.PartitionIdSelf,
            VpIndex = Hv.VpIndexSelf,
            ControlFlags = new() { Raw = 0x0102030405060708 },
            GvaPage = 0x1122334455667788,
        },
        ["TranslateGvaRequest{gvn=0x1122334455667788, flags=raw 0x0102030405060708}"] = () => new TranslateGvaRequest
        {
            Gvn = 0x1122334455667788,
            ControlFlags = new() { Raw = 0x0102030405060708 },
        },
        ["GetSetVpRegisterRequest{count=2, vtl0, status=5}"] = () => new GetSetVpRegisterRequest
        {
            Count = 2,
            TargetVtl = HvInputVtl.FromVtl((byte)Vtl.Vtl0),
            Status = HvStatus.InvalidParameter,
        },
        ["RunVpResponse{intercept=1}"] = () => new RunVpResponse { Intercept = 1 },
    };

    /// <summary>Checks a group; returns the lines it has checked.</summary>
    public static IEnumerable<WireLine> Run(WireGroup group)
    {
        group.Head.Equal(true, s_made.ContainsKey(group.Name), "the value");
        var bytes = WireTypes.Bytes(s_made[group.Name]());
        group.Head.Equal(group.Head.Text, $"{group.Name} ({bytes.Length} bytes)", "size");
        group.Head.Equal((bytes.Length + 15) / 16, group.Body.Count(), "lines of bytes");
        yield return group.Head;

        var offset = 0;
        foreach (var line in group.Body)
        {
            var row = bytes[offset..Math.Min(offset + 16, bytes.Length)];
            line.Equal(line.Text, $"  {offset:x4}: {string.Join(' ', row.Select(one => one.ToString("x2")))}", "bytes");
            offset += 16;
            yield return line;
        }
    }

    /// <summary>Values that the file has no bytes for.</summary>
    public static IEnumerable<string> Unstated() => s_made.Keys.Except(WireFile.OfKind(WireGroupKind.Golden).Select(group => group.Name));

    private static InitialVpContextX64 Context()
    {
        var data = new HvX64SegmentRegister { Limit = uint.MaxValue, Selector = 0x18, Attributes = SegmentAttributes.DefaultData.Raw };
        return new()
        {
            Rip = 0x1111_1111_1111_1111,
            Rsp = 0x2222_2222_2222_2222,
            Rflags = RFlags.AtReset.Raw,
            Cs = new() { Limit = uint.MaxValue, Selector = 0x10, Attributes = SegmentAttributes.DefaultCode.Raw },
            Ds = data,
            Es = data,
            Fs = data,
            Gs = data,
            Ss = data,
            Tr = new() { Limit = 0xffff, Attributes = SegmentAttributes.BusyTss.Raw },
            Idtr = new() { Base = 0x3333_3333_3333_3333, Limit = 0x20f },
            Gdtr = new() { Base = 0x4444_4444_4444_4444, Limit = 0x1f },
            Efer = Efer.Lma | Efer.Lme | Efer.Nxe,
            Cr0 = Cr0.Pg | Cr0.Pe | Cr0.Ne,
            Cr3 = 0x5555_5555_5555_5000,
            Cr4 = Cr4.Pae | Cr4.Mce | Cr4.Fxsr,
            MsrCrPat = X64Msr.DefaultPat,
        };
    }
}
