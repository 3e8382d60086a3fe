using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Sidecar.Boot.Monitor.Arguments;
using Xunit;

namespace Sidecar.Monitor.Tests.Arguments;

/// <summary>Numbers as they are typed.</summary>
public class NumberTextTests
{
    private static readonly Arbitrary<ulong> s_numbers = Gen.OneOf(
        ArbMap.Default.GeneratorFor<ulong>(),
        Gen.Elements<ulong>(0, 9, 10, 15, 16, uint.MaxValue, long.MaxValue, 1UL << 63, ulong.MaxValue)).ToArbitrary();

    [Fact]
    public void Every_number_is_read_back()
        => Prop.ForAll(s_numbers, value =>
        {
            Parse(value.ToString(CultureInfo.InvariantCulture)).ShouldBe(value);
            Parse("0x" + value.ToString("x", CultureInfo.InvariantCulture)).ShouldBe(value);
            Parse("0x" + value.ToString("X16", CultureInfo.InvariantCulture)).ShouldBe(value);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_signed_number_is_read_back()
        => Prop.ForAll(s_numbers, value =>
        {
            NumberText.TryParseSigned(Encoding.UTF8.GetBytes(((long)value).ToString(CultureInfo.InvariantCulture)), 8, out var read).ShouldBeTrue();
            read.ShouldBe(value);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("x")]
    [InlineData("1x")]
    [InlineData("12a")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1.5")]
    [InlineData("18446744073709551616")]
    [InlineData("0x10000000000000000")]
    public void What_is_no_number_of_64_bits_is_refused(string text) => Parse(text).ShouldBeNull();

    [Theory]
    [InlineData("127", 1, true)]
    [InlineData("128", 1, false)]
    [InlineData("-128", 1, true)]
    [InlineData("-129", 1, false)]
    [InlineData("-", 1, false)]
    [InlineData("--1", 1, false)]
    [InlineData("0x7f", 1, true)]
    [InlineData("0x80", 1, false)]
    [InlineData("-2147483648", 4, true)]
    [InlineData("2147483648", 4, false)]
    public void Signed_numbers_fit_their_size_or_are_refused(string text, int bytes, bool fits)
        => NumberText.TryParseSigned(Encoding.UTF8.GetBytes(text), bytes, out _).ShouldBe(fits);

    private static ulong? Parse(string text) => NumberText.TryParse(Encoding.UTF8.GetBytes(text), out var value) ? value : null;
}
