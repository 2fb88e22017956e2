using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using Workers.EventBridge.Diagnostics;
using Workers.Hosting.Store;
using Workers.Hosting.Tests.Hosting;

namespace Workers.Hosting.Tests.Observability;

/// <summary>The instruments that are there while a worker runs, and the attributes that they were seen with.</summary>
public sealed class Instruments : IAsyncLifetime
{
    /// <summary>Those of the workers, that the tables are about.</summary>
    public static readonly string[] OwnMeters = [EventBridgeMeter.Name, OutboxMetrics.MeterName];

    /// <summary>Those that the host delivers beside them: of the runtime and of ASP.NET Core.</summary>
    private static readonly string[] OtherMeters =
        ["System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, byte> _all = new();
    private readonly ConcurrentDictionary<(string Name, string Attribute), byte> _attributes = new();

    /// <summary>All that a worker delivers, one for each name.</summary>
    public IReadOnlyList<Instrument> All =>
        [.. _all.Keys.DistinctBy(instrument => instrument.Name).OrderBy(instrument => instrument.Name, StringComparer.Ordinal)];

    /// <summary>The workers' own.</summary>
    public IEnumerable<Instrument> Own => All.Where(instrument => OwnMeters.Contains(instrument.Meter.Name));

    /// <summary>Attributes of the measurements, with the names of their instruments.</summary>
    public IEnumerable<(string Name, string Attribute)> Attributes => _attributes.Keys;

    public async ValueTask InitializeAsync()
    {
        _listener.InstrumentPublished = (instrument, own) =>
        {
            if (!OwnMeters.Concat(OtherMeters).Contains(instrument.Meter.Name))
                return;
            _all[instrument] = 0;
            own.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Note(instrument, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        _listener.Start();

        // Some come into being with the first failure, or not at all: whatever is in the transport has its turn here.
        foreach (var type in typeof(EventBridgeMeter).Assembly.GetTypes().Where(IsStatic))
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);

        await using var worker = await WorkerHarness.StartAsync();
        worker.Behavior.Failures = 1;
        await worker.DeliverAsync(WorkerHarness.Event("one"));
        await worker.DeliverAsync("no event");
        await Eventually.GetAsync(() => worker.TakeAsync("tap"), messages => messages.Count > 0);
        await Eventually.UntilAsync(async () => await worker.DepthAsync() == 0);
        await worker.AnswersAsync();
        _listener.RecordObservableInstruments();
    }

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        return default;
    }

    private static bool IsStatic(Type type) => type is { TypeInitializer: not null, ContainsGenericParameters: false }
        && type.GetCustomAttribute<CompilerGeneratedAttribute>() is null;

    private void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags)
            _attributes[(instrument.Name, tag.Key)] = 0;
    }
}
