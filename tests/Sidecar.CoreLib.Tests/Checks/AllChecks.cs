namespace Sidecar.CoreLib.Tests.Checks;

/// <summary>All checks, in order.</summary>
public static class AllChecks
{
    /// <summary>Runs them.</summary>
    public static void Run<TReport>()
        where TReport : struct, IReport
    {
        SpanChecks.Run<TReport>();
        MemoryChecks.Run<TReport>();
        AtomicChecks.Run<TReport>();
        NumberChecks.Run<TReport>();
        LanguageChecks.Run<TReport>();
    }
}
