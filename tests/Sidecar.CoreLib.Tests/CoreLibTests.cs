using System;
using System.Collections.Generic;
using System.Text;
using Shouldly;
using Sidecar.CoreLib.Tests.Checks;
using Sidecar.Tests;
using Xunit;

namespace Sidecar.CoreLib.Tests;

/// <summary>What the checks expect is what .NET does, and Sidecar.CoreLib does it too.</summary>
public class CoreLibTests
{
    [Fact]
    public void Dotnet_holds_every_check()
    {
        ListReport.Run().ShouldAllBe(line => line.StartsWith("holds: "));
    }

    [Fact]
    public void Sidecar_CoreLib_holds_the_same_checks_on_the_bare_machine()
    {
        var (exitCode, output) = TestImage.Boot(typeof(CoreLibTests));
        output.ShouldBe([.. ListReport.Run(), "done"]);
        exitCode.ShouldBe(TestImage.Finished);
    }

    private readonly struct ListReport : IReport
    {
        [ThreadStatic]
        private static List<string>? s_lines;

        public static void Check(bool holds, ReadOnlySpan<byte> what)
            => s_lines!.Add($"{(holds ? "holds" : "FAILS")}: {Encoding.UTF8.GetString(what)}");

        internal static List<string> Run()
        {
            s_lines = [];
            AllChecks.Run<ListReport>();
            return s_lines;
        }
    }
}
