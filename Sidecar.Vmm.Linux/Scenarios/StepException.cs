using System;

namespace Sidecar.Vmm.Linux.Scenarios;

/// <summary>Something was not as a step expected it.</summary>
/// <param name="message">What was seen.</param>
internal sealed class StepException(string message) : Exception(message);
