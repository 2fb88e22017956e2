namespace Workers.LocalAws.Hosting;

/// <summary>Links to traces, by the template of <see cref="LocalAwsOptions.TraceUrl"/>.</summary>
internal sealed class TraceLinks
{
    private const string Placeholder = "{traceId}";

    private readonly string? _template;

    /// <exception cref="ArgumentException">The template is invalid; the message is the reason.</exception>
    public TraceLinks(string? template)
    {
        if (template is not null && Problem(template) is { } problem)
            throw new ArgumentException($"TraceUrl {problem}", nameof(template));
        _template = template;
    }

    /// <summary>Why the template is invalid, or null.</summary>
    public static string? Problem(string template) =>
        template.Contains(Placeholder, StringComparison.Ordinal)
        && Uri.TryCreate(Replace(template, new string('0', 32)), UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            ? null
            : $"must be an http or https URL with {Placeholder} in it, such as http://127.0.0.1:18888/traces/detail/{Placeholder}.";

    /// <summary>The URL of a trace; null without a template.</summary>
    public string? UrlOf(string? traceId) => _template is null || traceId is null ? null : Replace(_template, traceId);

    private static string Replace(string template, string traceId) => template.Replace(Placeholder, traceId, StringComparison.Ordinal);
}
