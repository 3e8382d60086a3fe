namespace System.Runtime.CompilerServices;

/// <summary>The platform's C calling convention, for function pointers and <see cref="InteropServices.UnmanagedCallersOnlyAttribute"/>.</summary>
public class CallConvCdecl;

/// <summary>Without a transition between managed and native code, of which there are none here.</summary>
public class CallConvSuppressGCTransition;
