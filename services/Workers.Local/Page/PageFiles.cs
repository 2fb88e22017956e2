using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Workers.Local.Page;

/// <summary>The files of the page, out of this assembly: there is nothing to build and nothing to fetch.</summary>
internal static class PageFiles
{
    private const string Prefix = "page/";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var assembly = typeof(PageFiles).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var content = assembly.GetManifestResourceStream(resource)!;
            var bytes = new byte[content.Length];
            content.ReadExactly(bytes);
            var type = ContentType(resource);
            routes.MapMethods(
                resource == Prefix + "index.html" ? "/" : "/" + resource,
                [HttpMethods.Get, HttpMethods.Head],
                () => Results.Bytes(bytes, type));
        }
    }

    private static string ContentType(string file) => Path.GetExtension(file) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };
}
