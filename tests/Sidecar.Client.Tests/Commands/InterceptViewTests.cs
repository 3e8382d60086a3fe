using System;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using Shouldly;
using Sidecar.Protocol.Tlfs;
using Xunit;

namespace Sidecar.Client.Tests.Commands;

/// <summary>The views of an intercept message.</summary>
public sealed class InterceptViewTests
{
    private delegate byte FirstByte(in InterceptMessage message);

    private static readonly (HvMessageType Kind, string Name, FirstByte View)[] s_views =
    [
        (HvMessageType.HvMessageTypeX64IoPortIntercept, "IoPort", (in InterceptMessage m) => First(in m.IoPort)),
        (HvMessageType.HvMessageTypeMsrIntercept, "Msr", (in InterceptMessage m) => First(in m.Msr)),
        (HvMessageType.HvMessageTypeX64CpuidIntercept, "Cpuid", (in InterceptMessage m) => First(in m.Cpuid)),
        (HvMessageType.HvMessageTypeX64Halt, "Halt", (in InterceptMessage m) => First(in m.Halt)),
        (HvMessageType.HvMessageTypeUnmappedGpa, "Memory", (in InterceptMessage m) => First(in m.Memory)),
        (HvMessageType.HvMessageTypeGpaIntercept, "Memory", (in InterceptMessage m) => First(in m.Memory)),
        (HvMessageType.HvMessageTypeUnacceptedGpa, "Memory", (in InterceptMessage m) => First(in m.Memory)),
        (HvMessageType.HvMessageTypeHypercallIntercept, "Hypercall", (in InterceptMessage m) => First(in m.Hypercall)),
        (HvMessageType.HvMessageTypeExceptionIntercept, "Exception", (in InterceptMessage m) => First(in m.Exception)),
        (HvMessageType.HvMessageTypeX64SipiIntercept, "Sipi", (in InterceptMessage m) => First(in m.Sipi)),
        (HvMessageType.HvMessageTypeX64InterruptionDeliverable, "InterruptionDeliverable", (in InterceptMessage m) => First(in m.InterruptionDeliverable)),
        (HvMessageType.HvMessageTypeUnrecoverableException, "UnrecoverableException", (in InterceptMessage m) => First(in m.UnrecoverableException)),
    ];

    [Fact]
    public void Each_kind_has_its_view_and_no_other()
    {
        foreach (var kind in Enum.GetValues<HvMessageType>())
        {
            var message = Message(kind);
            var isKnown = s_views.Any(view => view.Kind == kind);
            message.IsKnown.ShouldBe(isKnown);
            foreach (var (of, name, view) in s_views)
            {
                if (of == kind || (name == "Memory" && message.IsMemory))
                {
                    view(in message).ShouldBe((byte)0x42);
                }
                else
                {
                    Should.Throw<InvalidOperationException>(() => view(in message)).Message.ShouldBe($"the intercept is of kind {kind}, which has no view {name}");
                }
            }

            if (isKnown)
            {
                message.Header.VpIndex.ShouldBe(0x42u);
            }
            else
            {
                Should.Throw<InvalidOperationException>(() => message.Header.VpIndex);
            }
        }
    }

    [Fact]
    public void Every_message_of_the_protocol_has_a_view()
    {
        var payloads = typeof(IHvMessagePayload).Assembly.GetTypes().Where(type => type.IsValueType && type.IsAssignableTo(typeof(IHvMessagePayload)));
        var views = typeof(InterceptMessage).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.PropertyType.IsByRef).Select(property => property.PropertyType.GetElementType()!);
        payloads.ShouldBeSubsetOf(views);
    }

    [Fact]
    public void A_kind_that_nobody_knows_still_shows_its_bytes()
    {
        var message = Message((HvMessageType)0x1234_5678);
        message.IsKnown.ShouldBeFalse();
        message.Payload.Length.ShouldBe(240);
        message.Payload[0].ShouldBe((byte)0x42);
        message.Message.Header.Typ.ShouldBe((HvMessageType)0x1234_5678);
    }

    private static InterceptMessage Message(HvMessageType kind)
    {
        var message = new HvMessage();
        message.Header.Typ = kind;
        message.PayloadBuffer[0] = 0x42;
        return new InterceptMessage(in message);
    }

    private static byte First<T>(ref readonly T view)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in view))[0];
}
