namespace Sidecar.Tlfs.Image.Report;

/// <summary>Many values checked under one name: how many were wrong, and the first of them.</summary>
internal struct Tally
{
    internal ulong Wrong;
    internal ulong What;
    internal ulong Expected;
    internal ulong Got;

    /// <summary>One more value.</summary>
    /// <param name="what">Which.</param>
    /// <param name="expected">What it should be.</param>
    /// <param name="got">What it is.</param>
    internal void Equal(ulong what, ulong expected, ulong got)
    {
        if (expected == got)
        {
            return;
        }

        if (Wrong++ == 0)
        {
            What = what;
            Expected = expected;
            Got = got;
        }
    }

    /// <summary>One more thing that holds or not.</summary>
    internal void That(ulong what, bool holds) => Equal(what, 1, holds ? 1UL : 0UL);
}
