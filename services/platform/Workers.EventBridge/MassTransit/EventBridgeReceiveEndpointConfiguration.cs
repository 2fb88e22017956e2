using MassTransit;
using MassTransit.Configuration;
using MassTransit.Transports;
using Workers.EventBridge.Envelope.Foreign;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.MassTransit;

internal sealed class EventBridgeReceiveEndpointConfiguration : ReceiveEndpointConfiguration, IEventBridgeReceiveEndpointConfigurator, IReceiveSettings
{
    private readonly EventBridgeHostConfiguration _host;
    private readonly string _key;
    private int? _polls;
    private int? _prefetchCount;

    public EventBridgeReceiveEndpointConfiguration(
        EventBridgeHostConfiguration host, string queueName, EventBridgeEndpointConfiguration endpoint)
        : base(host, endpoint)
    {
        _host = host;
        _key = queueName;
        Queue = QueueAddress.Parse(queueName);
        HostAddress = host.HostAddress;
        InputAddress = new Uri(HostAddress, Queue.Account is null ? QueueName : $"{QueueName}?account={Queue.Account}&region={Queue.Region}");
        PublishFaults = false;
        Bodies = new ForeignBodies(Consumed);
    }

    public string QueueName => Queue.Name;

    public QueueAddress Queue { get; }

    public override Uri HostAddress { get; }

    public override Uri InputAddress { get; }

    public int WaitTimeSeconds { get; set; } = 20;

    public TimeSpan VisibilityTimeout { get; set; } = TimeSpan.FromSeconds(30);

    public int? MaxFailures { get; set; }

    public TimeSpan RedeliveryDelay { get; set; } = TimeSpan.FromSeconds(1);

    public TimeSpan MaxRedeliveryDelay { get; set; } = TimeSpan.FromMinutes(15);

    public TimeSpan? BacklogInterval { get; set; }

    public TimeSpan LoneMessageTimeout { get; set; } = TimeSpan.FromHours(1);

    public ReceiveCircuit Circuit { get; set; } = new();

    public ReceivePause Pause { get; set; } = new();

    public UnknownEvents UnknownEvents { get; set; }

    /// <summary>Bodies that are no EventBridge events.</summary>
    public ForeignBodies Bodies { get; }

    /// <summary>Events of its own consumers; the bus knows the events of all endpoints.</summary>
    public EventTypeMap Consumed { get; } = new();

    public int MaxConcurrentPolls
    {
        set => _polls = value;
    }

    /// <summary>Handlers.</summary>
    public int Concurrency => Transport.ConcurrentMessageLimit ?? 16;

    /// <summary>Polls under load.</summary>
    public int Polls => _polls ?? Math.Clamp((Concurrency + 9) / 10, 1, 20);

    /// <summary>
    /// Messages in flight: the configured number; otherwise the handlers', plus a full batch for each poll. SQS fills a poll of a FIFO queue
    /// with messages of one group, which run one after the other: there, a full batch for each handler, so that each can have a group.
    /// </summary>
    public int Places => _prefetchCount ?? Math.Max(
        Transport.PrefetchCount, Concurrency + ((SourceQueue.IsFifoName(QueueName) ? Concurrency : Polls) * SqsPoller.MaxMessages));

    /// <summary>Free places that a poll waits for: the other messages in flight keep the handlers busy meanwhile.</summary>
    public int PollBatch => Math.Clamp(Places - Concurrency, 1, SqsPoller.MaxMessages);

    // MassTransit does not expose whether it was set or is a default.
    int IReceiveEndpointConfigurator.PrefetchCount
    {
        get => Places;
        set => _prefetchCount = value;
    }

    public void CloudEvent<T>(string type)
        where T : class => Bodies.AddCloudEvent(type, NameOf<T>());

    public void S3Notifications<T>()
        where T : class => Bodies.S3 = NameOf<T>();

    public void RawMessages<T>()
        where T : class => Bodies.Raw = NameOf<T>();

    void IReceiveEndpointConfigurator.AddSerializer(ISerializerFactory factory, bool isSerializer) => throw OneSerialization.Refusal("A serializer");

    void IReceiveEndpointConfigurator.AddDeserializer(ISerializerFactory factory, bool isDefault) => throw OneSerialization.Refusal("A deserializer");

    void IReceiveEndpointConfigurator.ClearSerialization() => throw OneSerialization.Refusal("ClearSerialization");

    public override ReceiveEndpointContext CreateReceiveEndpointContext() => CreateContext();

    public void Build(IHost host)
    {
        var context = CreateContext();
        ReceiveEndpoint = new ReceiveEndpoint(new EventBridgeReceiveTransport(context, this, _host), context);
        host.AddReceiveEndpoint(_key, (ReceiveEndpoint)ReceiveEndpoint);
    }

