namespace Sidecar.Protocol.Tlfs;

/// <summary>Marks the structures that a message's payload may be read as. All of them fit into <see cref="Hv.MessagePayloadSize"/> bytes; a test enumerates them.</summary>
public interface IHvMessagePayload;
