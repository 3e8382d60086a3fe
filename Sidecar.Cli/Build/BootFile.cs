namespace Sidecar.Cli.Build;

/// <summary>A file that boot.elf is given, as a member of the archive or as a module of GRUB's.</summary>
/// <param name="Name">The name that boot.elf knows it by.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record BootFile(string Name, byte[] Content);
