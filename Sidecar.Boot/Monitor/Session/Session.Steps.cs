using System;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Monitor.Session;

/// <content>Steps of a scenario: each passes, or fails with the first thing that was not as it should be.</content>
public ref partial struct Session<THost>
{
    /// <summary>Bytes of the longest text that a step keeps.</summary>
    public const int TextCapacity = 240;

    /// <summary>Steps that passed.</summary>
    public readonly uint Passed => _passed;

    /// <summary>Steps that failed.</summary>
    public readonly uint Failed => _failed;

    /// <summary>Whether the step that is under way has failed already.</summary>
    public readonly bool HasFailed => _failureLength != 0;

    /// <summary>Begins a step.</summary>
    /// <param name="name">In kebab case.</param>
    public void BeginStep(ReadOnlySpan<byte> name)
    {
        _step = name;
        _failureLength = 0;
    }

    /// <summary>Ends the step and reports it. Returns whether it passed.</summary>
    /// <param name="text">What was shown, if it passed.</param>
    public bool EndStep(scoped ReadOnlySpan<byte> text)
    {
        var passed = !HasFailed;
        scoped ReadOnlySpan<byte> shown = passed ? text : ((ReadOnlySpan<byte>)_failure)[.._failureLength];
        ShowStates();
        ReportStep(_step, passed, shown);
        _passed += passed ? 1u : 0;
        _failed += passed ? 0u : 1;
        _failureLength = 0;
        return passed;
    }

    /// <summary>Fails the step that is under way, if it has not failed before. Always false.</summary>
    public bool Fail(scoped ReadOnlySpan<byte> text)
    {
        if (_failureLength == 0)
        {
            _failureLength = Math.Min(text.Length, TextCapacity);
            text[.._failureLength].CopyTo(_failure);
        }

        return false;
    }

    /// <summary>Prints why the step that is under way has failed: for a person, who has no steps.</summary>
    public void PrintFailure() => PrintLine(((ReadOnlySpan<byte>)_failure)[.._failureLength]);

    /// <summary>Fails the step on account of a VP. Always false.</summary>
    public bool FailVp(uint vp, scoped ReadOnlySpan<byte> text)
    {
        var failure = new Utf8Writer(stackalloc byte[TextCapacity]);
        WriteVp(ref failure, vp);
        failure.Write(text);
        return Fail(failure.Written);
    }

    /// <summary>Fails the step unless <paramref name="condition"/> holds, which is returned.</summary>
    public bool Expect(bool condition, uint vp, scoped ReadOnlySpan<byte> otherwise) => condition || FailVp(vp, otherwise);

    /// <summary>Fails the step unless two numbers are equal; whether they are is returned.</summary>
    public bool ExpectEqual(ulong actual, ulong expected, uint vp, scoped ReadOnlySpan<byte> what)
    {
        if (actual == expected)
        {
            return true;
        }

        var text = new Utf8Writer(stackalloc byte[TextCapacity]);
        WriteVp(ref text, vp);
        text.Write(what);
        text.Write(": expected "u8);
        text.WriteDecimal(expected);
        text.Write(", got "u8);
        text.WriteDecimal(actual);
        return Fail(text.Written);
    }

    /// <summary>Waits for a command that has to be refused by the sidecar with a text that contains <paramref name="part"/>.</summary>
    public bool EndRefused(uint vp, scoped ReadOnlySpan<byte> part)
    {
        var outcome = Await(vp);
        if (outcome.Kind != CommandOutcomeKind.SidecarError)
        {
            return outcome.IsSuccess ? FailVp(vp, "an error was expected, but the command succeeded"u8) : FailOutcome(vp, outcome);
        }

        Span<byte> error = stackalloc byte[TextCapacity];
        ReadOnlySpan<byte> said = error[..ChannelOf(vp).CopyErrorText(error)];
        if (said.IndexOf(part) >= 0)
        {
            return true;
        }

        var text = new Utf8Writer(stackalloc byte[TextCapacity]);
        WriteVp(ref text, vp);
        text.Write("expected an error with \""u8);
        text.Write(part);
        text.Write("\", got: "u8);
        text.Write(said);
        return Fail(text.Written);
    }

    /// <summary>Fails the step with what came of a command. Always false.</summary>
    private bool FailOutcome(uint vp, CommandOutcome outcome) => FailCommand(vp, this[vp].Command, outcome);

    /// <summary>Fails the step with what came of a command, which need not have been started. Always false.</summary>
    public bool FailCommand(uint vp, uint command, CommandOutcome outcome)
    {
        Span<byte> error = stackalloc byte[TextCapacity];
        var length = ChannelOf(vp).CopyErrorText(error);
        var text = new Utf8Writer(stackalloc byte[TextCapacity]);
        WriteVp(ref text, vp);
        WriteCommandName(ref text, command);
        text.Write(": "u8);
        outcome.WriteTo(ref text, error[..length]);
        return Fail(text.Written);
    }

    private static void WriteVp(scoped ref Utf8Writer text, uint vp)
    {
        text.Write("vp "u8);
        text.WriteDecimal(vp);
        text.Write(": "u8);
    }
}
