namespace Sidecar.Hypervisor.Tests.Translation;

/// <summary>What an access is: kind, privilege, and how SMAP is meant.</summary>
internal readonly record struct ReferenceAccess(bool Read, bool Write, bool Execute, bool User, bool Exempt, bool EnforceSmap, bool OverrideSmap, bool SetBits)
{
    internal bool Touches => Read || Write || Execute;
}
