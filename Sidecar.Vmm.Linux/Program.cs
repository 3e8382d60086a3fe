using System;
using System.IO;
using Sidecar.Vmm.Linux;

// One scenario, its report on COM3, each line as soon as it is written. Exit code 0: it passed; 1: it did not, or could not be played.
return VmmMain.Run(args, Console.Out, () => new FileStream(VmmMain.ReportPort, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0), new("/sys", "/proc"));
