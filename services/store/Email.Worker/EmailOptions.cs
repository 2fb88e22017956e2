namespace Email.Worker;

/// <summary>Settings of the section <c>Email</c>.</summary>
public sealed class EmailOptions
{
    /// <summary>The sender's address; its domain also ends every Message-Id.</summary>
    public string From { get; set; } = "store@store.example";

    /// <summary>The sender's name.</summary>
    public string FromName { get; set; } = "The Store";

    /// <summary>
    /// Where mails are put as <c>.eml</c> files as long as no SMTP server is set; <c>mail</c> by default, below <c>DataDirectory</c>.
    /// </summary>
    public string PickupFolder { get; set; } = "";

    /// <summary>The SMTP server, used as soon as its host is set.</summary>
    public SmtpOptions Smtp { get; set; } = new();
}

/// <summary>Settings of the section <c>Email:Smtp</c>.</summary>
public sealed class SmtpOptions
{
    /// <summary>Host name, or empty to write files instead.</summary>
    public string Host { get; set; } = "";

    /// <summary>587 by default.</summary>
    public int Port { get; set; } = 587;

    /// <summary>User, or empty to send without logging in.</summary>
    public string User { get; set; } = "";

    /// <summary>The user's password.</summary>
    public string Password { get; set; } = "";

    /// <summary>
    /// <c>Required</c> (the default; STARTTLS, or TLS from the start on port 465), or <c>None</c> for a server on the own machine.
    /// </summary>
    public SmtpTls Tls { get; set; }

    /// <summary>
    /// How long the handing over of a mail may take, from the connection to the server's answer; 12 seconds by default, and shorter than
    /// <c>Resilience:Timeout</c>.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(12);
}

/// <summary>Whether mail goes over TLS.</summary>
public enum SmtpTls
{
    /// <summary>TLS or nothing.</summary>
    Required,

    /// <summary>Plain text.</summary>
    None,
}
