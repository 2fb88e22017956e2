namespace Store.AppHost.Demo;

/// <summary>The folder with the sent mails: <c>{kind}-{number}-{hash}.eml</c>, one file per mail.</summary>
internal static class Mailbox
{
    private const int HashLength = 16;

    /// <summary>Reads the mails. Empty if another process started the system, because the folder is then unknown.</summary>
    public static IEnumerable<Finding> Read(string? data)
    {
        var folder = Path.Combine(data ?? "", "mail");
        if (data is null || !Directory.Exists(folder))
            return [];

        return Directory.EnumerateFiles(folder, "*.eml")
            .Select(file => Path.GetFileNameWithoutExtension(file)[..^(HashLength + 1)])
            .Select(name => (Kind: name[..name.LastIndexOf('-')], Subject: name[(name.LastIndexOf('-') + 1)..]))
            .GroupBy(mail => mail)
            .Select(mail => new Finding(Expectations.Mailbox, mail.Key.Kind, mail.Key.Subject, mail.Count(), Amount: 0));
    }
}
