using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Protocol.Tests.Wire;

/// <summary>
/// Expressions with a value. Those that build a bit field, name a register or an APIC register are evaluated from their text against the C# types;
/// the others have their C# counterpart in a table.
/// </summary>
public static partial class ExpressionCheck
{
    private static readonly Dictionary<string, ulong> s_counterparts = new()
    {
        ["MAX_NODES"] = SidecarLimits.MaxNodes,
        ["NUM_CPUS_SUPPORTED_FOR_PER_CPU_STATE"] = SidecarLimits.NumCpusSupportedForPerCpuState,
        ["PAGE_SIZE"] = SidecarLimits.PageSize,
        ["PER_VP_PAGES"] = SidecarLimits.PerVpPages,
        ["PER_VP_SHMEM_PAGES"] = SidecarLimits.PerVpShmemPages,
        ["STACK_PAGES"] = SidecarLimits.StackPages,
        ["MAX_GET_SET_VP_REGISTERS"] = SidecarLimits.MaxGetSetVpRegisters,
        ["required_memory(1)"] = NodeLayout.RequiredMemory(1),
        ["required_memory(2)"] = NodeLayout.RequiredMemory(2),
        ["required_memory(64)"] = NodeLayout.RequiredMemory(64),
        ["CpuContextX64::RAX"] = CpuContextX64.RAX,
        ["CpuContextX64::RCX"] = CpuContextX64.RCX,
        ["CpuContextX64::RDX"] = CpuContextX64.RDX,
        ["CpuContextX64::RBX"] = CpuContextX64.RBX,
        ["CpuContextX64::CR2"] = CpuContextX64.CR2,
        ["CpuContextX64::RBP"] = CpuContextX64.RBP,
        ["CpuContextX64::RSI"] = CpuContextX64.RSI,
        ["CpuContextX64::RDI"] = CpuContextX64.RDI,
        ["CpuContextX64::R8"] = CpuContextX64.R8,
        ["CpuContextX64::R15"] = CpuContextX64.R15,
        ["HV_MESSAGE_SIZE"] = Hv.MessageSize,
        ["HV_MESSAGE_PAYLOAD_SIZE"] = Hv.MessagePayloadSize,
        ["HV_PARTITION_ID_SELF"] = Hv.PartitionIdSelf,
        ["HV_VP_INDEX_SELF"] = Hv.VpIndexSelf,
        ["HV_X64_MSR_VP_ASSIST_PAGE"] = HvX64Msr.VpAssistPage,
        ["HV_X64_MSR_TIME_REF_COUNT"] = HvX64Msr.TimeRefCount,
        ["HV_X64_MSR_GUEST_CRASH_P0"] = HvX64Msr.GuestCrashP0,
        ["HV_X64_MSR_GUEST_CRASH_CTL"] = HvX64Msr.GuestCrashCtl,
        ["x86defs::X64_MSR_FS_BASE"] = X64Msr.FsBase,
        ["x86defs::X86X_MSR_APIC_BASE"] = X64Msr.ApicBase,
        ["x86defs::X86X_MSR_DEFAULT_PAT"] = X64Msr.DefaultPat,
        ["u64::from(x86defs::RFlags::at_reset())"] = RFlags.AtReset.Raw,
        ["u16::from(x86defs::X64_DEFAULT_CODE_SEGMENT_ATTRIBUTES)"] = SegmentAttributes.DefaultCode.Raw,
        ["u16::from(x86defs::X64_DEFAULT_DATA_SEGMENT_ATTRIBUTES)"] = SegmentAttributes.DefaultData.Raw,
        ["u16::from(x86defs::X64_BUSY_TSS_SEGMENT_ATTRIBUTES)"] = SegmentAttributes.BusyTss.Raw,
        ["x86defs::X64_EFER_LMA | x86defs::X64_EFER_LME | x86defs::X64_EFER_NXE"] = Efer.Lma | Efer.Lme | Efer.Nxe,
        ["x86defs::X64_CR0_PG | x86defs::X64_CR0_PE | x86defs::X64_CR0_NE"] = Cr0.Pg | Cr0.Pe | Cr0.Ne,
        ["x86defs::X64_CR4_PAE | x86defs::X64_CR4_MCE | x86defs::X64_CR4_FXSR"] = Cr4.Pae | Cr4.Mce | Cr4.Fxsr,
        ["u8::from(HvInputVtl::CURRENT_VTL)"] = HvInputVtl.CurrentVtl.Raw,
        ["u8::from(HvInputVtl::from(Vtl::Vtl0))"] = HvInputVtl.FromVtl((byte)Vtl.Vtl0).Raw,
        ["u8::from(HvInputVtl::from(Vtl::Vtl2))"] = HvInputVtl.FromVtl((byte)Vtl.Vtl2).Raw,
        ["u64::from_le_bytes(*b\"BOOTSHIM\")"] = CrashComponent.BootShim,
        ["u64::from_be_bytes(*b\"SIDECARK\")"] = CrashComponent.SidecarKernel,
        ["HvStatus::from(Err(HvError::VtlAlreadyEnabled)).0"] = (ulong)HvStatus.VtlAlreadyEnabled,
    };

