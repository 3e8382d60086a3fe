using System.IO;
using Shouldly;
using Sidecar.Cli.Testing;
using Xunit;

namespace Sidecar.Cli.Tests.Testing;

public class TrxReaderTests
{
    private const string Start = "<TestRun xmlns=\"http://microsoft.com/schemas/VisualStudio/TeamTest/2010\">";

    [Fact]
    public void PassedAndFailedAreCounted()
    {
        var count = Read("""
            <Results>
              <UnitTestResult testName="A.One" outcome="Passed"/>
              <UnitTestResult testName="A.Two" outcome="Failed"><Output><ErrorInfo><Message>expected 1</Message></ErrorInfo></Output></UnitTestResult>
              <UnitTestResult testName="A.Three" outcome="NotExecuted"/>
              <UnitTestResult testName="A.Four" outcome="Passed"/>
            </Results>
            <ResultSummary outcome="Failed"><Counters/></ResultSummary>
            """);
        count.ToString().ShouldBe("2 passed, 1 failed");
        count.Failures.ShouldBe(["A.Two: expected 1"]);
    }

    [Fact]
    public void ATestHostThatDiesIsAFailure()
    {
        var count = Read("""
            <Results><UnitTestResult testName="A.One" outcome="Passed"/></Results>
            <ResultSummary outcome="Failed"><RunInfos><RunInfo outcome="Error"><Text>The active test run was aborted.</Text></RunInfo></RunInfos></ResultSummary>
            """);
        count.ToString().ShouldBe("1 passed, 1 failed");
        count.Failures.ShouldBe(["the test host failed: The active test run was aborted."]);
    }

    [Fact]
    public void AFileThatDoesNotReadIsAFailure()
    {
        var folder = Directory.CreateTempSubdirectory("sidecar-trx-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "a.trx"), Start + "<Results><UnitTestResult testName=\"B\" outcome=\"Passed\"/></Results></TestRun>");
            File.WriteAllText(Path.Combine(folder.FullName, "b.trx"), Start + "<Resu");
            TrxReader.ReadFolder(folder.FullName).ToString().ShouldBe("1 passed, 1 failed");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static TestCount Read(string inside) => TrxReader.Read(new StringReader(Start + inside + "</TestRun>"));
}
