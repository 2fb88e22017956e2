using System.Net;
using Postgres.Testing;
using Store.Contracts.Orders;
using Storefront.History;
using Storefront.Importing;

namespace Storefront.Tests;

public abstract class HistoryImportTests(DatabaseKind database)
{
    [Fact]
    public async Task A_file_becomes_events_in_its_order()
    {
        await using var shop = await Shop.OpenAsync(database);

        var report = await ImportAsync(shop, RetailFileTests.SamplePath());

        Assert.Equal((5, 1, 10, 0, 8), (report.Orders, report.Returns, report.Lines, report.AlreadyKnown, report.Skipped.Count));
        Assert.Equal((4L, 44.75m), (report.Units, report.Revenue));
        Assert.Equal(
            ["900001", "C900002", "900003", "900004", "900008", "900009"],
            shop.Outbox.Select(entry => entry.Event is OrderCreated order ? order.OrderId : ((OrderReturned)entry.Event).ReturnId));
        Assert.Equal(report.Rows, report.Lines + report.AlreadyKnownLines + report.Skipped.Count);
    }

    [Fact]
    public async Task Importing_a_file_again_changes_nothing()
    {
        await using var shop = await Shop.OpenAsync(database);
        await ImportAsync(shop, RetailFileTests.SamplePath());

        var report = await ImportAsync(shop, RetailFileTests.SamplePath());

        Assert.Equal((0, 0, 6, 10), (report.Orders, report.Returns, report.AlreadyKnown, report.AlreadyKnownLines));
        Assert.Equal(6, shop.Outbox.Count);
    }

    [Fact]
    public async Task The_real_trading_day_arrives_whole_and_once()
    {
        var path = RetailFileTests.RealFile();
        Assert.SkipUnless(path is not null, "The data set is not on this machine.");
        await using var shop = await Shop.OpenAsync(database);

        var first = await ImportAsync(shop, path);
        var second = await ImportAsync(shop, path);

        Assert.Equal((137, 6, 3108, 26814L, 58635.56m), (first.Orders, first.Returns, first.Lines, first.Units, first.Revenue));
        Assert.Equal((0, 0, 143), (second.Orders, second.Returns, second.AlreadyKnown));
        Assert.Equal(143, shop.Outbox.Count);
        Assert.All(shop.Outbox, entry => Assert.Empty(((Workers.Contracts.IValidatedEvent)entry.Event).Validate()));
    }

    [Fact]
    public async Task An_imported_order_can_be_returned_by_its_customer()
    {
        await using var shop = await Shop.OpenAsync(database);
        await ImportAsync(shop, RetailFileTests.SamplePath());

        Assert.Equal(HttpStatusCode.NotFound, (await shop.PostAsync("/orders/900001/returns", "")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await shop.PostAsync("/orders/900001/returns", "", token: Tokens.Of("17850"))).Status);
        Assert.Equal(38.35m, ((OrderReturned)shop.Outbox[^1].Event).Refund.Amount);
    }

    [Fact]
    public async Task An_invoice_number_always_becomes_the_same_correlation_id()
    {
        await using var shop = await Shop.OpenAsync(database);
        await ImportAsync(shop, RetailFileTests.SamplePath());

        Assert.Equal(new Guid("68bc4088-507d-8b48-99f2-0bd52d287457"), shop.Outbox[0].CorrelationId);
        Assert.Equal(new Guid("a9fc3398-de6c-85f8-ae10-9e613c589637"), shop.Outbox[1].CorrelationId);
        Assert.Equal(8, shop.Outbox[0].CorrelationId.Version);
    }

    [Theory, InlineData("{"), InlineData("{}"), InlineData("""{"invoices":[]}"""), InlineData("""{"invoices":[null]}"""),
     InlineData("""{"invoices":[{"number":"1"}]}"""),
     InlineData("""{"invoices":[{"number":null,"isReturn":false,"at":"2010-12-01T00:00:00Z","customerId":"","currency":"","lines":[]}]}""")]
    public async Task A_bad_batch_is_refused(string body)
    {
        await using var shop = await Shop.OpenAsync(database);

        Assert.Equal(HttpStatusCode.BadRequest, (await shop.PostAsync("/history", body)).Status);
    }

    [Theory, InlineData("[]"), InlineData("[null]"),
     InlineData("""[{"sku":"A","description":"","quantity":2147483647,"unitPrice":79228162514264337593543950335,"kind":"Goods"}]"""),
     InlineData("""[{"sku":"A\u0000","description":"","quantity":1,"unitPrice":1,"kind":"Goods"}]"""),
     InlineData("""[{"sku":"A","description":"","quantity":1,"unitPrice":-1,"kind":"Goods"}]""")]
    public async Task A_bad_invoice_is_refused_and_the_others_are_taken(string lines)
    {
        await using var shop = await Shop.OpenAsync(database);
        var good = """[{"sku":"A","description":"","quantity":1,"unitPrice":1,"kind":"Goods"}]""";

        var (status, answer, _) = await shop.PostAsync("/history", $$"""{"invoices":[{{Invoice("1", lines)}},{{Invoice("2", good)}}]}""");

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal("1", answer.GetProperty("refused")[0].GetProperty("number").GetString());
        Assert.Equal("2", answer.GetProperty("accepted")[0].GetString());
    }

    [Fact]
    public async Task A_Storefront_that_takes_no_history_is_named_with_the_remedy()
    {
        await using var shop = await Shop.OpenAsync(database, history: false);

        var failure = await Assert.ThrowsAsync<ImportException>(() => ImportAsync(shop, RetailFileTests.SamplePath()));

        Assert.Contains("Storefront__History=true", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_ends_well_although_rows_were_skipped()
    {
        await using var shop = await Shop.OpenAsync(database);

        Assert.Equal(0, await ImportCommand.RunAsync(
            ["import", RetailFileTests.SamplePath(), "--url", shop.Url, "--json"], TestContext.Current.CancellationToken));
    }

    private static string Invoice(string number, string lines) =>
        $$"""{"number":"{{number}}","isReturn":false,"at":"2010-12-01T08:00:00Z","customerId":null,"currency":"GBP","lines":{{lines}}}""";

    private static async Task<ImportReport> ImportAsync(Shop shop, string path)
    {
        var file = await RetailFile.ReadAsync(path, TestContext.Current.CancellationToken);
        return await new Importer(new HistoryClient(shop.Http)).ImportAsync(file, _ => { }, TestContext.Current.CancellationToken);
    }
}

public sealed class HistoryImportTestsOnSqlite() : HistoryImportTests(DatabaseKind.Sqlite);

public sealed class HistoryImportTestsOnPostgres() : HistoryImportTests(DatabaseKind.Postgres);
