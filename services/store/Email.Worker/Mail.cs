namespace Email.Worker;

/// <summary>A mail that went out, or that could not. Its own key, so that a mail sent twice stands here twice.</summary>
public sealed class Mail
{
    /// <summary>Handed over.</summary>
    public const string Sent = "sent";

    /// <summary>There is no address.</summary>
    public const string NoAddress = "no-address";

    /// <summary>What stands for the address is none.</summary>
    public const string BadAddress = "bad-address";

    /// <summary>The mail server refused for good.</summary>
    public const string Refused = "refused";

    /// <summary>Given by the database.</summary>
    public long Id { get; private set; }

    /// <summary>The order or user it is about.</summary>
    public required string Subject { get; init; }

    /// <summary><c>confirmation</c>, <c>payment-declined</c> or <c>welcome</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>One of <see cref="Sent"/>, <see cref="NoAddress"/>, <see cref="BadAddress"/> and <see cref="Refused"/>.</summary>
    public required string Status { get; init; }

    /// <summary>To whom, masked: the address itself is not kept here.</summary>
    public string? MaskedAddress { get; init; }

    /// <summary>The Message-Id, or null when nothing went out.</summary>
    public string? MessageId { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>That a mail is dealt with. Its key keeps it from being dealt with again.</summary>
public sealed class MailDone
{
    /// <summary>As <see cref="Mail.Kind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>As <see cref="Mail.Subject"/>.</summary>
    public required string Subject { get; init; }
}
