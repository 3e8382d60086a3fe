namespace Sidecar.Cli.Report;

/// <summary>One step of a scenario.</summary>
/// <param name="Name">Its name, in kebab case.</param>
/// <param name="Passed">Whether it did what it should.</param>
/// <param name="Text">What was seen.</param>
public sealed record StepInfo(string Name, bool Passed, string Text);
