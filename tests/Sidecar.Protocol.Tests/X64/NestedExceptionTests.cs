using Shouldly;
using Sidecar.Protocol.X64;
using Xunit;

namespace Sidecar.Protocol.Tests.X64;

/// <summary>The table of AMD APM volume 2, 8.2.9.</summary>
public class NestedExceptionTests
{
    private static readonly ExceptionVector[] s_contributory =
    [
        ExceptionVector.DIVIDE_ERROR, ExceptionVector.INVALID_TSS, ExceptionVector.SEGMENT_NOT_PRESENT, ExceptionVector.STACK_SEGMENT_FAULT, ExceptionVector.GENERAL_PROTECTION_FAULT,
    ];

    private static readonly ExceptionVector[] s_benign =
    [
        ExceptionVector.DEBUG, ExceptionVector.BREAKPOINT, ExceptionVector.OVERFLOW, ExceptionVector.INVALID_OPCODE, ExceptionVector.DEVICE_NOT_AVAILABLE, ExceptionVector.ALIGNMENT_CHECK,
        ExceptionVector.MACHINE_CHECK, (ExceptionVector)2, (ExceptionVector)32, (ExceptionVector)255,
    ];

    [Fact]
    public void After_a_contributory_one_another_is_a_double_fault_and_a_page_fault_is_not()
    {
        foreach (var first in s_contributory)
        {
            foreach (var second in s_contributory)
            {
                Combine(first, second).ShouldBe(ExceptionVector.DOUBLE_FAULT);
            }

            Combine(first, ExceptionVector.PAGE_FAULT).ShouldBe(ExceptionVector.PAGE_FAULT);
        }
    }

    [Fact]
    public void After_a_page_fault_a_contributory_one_and_another_page_fault_are_a_double_fault()
    {
        foreach (var second in s_contributory)
        {
            Combine(ExceptionVector.PAGE_FAULT, second).ShouldBe(ExceptionVector.DOUBLE_FAULT);
        }

        Combine(ExceptionVector.PAGE_FAULT, ExceptionVector.PAGE_FAULT).ShouldBe(ExceptionVector.DOUBLE_FAULT);
    }

    [Fact]
    public void After_a_double_fault_they_are_a_triple_fault()
    {
        foreach (var second in s_contributory)
        {
            NestedException.TryCombine(ExceptionVector.DOUBLE_FAULT, second, out _).ShouldBeFalse();
        }

        NestedException.TryCombine(ExceptionVector.DOUBLE_FAULT, ExceptionVector.PAGE_FAULT, out _).ShouldBeFalse();
    }

    [Fact]
    public void Benign_ones_are_delivered_one_after_the_other()
    {
        foreach (var benign in s_benign)
        {
            foreach (var other in (ExceptionVector[])[.. s_contributory, ExceptionVector.PAGE_FAULT, .. s_benign])
            {
                Combine(benign, other).ShouldBe(other);
                Combine(other, benign).ShouldBe(benign);
            }

            Combine(ExceptionVector.DOUBLE_FAULT, benign).ShouldBe(benign);
        }
    }

    private static ExceptionVector Combine(ExceptionVector first, ExceptionVector second)
    {
        NestedException.TryCombine(first, second, out var result).ShouldBeTrue($"{first}, {second}");
        return result;
    }
}
