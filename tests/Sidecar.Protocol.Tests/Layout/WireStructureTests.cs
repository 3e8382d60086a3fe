using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Layout;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tests.Wire;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.Trace;
using Xunit;

namespace Sidecar.Protocol.Tests.Layout;

/// <summary>What holds of all wire structures together.</summary>
public class WireStructureTests
{
    private static IEnumerable<Type> Structures => typeof(ControlPage).Assembly.GetTypes()
        .Where(type => type.IsValueType && !type.IsEnum && !type.IsNested
            && type.Namespace is "Sidecar.Protocol.Pages" or "Sidecar.Protocol.Tlfs" or "Sidecar.Protocol.X64");

    [Fact]
    public void Each_has_its_layout_checked_by_the_compiler()
        => Assert.Equal("", string.Join(", ", Structures.Where(type => type.GetCustomAttribute<WireLayoutAttribute>() is null).Select(type => type.Name)));

    /// <summary>What the compiler computed is what the runtime does.</summary>
    [Fact]
    public void Each_has_the_stated_size_at_run_time()
    {
        var own = new[] { typeof(ExtensionBlock), typeof(WakeSlot), typeof(TraceRecord), typeof(TraceRingHeader) };
        foreach (var type in Structures.Concat(own))
        {
            Assert.Equal((type, type.GetCustomAttribute<WireLayoutAttribute>()!.Size), (type, WireTypes.SizeOf(type)));
        }
    }

    [Fact]
    public void Each_message_fits_into_a_payload()
    {
        var messages = Structures.Where(type => type.IsAssignableTo(typeof(IHvMessagePayload))).ToArray();

        Assert.NotEmpty(messages);
        Assert.All(messages, type => Assert.InRange(WireTypes.SizeOf(type), 1, Hv.MessagePayloadSize));
    }

    [Fact]
    public void Inline_arrays_are_as_long_as_their_name_says()
    {
        var arrays = typeof(Array2<>).Assembly.GetTypes().Where(type => type.Name.StartsWith("Array") && type.Namespace == typeof(Array2<>).Namespace).ToArray();

        Assert.NotEmpty(arrays);
        Assert.All(arrays, type => Assert.Equal($"Array{type.GetCustomAttribute<InlineArrayAttribute>()!.Length}`1", type.Name));
    }

    [Fact]
    public void Request_data_has_room_for_everything_that_is_put_there()
        => Assert.All(
            new[] { typeof(GetSetVpRegisterPayload), typeof(TranslateGvaRequest), typeof(TranslateGvaResponse), typeof(RunVpResponse) },
            type => Assert.InRange(WireTypes.SizeOf(type), 1, SidecarLimits.RequestDataSize));

    [Fact]
    public void Register_payload_holds_as_many_registers_as_OpenHCL_allows()
    {
        var registers = typeof(GetSetVpRegisterPayload).GetField(nameof(GetSetVpRegisterPayload.Regs))!;

        Assert.Equal(GetSetVpRegisterRequest.RegsOffset, WireTypes.OffsetOf(registers));
        Assert.Equal(SidecarLimits.MaxGetSetVpRegisters * WireTypes.SizeOf(typeof(HvRegisterAssoc)), WireTypes.SizeOf(registers.FieldType));
    }
}
