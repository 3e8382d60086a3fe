using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Sidecar.Generators.Handlers;

/// <summary>What can be wrong with a handler. Each message names the handler, the value that is wrong, and what would do.</summary>
internal static class HandlerDiagnostics
{
    public static readonly DiagnosticDescriptor NumberReserved = Error("SCH001", "Command number is reserved",
        "Handler '{0}' has command number {1}, which belongs to the kernel; numbers from 0x1000 up are free for handlers");

    public static readonly DiagnosticDescriptor NumberTaken = Error("SCH002", "Command number is taken",
        "Handler '{0}' has command number {1}, which is already that of '{2}'; the next free one is {3}");

    public static readonly DiagnosticDescriptor NameTaken = Error("SCH003", "Handler name is taken",
        "Handler name '{0}' of command {1} is already that of command {2}; give each handler a name of its own");

    public static readonly DiagnosticDescriptor NameMalformed = Error("SCH004", "Handler name is malformed",
        "Handler name '{0}' cannot be typed at the monitor; use words of lower-case letters and digits that start with a letter, joined by single dashes, as in 'kv-put'");

    public static readonly DiagnosticDescriptor NotStatic = Error("SCH005", "Handler is not static",
        "Handler '{0}' is an instance method, but there is no instance to call it on; make '{1}' static");

    public static readonly DiagnosticDescriptor NotAccessible = Error("SCH006", "Handler cannot be reached",
        "Handler '{0}' cannot be called from generated code: {1}; use an internal or public method of an internal or public type");

    public static readonly DiagnosticDescriptor Generic = Error("SCH007", "Handler is generic",
        "Handler '{0}' has type parameters ('{1}'), but a command has only one meaning; use concrete types");

    public static readonly DiagnosticDescriptor Asynchronous = Error("SCH008", "Handler is asynchronous",
        "Handler '{0}' is async, but a VP runs one command at a time and to its end; make '{1}' synchronous");

    public static readonly DiagnosticDescriptor WrongShape = Error("SCH009", "Handler has the wrong parameters",
        "Handler '{0}': {1}; a handler is 'static TResponse Name([in TRequest request,] [ref TState state,] HandlerContext context)', or void without a response");

    public static readonly DiagnosticDescriptor NotAStruct = Error("SCH010", "Payload or state is not a struct",
        "The {1} of handler '{0}' is '{2}', which is not a struct; wrap what it carries in a struct with named fields");

    public static readonly DiagnosticDescriptor Managed = Error("SCH011", "Payload or state holds a reference",
        "The {1} of handler '{0}' holds a reference in '{2}' of type '{3}', and the kernel has no heap; use numbers, and an inline array of bytes for text");

    public static readonly DiagnosticDescriptor RefStruct = Error("SCH012", "Payload or state is a ref struct",
        "The {1} of handler '{0}' is a ref struct at '{2}' of type '{3}', which cannot lie in shared memory; use an ordinary struct");

    public static readonly DiagnosticDescriptor Pointer = Error("SCH013", "Payload holds a pointer",
        "The {1} of handler '{0}' holds a pointer in '{2}' of type '{3}', which means nothing on the other side; send the bytes, or a number");

    public static readonly DiagnosticDescriptor AutoLayout = Error("SCH014", "Payload or state has automatic layout",
        "The {1} of handler '{0}' leaves its layout to the runtime at '{2}' of type '{3}'; use LayoutKind.Sequential or LayoutKind.Explicit");

    public static readonly DiagnosticDescriptor UnknownLayout = Error("SCH015", "Payload or state has an unknown layout",
        "The {1} of handler '{0}' holds '{2}' of type '{3}', whose layout is another assembly's affair; use integers, bool, char, float, double, enums, and structs declared beside the handler");

    public static readonly DiagnosticDescriptor PayloadTooLarge = Error("SCH016", "Payload is too large",
        "The {1} of handler '{0}', '{2}', is {3} bytes, but the command page has room for {4}; send it in parts");

    public static readonly DiagnosticDescriptor StateTooLarge = Error("SCH017", "State is too large",
        "The state '{1}' of handler '{0}' brings the state of all handlers to {2} bytes a VP, but a VP has room for {3}; make it smaller");

    public static readonly ImmutableArray<DiagnosticDescriptor> All =
    [
        NumberReserved, NumberTaken, NameTaken, NameMalformed, NotStatic, NotAccessible, Generic, Asynchronous, WrongShape,
        NotAStruct, Managed, RefStruct, Pointer, AutoLayout, UnknownLayout, PayloadTooLarge, StateTooLarge,
    ];

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "Sidecar.Handlers", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
