namespace Sidecar.Hypervisor.Tests.Translation;

/// <summary>What the entries above allow together.</summary>
internal readonly record struct ReferenceRights(bool User, bool Write, bool Execute);
