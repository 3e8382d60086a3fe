using System;
using System.IO;

// explain-link: what the linker had to say. check-image comes with the rules.
if (args is ["explain-link", var log, ..])
{
    Console.Error.Write(File.ReadAllText(log));
}

return 0;
