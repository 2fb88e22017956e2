namespace Workers.Hosting.Tests.Observability;

/// <summary>One worker for all who look at its instruments.</summary>
[CollectionDefinition]
public sealed class RunningWorker : ICollectionFixture<Instruments>;
