using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Cli.Commands;
using Sidecar.Cli.Project;
using Xunit;

namespace Sidecar.Cli.Tests.Commands;

/// <summary>Wrong usage ends with 2, missing things with 1, and either with one sentence on standard error and nothing on standard output.</summary>
public class CommandLineTests
{
    [Theory]
    [InlineData("", "Required command was not provided")]
    [InlineData("boot", "Unrecognized command or argument 'boot'")]
    [InlineData("run --cups 3", "Unrecognized command or argument '--cups'")]
    [InlineData("run extra", "Unrecognized command or argument 'extra'")]
    [InlineData("run --cpus", "Required argument missing for option: '--cpus'")]
    [InlineData("run --cpus 4 --cpus 5", "Option '--cpus' expects a single argument but 2 were provided")]
    [InlineData("run --cpus 0", "--cpus 0: expected a number from 2 to 1024")]
    [InlineData("run --cpus many", "--cpus many: expected a number from 2 to 1024")]
    [InlineData("run --nodes 0", "--nodes 0: expected a number from 1 to 128")]
    [InlineData("run --memory 5", "--memory 5: expected a size from 16M to 1024G, such as 512M or 4G")]
    [InlineData("run --boot pxe", "--boot pxe: expected elf or iso")]
    [InlineData("run --firmware efi", "--firmware efi: expected bios or uefi")]
    [InlineData("run --host windows", "--host windows: expected monitor or linux")]
    [InlineData("run --kernel six", "--kernel six: expected two numbers such as 6.12, or auto")]
    [InlineData("run --kernel 6.12.1", "--kernel 6.12.1: expected two numbers such as 6.12, or auto")]
    [InlineData("run --tcg-threads 2", "--tcg-threads 2: expected auto, single or multi")]
    [InlineData("run --append \u0007", "--append \u0007: expected at most 1024 printable characters of ASCII")]
    [InlineData("run --scenario A", "--scenario A: expected a scenario's name: lower-case letters, digits and hyphens, such as tour")]
    [InlineData("run --accel hvf", "--accel hvf: expected auto, tcg or kvm")]
    [InlineData("run --timeline t.png", "--timeline t.png: expected a file name that ends in .svg or .json")]
    [InlineData("run --timeout 0", "--timeout 0: expected a number from 1 to 86400")]
    [InlineData("bench --accel x", "--accel x: expected auto, tcg or kvm")]
    [InlineData("bench --host windows", "--host windows: expected both, monitor or linux")]
    [InlineData("trace", "Required argument missing for command: 'trace'")]
    [InlineData("trace r.txt --timeline r.pdf", "--timeline r.pdf: expected a file name that ends in .svg or .json")]
    [InlineData("test --filter", "Required argument missing for option: '--filter'")]
    [InlineData("build now", "Unrecognized command or argument 'now'")]
    public Task WrongWord(string words, string sentence) => EndsWith(2, words, $"{sentence} (./sidecar --help shows what there is)");

    [Theory]
    [InlineData("run --cpus 4 --nodes 5", "--nodes 5: expected a number from 1 to 4, the number of CPUs")]
    [InlineData("run --nodes 8 --memory 16M --cpus 32 --config @even --boot elf --interactive --scenario tour", "--interactive and --scenario exclude each other")]
    [InlineData("run --cpus 64 --nodes 32 --memory 16M", "--memory 16M: expected at least 32M, one for each node")]
    [InlineData("run --firmware uefi", "--firmware uefi needs --boot iso: QEMU loads boot.elf without firmware's help")]
    [InlineData("run --kernel 6.12", "--kernel 6.12 needs --host linux: the monitor has neither Debian's kernel nor its command line, and keeps every guest on the sidecar")]
    [InlineData("run --append debug --host monitor", "--append debug needs --host linux: the monitor has neither Debian's kernel nor its command line, and keeps every guest on the sidecar")]
    [InlineData("run --policy convert", "--policy convert needs --host linux: the monitor has neither Debian's kernel nor its command line, and keeps every guest on the sidecar")]
    [InlineData("run --accel kvm --tcg-threads single", "--tcg-threads single needs --accel tcg: KVM executes each CPU on a thread of its own")]
    [InlineData("run --host linux --interactive --scenario tour", "--interactive and --scenario exclude each other")]
    [InlineData("run --config @wrong", "wrong.config(2,12): <machine> cpus=\"0\": expected a number from 2 to 1024")]
    [InlineData("build --config @wrong", "wrong.config(2,12): <machine> cpus=\"0\": expected a number from 2 to 1024")]
    [InlineData("bench --config @wrong", "wrong.config(2,12): <machine> cpus=\"0\": expected a number from 2 to 1024")]
    public Task WrongTogether(string words, string sentence) => EndsWith(2, words, sentence);

    [Theory]
    [InlineData("run --config nowhere.config", "nowhere.config is missing: --config names no file")]
    [InlineData("build --config nowhere.config", "nowhere.config is missing: --config names no file")]
    [InlineData("bench --config nowhere.config", "nowhere.config is missing: --config names no file")]
    [InlineData("run --no-build --sidecar nowhere.elf", "nowhere.elf is missing: --sidecar takes the path of a kernel image")]
    [InlineData("run --sidecar nowhere.elf --boot iso", "nowhere.elf is missing: --sidecar takes the path of a kernel image")]
    [InlineData("trace nowhere.txt", "nowhere.txt is missing: expected the report of a run")]
    [InlineData("run --host linux --no-build --kernel 9.99", "@artifacts/linux has no Linux 9.99: ./sidecar run --host linux without --no-build fetches it")]
    [InlineData("bench --host linux --no-build --config @kernel", "@artifacts/linux has no Linux 9.99: ./sidecar run --host linux without --no-build fetches it")]
    public Task Missing(string words, string sentence) => EndsWith(1, words, sentence);

    [Theory]
    [InlineData("--help")]
    [InlineData("run --help")]
    public async Task HelpIsNoError(string words)
    {
        var output = new StringWriter();
        (await SidecarCommandLine.RunAsync(words.Split(' '), output, TextWriter.Null)).ShouldBe(0);
        output.ToString().ShouldContain("Usage:");
    }

    [Fact]
    public void TheCommandsAreThoseOfTheDesign()
        => SidecarCommandLine.Create().Subcommands.Select(command => command.Name).ShouldBe(["build", "run", "serve", "test", "bench", "trace"]);

    private static async Task EndsWith(int exitCode, string words, string sentence)
    {
        var data = Path.Combine(AppContext.BaseDirectory, "Data");
        var arguments = words.Replace("@", data + "/", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var index = 0; index < arguments.Length; index++)
        {
            arguments[index] = arguments[index].StartsWith(data, StringComparison.Ordinal) ? arguments[index] + ".config" : arguments[index];
        }

        var (output, error) = (new StringWriter(), new StringWriter());
        var result = await SidecarCommandLine.RunAsync(arguments, output, error);

        error.ToString().ShouldBe($"sidecar: {sentence.Replace("@", Repository.Find().Root + "/", StringComparison.Ordinal)}{Environment.NewLine}");
        output.ToString().ShouldBeEmpty();
        result.ShouldBe(exitCode);
    }
}
