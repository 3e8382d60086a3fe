using System;

namespace Sidecar.Vmm.Linux.Scenarios;

/// <summary>Something that the VMM plays.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Play">Plays it; every step is reported.</param>
internal sealed record Scenario(string Name, Action<Stage> Play);
