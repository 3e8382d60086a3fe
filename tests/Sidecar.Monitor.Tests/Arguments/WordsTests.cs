using System.Collections.Generic;
using System.Text;
using Shouldly;
using Sidecar.Boot.Monitor.Arguments;
using Xunit;

namespace Sidecar.Monitor.Tests.Arguments;

/// <summary>A typed line, word by word.</summary>
public class WordsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("   ", "")]
    [InlineData("call 3 sum", "call|3|sum")]
    [InlineData("  call\t3   sum ", "call|3|sum")]
    [InlineData("put \"a key\" \"\" x", "put|'a key'|''|x")]
    [InlineData("a\"b c", "a\"b|c")]
    public void Words_stand_between_blanks_or_in_quotes(string line, string expected) => string.Join('|', Split(line, out _)).ShouldBe(expected);

    [Fact]
    public void A_quote_that_is_not_closed_breaks_the_line()
    {
        Split("put \"a key", out var isBroken).ShouldBe(["put"]);
        isBroken.ShouldBeTrue();
    }

    [Fact]
    public void A_quoted_keyword_is_text()
    {
        var words = new Words("\"now\" now"u8);
        words.TryTake(out var quoted).ShouldBeTrue();
        words.TryTake(out var bare).ShouldBeTrue();
        quoted.Is("now"u8).ShouldBeFalse();
        bare.Is("now"u8).ShouldBeTrue();
    }

    private static List<string> Split(string line, out bool isBroken)
    {
        var taken = new List<string>();
        var words = new Words(Encoding.UTF8.GetBytes(line));
        while (words.TryTake(out var word))
        {
            var text = Encoding.UTF8.GetString(word.Text);
            taken.Add(word.IsQuoted ? $"'{text}'" : text);
        }

        isBroken = words.IsBroken;
        return taken;
    }
}
