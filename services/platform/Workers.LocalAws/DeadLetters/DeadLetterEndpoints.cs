using Microsoft.AspNetCore.Http;
using Workers.LocalAws.Http;
using Workers.LocalAws.Page;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.DeadLetters;

/// <summary>All endpoints below <c>/_localaws/dead-letters</c>. The response to an error is one sentence.</summary>
internal sealed class DeadLetterEndpoints(DeadLetterQueues deadLetters, DeadLetterPages pages)
{
    public const string Json = "application/json";

    private readonly DeadLetterRedrive _redrive = new(deadLetters);

    /// <summary>The endpoint for a request, or null.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path below <c>/_localaws</c>.</param>
    public RequestDelegate? Find(string method, string? path) => (method, path?.Split('/')) switch
    {
        ("GET", ["", "dead-letters"]) => pages.ShowAsync,
        ("GET", ["", "dead-letters", var queue, "messages"]) => HandleErrors(context => pages.ShowMessagesAsync(context, queue)),
        ("GET", ["", "dead-letters", var queue, "export"]) => HandleErrors(context => pages.ExportAsync(context, queue)),
        ("POST", ["", "dead-letters", var queue, "redrive"]) =>
            HandleErrors(context => ChangeAsync(context, queue, "redriven", _redrive.Redrive)),
        ("POST", ["", "dead-letters", var queue, "delete"]) =>
            HandleErrors(context => ChangeAsync(context, queue, "deleted", DeadLetterRedrive.Delete)),
        _ => null,
    };

    private async Task ChangeAsync(
        HttpContext context, string name, string verb, Func<MessageQueue, DeadLetterSelection, DeadLetterResult> change)
    {
        if (CrossOriginGuard.ChangeRefusal(context.Request) is { } refusal)
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, refusal);
            return;
        }

        var queue = deadLetters.Get(name);
        DeadLetterSelection selection;
        using (var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted))
            selection = DeadLetterSelection.Read(body.Memory);
        var result = change(queue, selection);
        await AwsErrors.WriteJsonAsync(context, Json, writer =>
        {
            writer.WriteNumber(verb, result.Count);
            writer.WriteNumber("notVisible", result.NotVisible);
        });
    }

    private static RequestDelegate HandleErrors(RequestDelegate answer) => async context =>
    {
        try
        {
            await answer(context);
        }
        catch (FormatException error)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, error.Message);
        }
        catch (DeadLetterException error)
        {
            await RefuseAsync(context, error.IsMissing ? StatusCodes.Status404NotFound : StatusCodes.Status409Conflict, error.Message);
        }
        catch (AwsException error)
        {
            await RefuseAsync(context, error.Status, error.Message);
        }
    };

    private static Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return AwsErrors.WriteJsonAsync(context, Json, writer => writer.WriteString("message", message));
    }
}
