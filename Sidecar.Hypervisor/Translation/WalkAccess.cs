using System;

namespace Sidecar.Hypervisor.Translation;

/// <summary>What a walk checks, and what it does. Without an access only presence and reserved bits count.</summary>
[Flags]
public enum WalkAccess : ushort
{
    None = 0,

    /// <summary>Data is read.</summary>
    Read = 1,

    /// <summary>Data is written.</summary>
    Write = 2,

    /// <summary>An instruction is fetched.</summary>
    Execute = 4,

    /// <summary>As ring 3.</summary>
    User = 8,

    /// <summary>No difference between user's and supervisor's pages; no SMEP, no SMAP.</summary>
    PrivilegeExempt = 16,

    /// <summary>SMAP as if RFLAGS.AC were clear.</summary>
    EnforceSmap = 32,

    /// <summary>SMAP as if RFLAGS.AC were set.</summary>
    OverrideSmap = 64,

    /// <summary>Sets accessed bits, and the dirty bit for a write, if the access is allowed.</summary>
    SetBits = 128,
}
