using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Protocol.Tests.Wire;

/// <summary>The rule by which openhcl.txt's names and types become C#'s, and what the runtime really makes of a type.</summary>
public static class WireTypes
{
    private static readonly string[] s_namespaces = ["Sidecar.Protocol.Pages", "Sidecar.Protocol.Tlfs", "Sidecar.Protocol.X64"];

    /// <summary>Types that have another name here, with the reason.</summary>
    private static readonly Dictionary<string, string> s_renamed = new()
    {
        // System.Exception is in every file that uses a span.
        ["Exception"] = "ExceptionVector",
    };

    private static readonly Dictionary<string, Type> s_primitives = new()
    {
        ["u8"] = typeof(byte),
        ["u16"] = typeof(ushort),
        ["u32"] = typeof(uint),
        ["u64"] = typeof(ulong),
        ["u128"] = typeof(AlignedU128),
        ["bool"] = typeof(byte),
        ["AtomicU8"] = typeof(byte),
        ["AtomicU32"] = typeof(uint),
    };

    private static readonly Dictionary<string, int> s_lengths = new()
    {
        ["NUM_CPUS_SUPPORTED_FOR_PER_CPU_STATE"] = SidecarLimits.NumCpusSupportedForPerCpuState,
        ["MAX_NODES"] = SidecarLimits.MaxNodes,
        ["HV_MESSAGE_PAYLOAD_SIZE"] = Hv.MessagePayloadSize,
        ["REQUEST_DATA_SIZE / size_of::<u128>()"] = SidecarLimits.RequestDataSize / 16,
    };

    /// <summary>The C# name of a field.</summary>
    public static string Pascal(string name)
        => string.Concat(name.Split('_', StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary>The C# type of a type's name, or null.</summary>
    public static Type? Find(string name)
    {
        name = name.Split("::")[^1];
        return s_primitives.GetValueOrDefault(name) ?? s_namespaces
            .Select(space => typeof(ControlPage).Assembly.GetType($"{space}.{s_renamed.GetValueOrDefault(name, name)}"))
            .FirstOrDefault(type => type is not null);
    }

    /// <summary>Whether a C# type is what a field's type in the file says, arrays element by element.</summary>
    public static bool Matches(string stated, Type actual)
    {
        if (!stated.StartsWith('['))
        {
            return Find(stated) == actual;
        }

        var cut = stated.LastIndexOf(';');
        var length = stated[(cut + 1)..^1].Trim();
        return actual.GetCustomAttribute<InlineArrayAttribute>() is { } array
            && (s_lengths.TryGetValue(length, out var stands) || int.TryParse(length, out stands))
            && array.Length == stands
            && Matches(stated[1..cut], actual.GetFields(Instance).Single().FieldType);
    }

    /// <summary>Bytes of a type as the file writes it, null for an unknown one.</summary>
    public static int? SizeOfStated(string stated)
    {
        if (stated.StartsWith('['))
        {
            var cut = stated.LastIndexOf(';');
            return SizeOfStated(stated[1..cut]) * int.Parse(stated[(cut + 1)..^1]);
        }

        return Find(stated) is { } type ? SizeOf(type) : null;
    }

    /// <summary>All instance fields.</summary>
    public const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Bytes that the runtime gives a type.</summary>
    public static int SizeOf(Type type) => (int)Generic(nameof(Unsafe.SizeOf), type, typeof(Unsafe)).Invoke(null, [])!;

    /// <summary>Byte offset at which the runtime puts a field: the difference of two addresses, not what an attribute says.</summary>
    public static int OffsetOf(FieldInfo field)
    {
        var method = new DynamicMethod("offset", typeof(int), [field.DeclaringType!.MakeByRefType()], typeof(WireTypes).Module, skipVisibility: true);
        var il = method.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldflda, field);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Conv_I4);
        il.Emit(OpCodes.Ret);
        return (int)method.Invoke(null, [Activator.CreateInstance(field.DeclaringType!)])!;
    }

    /// <summary>The bytes of a boxed structure or number.</summary>
    public static byte[] Bytes(object value) => (byte[])Generic(nameof(BytesOf), value.GetType(), typeof(WireTypes)).Invoke(null, [value])!;

    /// <summary>A boxed structure or number from its bytes.</summary>
    public static object FromBytes(Type type, byte[] bytes) => Generic(nameof(FromBytesOf), type, typeof(WireTypes)).Invoke(null, [bytes])!;

    private static byte[] BytesOf<T>(T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();

    private static T FromBytesOf<T>(byte[] bytes)
        where T : unmanaged => MemoryMarshal.Read<T>(bytes);

    private static MethodInfo Generic(string name, Type argument, Type owner)
        => owner.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Single(method => method.Name == name && method.IsGenericMethodDefinition && method.GetGenericArguments().Length == 1)
            .MakeGenericMethod(argument);
}
