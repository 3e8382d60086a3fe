using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Sidecar.Generators.Handlers;
using Shouldly;
using Xunit;

namespace Sidecar.Generators.Tests;

/// <summary>The generator computes sizes and offsets, but the runtime has the last word: of random structs both must say the same.</summary>
public sealed class TypeLayoutTests
{
    private const int StructsARun = 100;

    private const string Preamble =
        """
        using System;
        using System.Runtime.CompilerServices;
        using System.Runtime.InteropServices;
        public enum Tiny : byte { A }
        public struct Pair { public byte A; public short B; }
        public struct Empty { }
        [InlineArray(5)] public struct Five { private int _first; }
        [InlineArray(3)] public struct Triple { private Pair _first; }

        """;

    private static readonly string[] s_types =
    [
        "byte", "sbyte", "bool", "short", "ushort", "char", "int", "uint", "float", "long", "ulong", "double", "nint", "nuint", "int*",
        "DayOfWeek", "Tiny", "Pair", "Empty", "Five", "Triple",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_structs_are_laid_out_as_the_runtime_does(int seed)
    {
        var random = new Random(seed);
        var source = new StringBuilder(Preamble);
        for (var i = 0; i < StructsARun; i++)
        {
            AppendStruct(source, random, i);
        }

        var run = new GeneratorRun(source.ToString());
        var assembly = run.Load();
        for (var i = 0; i < StructsARun; i++)
        {
            var symbol = run.Output.GetTypeByMetadataName($"S{i}")!;
            var text = string.Join(" ", symbol.DeclaringSyntaxReferences.Select(r => r.GetSyntax().ToString()));
            TypeLayout.Of(symbol).Size.ShouldBe(SizeOf(assembly.GetType($"S{i}")!), text);
            foreach (var (field, offset) in TypeLayout.Fields(symbol))
            {
                offset.ShouldBe((int)assembly.GetType($"Offsets{i}")!.GetMethod(field.Name)!.Invoke(null, null)!, $"{field.Name} of {text}");
            }
        }
    }

    private static void AppendStruct(StringBuilder source, Random random, int number)
    {
        var fields = new List<string>();
        var offsets = new List<string>();
        var isExplicit = random.Next(4) == 0;
        for (var i = 0; i < random.Next(1, 8); i++)
        {
            var type = s_types[random.Next(s_types.Length)];
            var isBuffer = type is "byte" or "short" or "int" or "long" or "char" && random.Next(4) == 0;
            // Unaligned on purpose: FieldOffset is taken at its word.
            var place = isExplicit ? $"[FieldOffset({random.Next(40)})] " : "";
            fields.Add(place + (isBuffer ? $"public fixed {type} F{i}[{random.Next(1, 9)}];" : $"public {type} F{i};"));
            offsets.Add($"public static int F{i}() {{ S{number} s = default; return (int)((byte*){(isBuffer ? "" : "&")}s.F{i} - (byte*)&s); }}");
        }

        var arguments = (isExplicit ? "LayoutKind.Explicit" : "LayoutKind.Sequential")
            + (random.Next(3) == 0 ? $", Pack = {1 << random.Next(4)}" : "")
            + (random.Next(3) == 0 ? $", Size = {random.Next(1, 100)}" : "");
        source.Append($"[StructLayout({arguments})] public unsafe struct S{number} {{ {string.Join(" ", fields)} }}\n");
        source.Append($"public static unsafe class Offsets{number} {{ {string.Join(" ", offsets)} }}\n");
    }

    private static int SizeOf(Type type) =>
        (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf), BindingFlags.Public | BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, null)!;
}
