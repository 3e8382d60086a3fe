using System;

namespace Sidecar.Protocol.Explorer.Actors;

/// <summary>Takes an actor's code off the stack when it asks for an operation whose result is not known yet. Never seen outside the explorer.</summary>
public sealed class ActorSuspendedException : Exception;
