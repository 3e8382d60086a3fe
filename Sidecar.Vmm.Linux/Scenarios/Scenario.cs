using System;
using Sidecar.Vmm.Linux.Host;
using Sidecar.Vmm.Linux.Report;

namespace Sidecar.Vmm.Linux.Scenarios;

/// <summary>Something that the VMM plays.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Play">Plays it; every step is reported.</param>
internal sealed record Scenario(string Name, Action<Reporter, LinuxHost> Play);
