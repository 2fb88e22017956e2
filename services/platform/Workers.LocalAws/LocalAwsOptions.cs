using System.Net;
using Microsoft.Extensions.Logging;
using Workers.LocalAws.Faults;

namespace Workers.LocalAws;

/// <summary>Options of a <see cref="LocalAwsServer"/>. The defaults suit a test.</summary>
public sealed record LocalAwsOptions
{
    /// <summary>The address to listen on. Loopback by default, so that no other machine can reach it.</summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>
    /// Further allowed host names, such as that of a container; <c>*</c> for any. The names of loopback, those below <c>localhost</c> and
    /// <c>localhost.localstack.cloud</c>, and <see cref="Host"/> itself are always allowed. This protects against foreign web pages whose
    /// name resolves to this machine (DNS rebinding).
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>The TCP port; 0, the default, takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>The region in ARNs and in the envelope of events.</summary>
    public string Region { get; init; } = "eu-west-1";

    /// <summary>
    /// Whether calls that are signed for another region are accepted. False by default: they are refused, as by AWS's endpoint of a region.
    /// </summary>
    public bool AcceptAnyRegion { get; init; }

    /// <summary>Whether queue URLs of another account are accepted. False by default: there is no such queue.</summary>
    public bool AcceptAnyAccount { get; init; }

    /// <summary>The account in ARNs, queue URLs and the envelope of events: twelve digits.</summary>
    public string AccountId { get; init; } = "000000000000";

    /// <summary>
    /// Maximum size of all entries of a PutEvents call, in bytes: 1 MB by default, as AWS allows since January 2026.
    /// </summary>
    public int PutEventsMaximumBytes { get; init; } = 1_048_576;

    /// <summary>
    /// Injected faults from the start: none by default. <see cref="LocalAwsServer.Faults"/> changes them later.
    /// </summary>
    public FaultSettings Faults { get; init; } = FaultSettings.None;

    /// <summary>
    /// The URL of a trace, with <c>{traceId}</c> in place of its 32 hexadecimal digits, such as
    /// <c>http://127.0.0.1:18888/traces/detail/{traceId}</c>. The page links messages to it. None by default: then the page shows the trace
    /// id as text.
    /// </summary>
    public string? TraceUrl { get; init; }

    /// <summary>
    /// Directory for the state, which survives a restart then; created if it does not exist. A snapshot is written at the stop, and every
    /// 5 seconds if something has changed. One server at a time can use it. None by default: everything is lost at the stop.
    /// </summary>
    public string? DataDirectory { get; init; }

    /// <summary>The clock for timeouts, delays and timestamps.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Log of warnings and errors; none by default.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }
}
