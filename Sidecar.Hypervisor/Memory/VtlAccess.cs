using System;

namespace Sidecar.Hypervisor.Memory;

/// <summary>What a VTL may do with a page.</summary>
[Flags]
public enum VtlAccess : byte
{
    None = 0,
    Read = 1,
    Write = 2,
    Execute = 4,
    All = Read | Write | Execute,
}
