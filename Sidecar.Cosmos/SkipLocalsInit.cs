using System.Runtime.CompilerServices;

// Every local of this assembly is assigned before it is read (the compiler sees to that), and text buffers are written before they are shown: clearing up to 255 bytes of
// stack for each error text would be most of its cost.
[module: SkipLocalsInit]
