namespace Email.Worker;

/// <summary>Settings of the section <c>Email</c>.</summary>
public sealed class EmailOptions
{
    /// <summary>The sender's address; its domain is also the domain of every Message-Id.</summary>
    public string From { get; set; } = "store@store.example";

    /// <summary>The sender's name.</summary>
    public string FromName { get; set; } = "The Store";

    /// <summary>
    /// Folder for mails as <c>.eml</c> files, used while no SMTP server is set; <c>mail</c> below <c>DataDirectory</c> by default.
    /// </summary>
    public string PickupFolder { get; set; } = "";

    /// <summary>The SMTP server, used if its host is set.</summary>
    public SmtpOptions Smtp { get; set; } = new();
}

/// <summary>Settings of the section <c>Email:Smtp</c>.</summary>
public sealed class SmtpOptions
{
    /// <summary>Host name, or empty to write files instead.</summary>
    public string Host { get; set; } = "";

    /// <summary>Port; 587 by default.</summary>
    public int Port { get; set; } = 587;

    /// <summary>User, or empty to send without authentication.</summary>
    public string User { get; set; } = "";

    /// <summary>The user's password.</summary>
    public string Password { get; set; } = "";

    /// <summary>
    /// <c>Required</c> (the default; STARTTLS, or implicit TLS on port 465), or <c>None</c> for a server on the same machine.
    /// </summary>
    public SmtpTls Tls { get; set; }

    /// <summary>
    /// Timeout for sending a mail, from the connection to the server's answer; 12 seconds by default. It must be shorter than
    /// <c>Resilience:Timeout</c>.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(12);
}

/// <summary>Whether mail goes over TLS.</summary>
public enum SmtpTls
{
    /// <summary>TLS is required.</summary>
    Required,

    /// <summary>Plain text.</summary>
    None,
}
