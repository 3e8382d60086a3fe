namespace Internal.Runtime.CompilerHelpers;

/// <summary>Where the compiler's start-up code would begin. The images have their own entries, and the linker drops it.</summary>
internal static class StartupCodeHelpers
{
}
