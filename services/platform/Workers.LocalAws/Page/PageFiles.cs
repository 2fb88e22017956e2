using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace Workers.LocalAws.Page;

/// <summary>The files of the page, embedded in this assembly: no build step, and no external assets.</summary>
internal static class PageFiles
{
    private const string Prefix = "page/";

    private static readonly FrozenDictionary<string, PageFile> Files = typeof(PageFiles).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(Read)
        .ToFrozenDictionary(file => file.Path, StringComparer.Ordinal);

    /// <summary>Sends the file for a request; null if there is none.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path below <c>/_localaws</c>.</param>
    public static RequestDelegate? Find(string method, string? path)
    {
        if (!HttpMethods.IsGet(method) && !HttpMethods.IsHead(method))
            return null;
        if (path is null or "")
            return RedirectToFolder;
        return Files.TryGetValue(path, out var file) ? context => SendAsync(context, file) : null;
    }

    // The references within the page are relative to the folder.
    private static Task RedirectToFolder(HttpContext context)
    {
        context.Response.Redirect(context.Request.Path + "/");
        return Task.CompletedTask;
    }

    private static async Task SendAsync(HttpContext context, PageFile file)
    {
        context.Response.ContentType = file.ContentType;
        context.Response.ContentLength = file.Content.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(file.Content, context.RequestAborted);
    }

    private static PageFile Read(string resource)
    {
        using var content = typeof(PageFiles).Assembly.GetManifestResourceStream(resource)!;
        var bytes = new byte[content.Length];
        content.ReadExactly(bytes);
        var name = resource[Prefix.Length..];
        return new PageFile(name == "index.html" ? "/" : $"/{name}", ContentType(name), bytes);
    }

    private static string ContentType(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };

    private sealed record PageFile(string Path, string ContentType, byte[] Content);
}
