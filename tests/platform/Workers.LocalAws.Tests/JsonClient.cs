using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workers.LocalAws.Tests;

/// <summary>Speaks the AWS JSON protocols by hand.</summary>
public sealed class JsonClient(Uri endpoint) : IDisposable
{
    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = endpoint };

    /// <summary>Calls EventBridge and returns what it answers, which must be a success.</summary>
    public async Task<JsonObject> EventsAsync(string operation, object input)
    {
        var answer = await SendAsync($"AWSEvents.{operation}", JsonSerializer.Serialize(input));
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body);
        return JsonNode.Parse(answer.Body)!.AsObject();
    }

    /// <summary>Calls EventBridge and returns the error that it answers with.</summary>
    public async Task<(string Type, string Message)> EventsErrorAsync(string operation, object input) =>
        (await SendAsync($"AWSEvents.{operation}", JsonSerializer.Serialize(input))).Error();

    public async Task<Answer> SendAsync(string? target, string body, string path = "/", string contentType = "application/x-amz-json-1.0")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        if (target is not null)
            request.Headers.Add("X-Amz-Target", target);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return await ReadAsync(response);
    }

    public async Task<Answer> GetAsync(string path)
    {
        using var response = await _http.GetAsync(path, TestContext.Current.CancellationToken);
        return await ReadAsync(response);
    }

    /// <summary>Posts as the page does.</summary>
    public Task<Answer> PostAsync(string path, string body = "") => SendAsync(HttpMethod.Post, path, body, ("X-LocalAws", "1"));

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body) };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return await ReadAsync(response);
    }

    public void Dispose() => _http.Dispose();

    private static async Task<Answer> ReadAsync(HttpResponseMessage response) => new(
        response.StatusCode,
        await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
        response.Content.Headers.ContentType?.MediaType,
        response.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase));
}

public sealed record Answer(HttpStatusCode Status, string Body, string? ContentType, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The code of an error with any status, without its namespace.</summary>
    public string ErrorCode() => JsonNode.Parse(Body)!["__type"]!.GetValue<string>().Split('#')[^1];

    public (string Type, string Message) Error()
    {
        Assert.Equal(HttpStatusCode.BadRequest, Status);
        var error = JsonNode.Parse(Body)!;
        return (error["__type"]!.GetValue<string>(), error["message"]!.GetValue<string>());
    }
}
