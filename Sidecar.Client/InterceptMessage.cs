using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Client;

/// <summary>
/// Why the guest was intercepted: a copy of the TLFS message that the hypervisor left, taken when the run ended, so that it does not change while it is looked at. A VMM looks at
/// <see cref="Kind"/> and then at the view of that kind; any other view throws.
/// </summary>
public readonly struct InterceptMessage
{
    private readonly HvMessage _message;

    /// <summary>Takes a copy.</summary>
    /// <param name="message">A message, perhaps on a page that the other side changes: it is read once.</param>
    public InterceptMessage(ref readonly HvMessage message) => _message = message;

    /// <summary>What kind; <see cref="HvMessageType.HvMessageTypeNone"/> before the first intercept. Any number is possible: the other side wrote it.</summary>
    public HvMessageType Kind => _message.Header.Typ;

    /// <summary>The whole message.</summary>
    [UnscopedRef]
    public ref readonly HvMessage Message => ref _message;

    /// <summary>The payload's 240 bytes, of which the header says how many count.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Payload => _message.PayloadBuffer;

    /// <summary>Whether the kind has a view here, and so begins with <see cref="Header"/>.</summary>
    public bool IsKnown => Kind is HvMessageType.HvMessageTypeX64IoPortIntercept or HvMessageType.HvMessageTypeMsrIntercept or HvMessageType.HvMessageTypeX64CpuidIntercept
        or HvMessageType.HvMessageTypeX64Halt or HvMessageType.HvMessageTypeHypercallIntercept or HvMessageType.HvMessageTypeExceptionIntercept
        or HvMessageType.HvMessageTypeX64SipiIntercept or HvMessageType.HvMessageTypeX64InterruptionDeliverable or HvMessageType.HvMessageTypeUnrecoverableException || IsMemory;

    /// <summary>Whether it is about memory: unmapped, not allowed, or not accepted.</summary>
    public bool IsMemory => Kind is HvMessageType.HvMessageTypeUnmappedGpa or HvMessageType.HvMessageTypeGpaIntercept or HvMessageType.HvMessageTypeUnacceptedGpa;

    /// <summary>Where the guest was: the head of every kind that has a view.</summary>
    [UnscopedRef]
    public ref readonly HvX64InterceptMessageHeader Header => ref IsKnown ? ref MemoryMarshal.AsRef<HvX64InterceptMessageHeader>(Payload) : ref Wrong<HvX64InterceptMessageHeader>(nameof(Header));

    /// <summary>A port access.</summary>
    [UnscopedRef]
    public ref readonly HvX64IoPortInterceptMessage IoPort => ref View<HvX64IoPortInterceptMessage>(Kind == HvMessageType.HvMessageTypeX64IoPortIntercept, nameof(IoPort));

    /// <summary>RDMSR or WRMSR.</summary>
    [UnscopedRef]
    public ref readonly HvX64MsrInterceptMessage Msr => ref View<HvX64MsrInterceptMessage>(Kind == HvMessageType.HvMessageTypeMsrIntercept, nameof(Msr));

    /// <summary>CPUID.</summary>
    [UnscopedRef]
    public ref readonly HvX64CpuidInterceptMessage Cpuid => ref View<HvX64CpuidInterceptMessage>(Kind == HvMessageType.HvMessageTypeX64CpuidIntercept, nameof(Cpuid));

    /// <summary>HLT.</summary>
    [UnscopedRef]
    public ref readonly HvX64HaltMessage Halt => ref View<HvX64HaltMessage>(Kind == HvMessageType.HvMessageTypeX64Halt, nameof(Halt));

    /// <summary>An access to memory that is not there or not allowed.</summary>
    [UnscopedRef]
    public ref readonly HvX64MemoryInterceptMessage Memory => ref View<HvX64MemoryInterceptMessage>(IsMemory, nameof(Memory));

    /// <summary>A hypercall.</summary>
    [UnscopedRef]
    public ref readonly HvX64HypercallInterceptMessage Hypercall => ref View<HvX64HypercallInterceptMessage>(Kind == HvMessageType.HvMessageTypeHypercallIntercept, nameof(Hypercall));

    /// <summary>An exception that VTL2 asked for.</summary>
    [UnscopedRef]
    public ref readonly HvX64ExceptionInterceptMessage Exception => ref View<HvX64ExceptionInterceptMessage>(Kind == HvMessageType.HvMessageTypeExceptionIntercept, nameof(Exception));

    /// <summary>A start-up interrupt that the guest sent.</summary>
    [UnscopedRef]
    public ref readonly HvX64SipiInterceptMessage Sipi => ref View<HvX64SipiInterceptMessage>(Kind == HvMessageType.HvMessageTypeX64SipiIntercept, nameof(Sipi));

    /// <summary>An interrupt that VTL2 wants to inject would be taken now.</summary>
    [UnscopedRef]
    public ref readonly HvX64InterruptionDeliverableMessage InterruptionDeliverable
        => ref View<HvX64InterruptionDeliverableMessage>(Kind == HvMessageType.HvMessageTypeX64InterruptionDeliverable, nameof(InterruptionDeliverable));

    /// <summary>A triple fault.</summary>
    [UnscopedRef]
    public ref readonly HvX64UnrecoverableExceptionMessage UnrecoverableException
        => ref View<HvX64UnrecoverableExceptionMessage>(Kind == HvMessageType.HvMessageTypeUnrecoverableException, nameof(UnrecoverableException));

    [UnscopedRef]
    private ref readonly T View<T>(bool isKind, string name)
        where T : unmanaged, IHvMessagePayload => ref isKind ? ref MemoryMarshal.AsRef<T>(Payload) : ref Wrong<T>(name);

    private ref T Wrong<T>(string name) => throw new InvalidOperationException($"the intercept is of kind {Kind}, which has no view {name}");
}
