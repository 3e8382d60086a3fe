using System.Collections.Generic;
using System.Text;
using Shouldly;
using Sidecar.Boot.Monitor.Console;
using Sidecar.Protocol.Text;
using Xunit;

namespace Sidecar.Monitor.Tests.Console;

/// <summary>Typing a line.</summary>
public class LineEditorTests
{
    [Theory]
    [InlineData("ls\r", "ls", "ls\r\n")]
    [InlineData("ls\n", "ls", "ls\r\n")]
    [InlineData("lx\bs\r", "ls", "lx\b \bs\r\n")]
    [InlineData("lx\u007fs\r", "ls", "lx\b \bs\r\n")]
    [InlineData("\b\bls\r", "ls", "ls\r\n")]
    [InlineData("wrong\u0015ls\r", "ls", "wrong\b \b\b \b\b \b\b \b\b \bls\r\n")]
    [InlineData("é\bls\r", "ls", "é\b \bls\r\n")]
    [InlineData("l\u0001s\r", "ls", "l\as\r\n")]
    public void A_line_is_what_is_left_of_the_keys(string keys, string line, string echo)
    {
        Type(keys, out var echoed).ShouldBe([line]);
        echoed.ShouldBe(echo);
    }

    [Fact]
    public void Carriage_return_and_line_feed_end_one_line() => Type("one\r\ntwo\r\n\r\n", out _).ShouldBe(["one", "two", ""]);

    [Fact]
    public void Ctrl_C_gives_a_line_up()
    {
        Type("remove 3\u0003ls\r", out var echo).ShouldBe(["^C", "ls"]);
        echo.ShouldBe("remove 3^C\r\nls\r\n");
    }

    [Fact]
    public void What_does_not_fit_is_not_taken()
    {
        Type(new string('a', 40) + "\r", out var echo).ShouldBe([new string('a', 32)]);
        echo.ShouldBe(new string('a', 32) + new string('\a', 8) + "\r\n");
    }

    private static List<string> Type(string keys, out string echo)
    {
        var lines = new List<string>();
        var shown = new Utf8Writer(new byte[400]);
        var editor = new LineEditor(new byte[32]);
        foreach (var key in Encoding.UTF8.GetBytes(keys))
        {
            var occurred = editor.Accept(key, ref shown);
            if (occurred == LineEvent.Complete)
            {
                lines.Add(Encoding.UTF8.GetString(editor.Line));
                editor.Clear();
            }
            else if (occurred == LineEvent.Cancelled)
            {
                lines.Add("^C");
            }
        }

        echo = Encoding.UTF8.GetString(shown.Written);
        return lines;
    }
}
