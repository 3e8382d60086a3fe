using System;
using Sidecar.Cli.Commands;

return await SidecarCommandLine.RunAsync(args, Console.Out, Console.Error);
