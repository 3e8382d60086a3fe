namespace System.Runtime.InteropServices;

/// <summary>Casting to an interface decided at run time: never, here, but the compiler asks for it.</summary>
public interface IDynamicInterfaceCastable
{
    internal static nint GetDynamicInterfaceImplementation(IDynamicInterfaceCastable instance, RuntimeTypeHandle interfaceType, ushort slot)
    {
        ThrowHelper.FailFast(FailFastReason.NotSupported);
        return 0;
    }
}
