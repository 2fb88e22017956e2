using Microsoft.AspNetCore.Http;
using Workers.LocalAws.Http;

namespace Workers.LocalAws.Faults;

/// <summary><c>GET</c>, <c>PUT</c> and <c>DELETE /_localaws/faults</c>: shows, replaces and turns off the faults.</summary>
internal sealed class FaultPages(FaultInjector injector)
{
    private const string Json = "application/json";

    public Task ShowAsync(HttpContext context) => AwsErrors.WriteJsonAsync(context, Json, writer =>
    {
        FaultJson.Write(writer, injector.Settings);
        writer.WriteStartObject("injected");
        foreach (var (kind, count) in injector.Injected)
            writer.WriteNumber(kind, count);
        writer.WriteEndObject();
    });

    public async Task ReplaceAsync(HttpContext context)
    {
        if (IsFromWebPage(context))
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "A web page must not change the faults.");
            return;
        }

        if (context.Request.ContentType?.Split(';')[0].Trim().Equals(Json, StringComparison.OrdinalIgnoreCase) != true)
        {
            await RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, "Send the faults with Content-Type: application/json.");
            return;
        }

        try
        {
            using var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
            injector.Settings = FaultJson.Read(body.Memory);
        }
        catch (FormatException error)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, error.Message);
            return;
        }
        catch (AwsException error)
        {
            await RefuseAsync(context, error.Status, error.Message);
            return;
        }

        await ShowAsync(context);
    }

    public Task EndAsync(HttpContext context)
    {
        if (IsFromWebPage(context))
            return RefuseAsync(context, StatusCodes.Status403Forbidden, "A web page must not change the faults.");
        injector.Settings = FaultSettings.None;
        return ShowAsync(context);
    }

    // Browsers send the page's origin with every PUT and DELETE, even if a name of the page's own resolves to this machine.
    private static bool IsFromWebPage(HttpContext context) => context.Request.Headers.ContainsKey("Origin");

    private static Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return AwsErrors.WriteJsonAsync(context, Json, writer => writer.WriteString("message", message));
    }
}