    public override IEnumerable<ValidationResult> Validate() => base.Validate().Concat(ValidateOptions());

    private IEnumerable<ValidationResult> ValidateOptions()
    {
        if (WaitTimeSeconds is < 1 or > 20)
            yield return this.Failure(nameof(WaitTimeSeconds), $"{WaitTimeSeconds} is not between 1 and 20 seconds.");
        if (VisibilityTimeout < TimeSpan.FromSeconds(10) || VisibilityTimeout > TimeSpan.FromHours(12))
            yield return this.Failure(nameof(VisibilityTimeout), $"{VisibilityTimeout} is not between 10 seconds and 12 hours.");
        if (Concurrency < 1)
            yield return this.Failure(nameof(IReceiveEndpointConfigurator.ConcurrentMessageLimit), $"{Concurrency} is not at least 1.");
        if (Places < 1)
            yield return this.Failure(nameof(IReceiveEndpointConfigurator.PrefetchCount), $"{Places} is not at least 1.");
        if (MaxFailures is < 1 or > 1000)
            yield return this.Failure(nameof(MaxFailures), $"{MaxFailures} is not between 1 and 1000.");
        if (LoneMessageTimeout < TimeSpan.FromMinutes(1) || LoneMessageTimeout > TimeSpan.FromHours(11))
            yield return this.Failure(nameof(LoneMessageTimeout), $"{LoneMessageTimeout} is not between 1 minute and 11 hours.");
        if (Polls is < 1 or > 20)
            yield return this.Failure(nameof(MaxConcurrentPolls), $"{Polls} is not between 1 and 20.");
        if (BacklogInterval is { } interval && (interval < TimeSpan.FromSeconds(1) || interval > TimeSpan.FromHours(1)))
            yield return this.Failure(nameof(BacklogInterval), $"{interval} is not between 1 second and 1 hour.");
        if (RedeliveryDelay < TimeSpan.Zero || MaxRedeliveryDelay < RedeliveryDelay || MaxRedeliveryDelay > TimeSpan.FromHours(12))
            yield return this.Failure(
                nameof(RedeliveryDelay), $"{RedeliveryDelay} to {MaxRedeliveryDelay} is not a range between 0 and 12 hours.");
    }

    private EventName NameOf<T>()
    {
        try
        {
            return _host.Types.NameOf(typeof(T));
        }
        catch (EventContractException problem)
        {
            throw new ConfigurationException(problem.Message, problem);
        }
    }

    private EventBridgeReceiveEndpointContext CreateContext()
    {
        ApplySpecifications(new Builder(this));
        var context = new EventBridgeReceiveEndpointContext(_host, this);
        var faults = new FaultTransport(this, _host.Settings);
        context.GetOrAddPayload<IErrorTransport>(() => faults);
        context.GetOrAddPayload<IDeadLetterTransport>(() => faults);
        return context;
    }

    private sealed class Builder(EventBridgeReceiveEndpointConfiguration configuration) : ReceiveEndpointBuilder(configuration)
    {
        public override ConnectHandle ConnectConsumePipe<T>(IPipe<ConsumeContext<T>> pipe, ConnectPipeOptions options)
        {
            if (configuration.ConfigureConsumeTopology && options.HasFlag(ConnectPipeOptions.ConfigureConsumeTopology))
            {
                RefuseFaults(typeof(T));
                Consume(typeof(T));
            }
            else
                ConsumeIfNamed(typeof(T));

            return base.ConnectConsumePipe(pipe, options);
        }

        // Without consume topology, as of a queue for commands, no rule is expected; what is sent to the queue is consumed all the same. Other pipes
        // without it are those of MassTransit itself, such as of a batch, whose types have no name on the bus.
        private void ConsumeIfNamed(Type message)
        {
            try
            {
                Add(message);
            }
            catch (EventContractException)
            {
                // It has no name.
            }
        }

        private void Add(Type message)
        {
            foreach (var (name, contract) in configuration._host.Types.EventsOf(message))
            {
                configuration._host.Types.Consume(message, name, contract);
                configuration.Consumed.Consume(message, name, contract);
            }
        }

        private void Consume(Type message)
        {
            try
            {
                Add(message);
            }
            catch (EventContractException problem)
            {
                throw new ConfigurationException(problem.Message, problem);
            }
        }

        private static void RefuseFaults(Type message)
        {
            if (message.IsGenericType && message.GetGenericTypeDefinition() == typeof(Fault<>))
                throw new ConfigurationException(
                    $"Fault<{message.GenericTypeArguments[0].Name}> cannot be consumed: faults are not published on EventBridge. A message that fails permanently goes to the dead-letter queue, with its reason.");
        }
    }
}
