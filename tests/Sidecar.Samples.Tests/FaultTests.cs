using System;
using System.Linq;
using Sidecar.Protocol.Handlers;
using Shouldly;
using Xunit;

namespace Sidecar.Samples.Tests;

/// <summary>Hosted, a fault is an exception; which vector it stands for is what the VP must see.</summary>
public sealed class FaultTests
{
    public static TheoryData<byte> Vectors => [.. Enumerable.Range(0, 32).Select(v => (byte)v)];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Every_vector_can_be_raised(byte vector) => VectorOf(Fault.Kind.Raise, vector).ShouldBe(vector);

    [Fact]
    public void Dividing_by_zero_is_a_divide_error() => VectorOf(Fault.Kind.Divide, 0).ShouldBe((byte)0);

    [Theory]
    [InlineData(0, 14)]
    [InlineData(0x7fff_ffff_f000, 14)]
    [InlineData(0xffff_8000_0000_0000, 14)]
    [InlineData(0x8000_0000_0000, 13)]
    [InlineData(0xdead_beef_0000_0000, 13)]
    public void Writing_anywhere_is_a_page_fault_or_general_protection(ulong address, byte vector)
    {
        var fault = Should.Throw<SimulatedCpuException>(() => Call(Fault.Kind.Write, address, out _));
        (fault.Vector, fault.Address).ShouldBe((vector, address));
    }

    [Fact]
    public void Writing_to_text_is_a_page_fault() => VectorOf(Fault.Kind.WriteText, 0).ShouldBe((byte)14);

    [Fact]
    public void Overflowing_the_stack_is_a_double_fault() => VectorOf(Fault.Kind.OverflowStack, 0).ShouldBe((byte)8);

    [Theory]
    [InlineData(4)]
    [InlineData(uint.MaxValue)]
    public void An_index_out_of_bounds_is_an_undefined_instruction(ulong index) => VectorOf(Fault.Kind.Index, index).ShouldBe((byte)6);

    [Fact]
    public void Without_a_fault_there_is_an_answer()
    {
        Call(Fault.Kind.Divide, 8, out var quotient).ShouldBe("");
        quotient.Result.ShouldBe(125ul);
        Call(Fault.Kind.Index, 3, out var element).ShouldBe("");
        element.Result.ShouldBe(8ul);
    }

    [Theory]
    [InlineData(Fault.Kind.Raise, 32)]
    [InlineData((Fault.Kind)6, 0)]
    [InlineData((Fault.Kind)(-1), 0)]
    public void Anything_else_is_refused(Fault.Kind kind, ulong value) => Call(kind, value, out _).ShouldStartWith("fault takes a kind");

    private static byte? VectorOf(Fault.Kind kind, ulong value) =>
        SimulatedCpuException.VectorOf(Should.Throw<Exception>(() => Call(kind, value, out _)));

    private static string Call(Fault.Kind kind, ulong value, out Fault.Response response)
    {
        using var vp = new MemoryVp();
        var channel = vp.AsChannel();
        HandlerCalls.TryFault(ref channel, new Fault.Request { Kind = kind, Value = value }, out response).ShouldBe(vp.Error.Length == 0);
        return vp.Error;
    }
}