    /// <summary>Checks a group; returns the lines it has checked.</summary>
    public static IEnumerable<WireLine> Run(WireGroup group)
    {
        var stated = ulong.Parse(group.Head.Text[(group.Head.Text.LastIndexOf(" 0x", StringComparison.Ordinal) + 3)..], NumberStyles.HexNumber);
        var actual = s_counterparts.TryGetValue(group.Name, out var known) ? known : Evaluate(group.Name);
        group.Head.Equal(true, actual is not null, "a counterpart of the expression");
        group.Head.Equal(stated, actual!.Value, "value");
        yield return group.Head;
    }

    /// <summary>Entries of the table that the file no longer has.</summary>
    public static IEnumerable<string> Unstated() => s_counterparts.Keys.Except(WireFile.OfKind(WireGroupKind.Expression).Select(group => group.Name));

    private static ulong? Evaluate(string expression)
    {
        if (RegisterName().Match(expression) is { Success: true } register)
        {
            return (ulong)Enum.Parse<HvRegisterName>(register.Groups[1].Value);
        }

        if (ApicMsr().Match(expression) is { Success: true } apic)
        {
            return Enum.Parse<ApicRegister>(apic.Groups[1].Value).X2ApicMsr();
        }

        return Builder().Match(expression) is { Success: true } builder ? Build(builder) : null;
    }

    /// <summary>Makes the value with the real setters, in the expression's order.</summary>
    private static ulong? Build(Match builder)
    {
        if (WireTypes.Find(builder.Groups[1].Value) is not { } type)
        {
            return null;
        }

        var value = Activator.CreateInstance(type)!;
        for (var i = 0; i < builder.Groups[2].Captures.Count; i++)
        {
            var property = type.GetProperty(WireTypes.Pascal(builder.Groups[2].Captures[i].Value));
            if (property is null)
            {
                return null;
            }

            property.SetValue(value, Argument(builder.Groups[3].Captures[i].Value, property.PropertyType));
        }

        var bytes = new byte[8];
        WireTypes.Bytes(value).CopyTo(bytes, 0);
        return BitConverter.ToUInt64(bytes);
    }

    private static object Argument(string text, Type type) => text switch
    {
        "true" => true,
        "false" => false,
        "!0" => WireTypes.FromBytes(type, [.. Enumerable.Repeat((byte)0xff, WireTypes.SizeOf(type))]),
        "HvInputVtl::from(Vtl::Vtl2)" => HvInputVtl.FromVtl((byte)Vtl.Vtl2),
        _ when text.StartsWith("HypercallCode::") => Enum.Parse<HypercallCode>(text["HypercallCode::".Length..].Split('.')[0]),
        _ => Convert.ChangeType(text.StartsWith("0x") ? ulong.Parse(text[2..], NumberStyles.HexNumber) : ulong.Parse(text), type),
    };

    [GeneratedRegex(@"^HvX64RegisterName::(\w+)\.0$")]
    private static partial Regex RegisterName();

    [GeneratedRegex(@"^ApicRegister::(\w+)\.x2apic_msr\(\)$")]
    private static partial Regex ApicMsr();

    /// <summary><c>u64::from(x86defs::Pte::new().with_address(0x1000).with_present(true))</c></summary>
    [GeneratedRegex(@"^u\d+::from\(([\w:]+)::new\(\)(?:\.with_(\w+)\(((?:[^()]|\([^()]*\))*)\))+\)$")]
    private static partial Regex Builder();
}
