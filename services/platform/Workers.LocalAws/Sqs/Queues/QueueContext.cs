using Workers.LocalAws.Storage;

namespace Workers.LocalAws.Sqs.Queues;

/// <summary>What the queues of a server share.</summary>
/// <param name="Time">The clock.</param>
/// <param name="Changes">Counts the changes of all queues.</param>
/// <param name="FindByArn">Finds another queue.</param>
internal sealed record QueueContext(TimeProvider Time, ChangeCounter Changes, Func<string, MessageQueue?> FindByArn);
