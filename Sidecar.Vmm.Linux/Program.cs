using System;
using System.IO;
using Sidecar.Vmm.Linux;

// One scenario, its report on COM3. Exit code 0: it passed; 1: it did not, or could not be played.
return VmmMain.Run(args, Console.Out, () => File.OpenWrite(VmmMain.ReportPort), new("/sys", "/proc"));
