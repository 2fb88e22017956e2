using Amazon.CDK;
using Amazon.CDK.AWS.Events;
using Constructs;

namespace Workers.Deploy;

/// <summary>Properties of an <see cref="ArchivedEventBus"/>.</summary>
public sealed record ArchivedEventBusProps
{
    /// <summary>Name of the bus.</summary>
    public required string EventBusName { get; init; }

    /// <summary>Whether the bus exists already, in this account and region; false by default. Then only its archive is created.</summary>
    public bool Exists { get; init; }

    /// <summary>Name of the archive; that of the bus by default.</summary>
    public string? ArchiveName { get; init; }

    /// <summary>Days for which the archive keeps all events, for replays: 1 to 3650; 0 for no archive; 30 by default.</summary>
    public int ArchiveDays { get; init; } = 30;

    /// <summary>Whether bus and archive stay in the account when their stack is deleted; true by default.</summary>
    public bool Retain { get; init; } = true;
}

/// <summary>An EventBridge bus with an archive of all its events.</summary>
public sealed class ArchivedEventBus : Construct
{
    /// <summary>Creates the bus, unless it exists, and the archive, unless it is for 0 days.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="id">Its id in the scope.</param>
    /// <param name="props">Its properties.</param>
    public ArchivedEventBus(Construct scope, string id, ArchivedEventBusProps props)
        : base(scope, id)
    {
        ArgumentNullException.ThrowIfNull(props);
        EventBusName = props.EventBusName;
        var bus = props.Exists ? null : new CfnEventBus(this, "Bus", new CfnEventBusProps { Name = EventBusName });
        var archive = props.ArchiveDays > 0 ? CreateArchive(props, bus) : null;
        Reference = bus?.Ref ?? EventBusName;
        if (!props.Retain)
            return;
        bus?.ApplyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
        archive?.ApplyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    }

    /// <summary>Name of the bus.</summary>
    public string EventBusName { get; }

    /// <summary>The name for resources of the same app, which CloudFormation creates after the bus.</summary>
    internal string Reference { get; }

    private CfnArchive CreateArchive(ArchivedEventBusProps props, CfnEventBus? bus) => new(this, "Archive", new CfnArchiveProps
    {
        ArchiveName = props.ArchiveName ?? EventBusName,
        Description = "All events, for replays",
        SourceArn = bus?.AttrArn ?? Arns.EventBus(this, EventBusName),
        RetentionDays = props.ArchiveDays,
    });
}
