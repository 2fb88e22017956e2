using System.Net;
using System.Net.Http.Json;
using Invoices.Contracts;
using Microsoft.AspNetCore.Builder;

namespace Invoices.Emitter.Tests;

public sealed class InvoiceRoutesTests : IAsyncLifetime
{
    private LocalAwsFixture _aws = null!;
    private WebApplication _emitter = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _aws = await LocalAwsFixture.StartAsync(cancellationToken: Cancelled);
        _emitter = await _aws.StartServiceAsync(Program.Configure, cancellationToken: Cancelled);
    }

    public ValueTask DisposeAsync() => _aws.DisposeAsync();

    [Fact]
    public async Task An_issued_invoice_is_published()
    {
        Assert.Equal(HttpStatusCode.Accepted, await IssueAsync("i-1", 12.50m));

        var published = await _aws.UntilPublishedAsync(one => one.DetailType == nameof(InvoiceIssued), cancellationToken: Cancelled);
        Assert.Equal(12.50m, published.Data<InvoiceIssued>().Amount);
    }

    [Fact]
    public async Task A_refused_invoice_is_not_published()
    {
        Assert.Equal(HttpStatusCode.BadRequest, await IssueAsync("i-2", 0));

        await _aws.UntilIdleAsync(cancellationToken: Cancelled);
        Assert.Empty(await _aws.PublishedAsync(Cancelled));
    }

    private async Task<HttpStatusCode> IssueAsync(string number, decimal amount)
    {
        using var http = new HttpClient { BaseAddress = new Uri(_emitter.Urls.First()) };
        using var answer = await http.PostAsJsonAsync("/invoices", new { number, amount }, Cancelled);
        return answer.StatusCode;
    }
}
