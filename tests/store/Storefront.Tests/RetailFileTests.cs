using Store.Contracts.Orders;
using Storefront.Importing;

namespace Storefront.Tests;

public sealed class RetailFileTests
{
    private const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";

    [Fact]
    public async Task Rows_of_one_number_are_one_invoice_in_order_of_first_appearance() =>
        Assert.Equal(
            [("900001", 4), ("C900002", 2), ("900003", 1), ("900004", 1), ("900009", 1)],
            (await SampleAsync()).Invoices.Select(invoice => (invoice.Invoice.Number, invoice.Rows.Count)));

    [Fact]
    public async Task A_number_that_begins_with_C_is_a_return_in_positive_quantities()
    {
        var invoice = (await InvoiceAsync("C900002"))!;

        var returned = Assert.IsType<OrderReturned>(invoice.ToEvent());
        Assert.Null(returned.OrderId);
        Assert.Equal([(2, LineKind.Goods), (1, LineKind.Other)], returned.Lines.Select(line => (line.Quantity, line.Kind)));
        Assert.Equal(5.60m, returned.Refund.Amount);
    }

    [Fact]
    public async Task Codes_that_are_not_goods_and_negative_lines_are_only_booked()
    {
        Assert.Equal(
            [LineKind.Goods, LineKind.Goods, LineKind.Other, LineKind.Goods],
            (await InvoiceAsync("900001"))!.Lines.Select(line => line.Kind));
        Assert.Equal(LineKind.Other, Assert.Single((await InvoiceAsync("900003"))!.Lines).Kind);
    }

    [Fact]
    public async Task An_invoice_for_nothing_is_an_order() =>
        Assert.Equal(0m, Assert.IsType<OrderCreated>((await InvoiceAsync("900004"))!.ToEvent()).Total.Amount);

    [Fact]
    public async Task Customer_numbers_lose_what_a_spreadsheet_added() =>
        Assert.Equal(
            ["17850", "17850", null, null, "13047"],
            (await SampleAsync()).Invoices.Select(invoice => invoice.Invoice.CustomerId));

    [Fact]
    public async Task Descriptions_keep_commas_quotation_marks_and_inches() =>
        Assert.Equal(
            ["LANTERN, RED", "BOX WITH 12\" RULER", "POSTAGE", "LANTERN, RED", "MUG \"BEST DAD\"", "PLATE"],
            (await SampleAsync()).Invoices.Where(invoice => invoice.Invoice.Number is "900001" or "900004" or "900009")
                .SelectMany(invoice => invoice.Invoice.Lines).Select(line => line.Description));

    [Fact]
    public async Task Every_row_that_is_left_out_has_its_number_and_a_reason()
    {
        var file = await SampleAsync();

        Assert.Equal([11, 12, 13, 14, 15, 16, 17, 18, 19, 20], file.Skipped.Select(row => row.Row));
        Assert.All(file.Skipped, row => Assert.NotEmpty(row.Reason));
        Assert.Contains("Quantity 'none'", file.Skipped[0].Reason, StringComparison.Ordinal);
        Assert.Contains("InvoiceDate 'yesterday'", file.Skipped[1].Reason, StringComparison.Ordinal);
        Assert.Contains("It has 6 fields; 8 are needed", file.Skipped[2].Reason, StringComparison.Ordinal);
        Assert.Contains("total.amount -11.06 is below 0", file.Skipped[6].Reason, StringComparison.Ordinal);
        Assert.Contains("quote opened and not closed", file.Skipped[7].Reason, StringComparison.Ordinal);
        Assert.Equal(file.Rows, file.Skipped.Count + file.Invoices.Sum(invoice => invoice.Rows.Count));
    }

    [Theory, InlineData("12/1/2010 8:26"), InlineData("2010-12-01 08:26"), InlineData("2010-12-01 08:26:00")]
    public void Dates_are_taken_as_UTC(string date)
    {
        var file = RetailFile.Of([Header, $"1,10001,X,1,{date},1.0,,UK"], "file.csv");

        Assert.Equal(new DateTimeOffset(2010, 12, 1, 8, 26, 0, TimeSpan.Zero), file.Invoices.Single().Invoice.At);
    }

    [Fact]
    public void Columns_may_stand_in_any_order()
    {
        var reversed = string.Join(',', Header.Split(',').Reverse());

        var file = RetailFile.Of([reversed, "UK,,1.5,2010-12-01 08:26,2,X,10001,1"], "file.csv");

        Assert.Equal(("1", 1.5m), (file.Invoices.Single().Invoice.Number, file.Invoices.Single().Invoice.Lines.Single().UnitPrice));
    }

    [Theory, InlineData(""), InlineData("a,b,c"), InlineData("InvoiceNo,StockCode")]
    public void Another_layout_is_named_as_such(string header)
    {
        var failure = Assert.Throws<ImportException>(() => RetailFile.Of([header], "file.csv"));

        Assert.Contains("\"Online Retail\" layout", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_with_a_quote_that_nobody_closes_is_reported_and_swallows_none_of_those_below()
    {
        var others = Enumerable.Range(2, 50).Select(number => $"{number},10001,\"X, RED\",1,2010-12-01 08:26,1.0,,UK");

        var file = RetailFile.Of([Header, "1,10001,\"X,1,2010-12-01 08:26,1.0,,UK", .. others], "file.csv");

        Assert.Equal(Enumerable.Range(2, 50).Select(number => $"{number}"), file.Invoices.Select(invoice => invoice.Invoice.Number));
        Assert.Equal(
            new SkippedRow(2, "1", "Field 3 has a quote opened and not closed, at character 9."), Assert.Single(file.Skipped));
        Assert.Equal(51, file.Rows);
    }

    [Fact]
    public void Two_such_rows_do_not_close_each_other()
    {
        string[] lines =
        [
            Header,
            "1,10001,\"X,1,2010-12-01 08:26,1.0,,UK",
            "2,10001,X,1,2010-12-01 08:26,1.0,,UK",
            "3,10001,X\",1,2010-12-01 08:26,1.0,,UK",
        ];

        var file = RetailFile.Of(lines, "file.csv");

        Assert.Equal(["2", "3"], file.Invoices.Select(invoice => invoice.Invoice.Number));
        Assert.Equal([2], file.Skipped.Select(row => row.Row));
    }

    [Theory]
    [InlineData("1,10001,\"X\" RED,1,2010-12-01 08:26,1.0,,UK", "Field 3 goes on after its closing quote, at character 12.")]
    [InlineData("1,10001,X,1,2010-12-01 08:26,1.0,,\"", "Field 8 has a quote opened and not closed, at character 35.")]
    [InlineData("1,10001,X,1,2010-12-01 08:26,1.0,,\"UK\"\"", "Field 8 has a quote opened and not closed, at character 35.")]
    public void A_row_with_a_quote_in_the_wrong_place_is_reported(string row, string reason) =>
        Assert.Equal(new SkippedRow(2, "1", reason), Assert.Single(RetailFile.Of([Header, row], "file.csv").Skipped));

    [Theory]
    [InlineData("\"X \"\"Y\"\", RED\"", "X \"Y\", RED")]
    [InlineData("\"\"", ""), InlineData("12\" RULER", "12\" RULER"), InlineData("\"\"\"\"", "\"")]
    public void A_quoted_description_is_read_as_it_was_meant(string field, string description)
    {
        var file = RetailFile.Of([Header, $"1,10001,{field},1,2010-12-01 08:26,1.0,,\"Korea, South\""], "file.csv");

        Assert.Equal(description, Assert.Single(Assert.Single(file.Invoices).Invoice.Lines).Description);
    }

    [Fact]
    public async Task The_real_trading_day_adds_up()
    {
        var path = RealFile();
        Assert.SkipUnless(path is not null, "The data set is not on this machine.");

        var file = await RetailFile.ReadAsync(path, TestContext.Current.CancellationToken);

        Assert.Empty(file.Skipped);
        Assert.Equal(137, file.Invoices.Count(entry => !entry.Invoice.IsReturn));
        Assert.Equal(6, file.Invoices.Count(entry => entry.Invoice.IsReturn));
        Assert.Equal(3108, file.Invoices.Sum(entry => entry.Invoice.Lines.Count));
        Assert.Equal(26814, file.Invoices.Sum(entry => Sign(entry) * entry.Invoice.Lines.Sum(line => line.Quantity)));
        Assert.Equal(58635.56m, file.Invoices.Sum(entry => Sign(entry) * entry.Invoice.Lines.Sum(line => line.Quantity * line.UnitPrice)));
    }

    /// <summary>Beside the repository, where somebody may have put it.</summary>
    internal static string? RealFile()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Workers.sln")))
            root = root.Parent;
        var path = root?.Parent is { } parent ? Path.Combine(parent.FullName, "shared", "data", "online-retail-2010-12-01.csv") : null;
        return File.Exists(path) ? path : null;
    }

    internal static string SamplePath() => Path.Combine(AppContext.BaseDirectory, "Samples", "quirks.csv");

    private static int Sign(RetailInvoice entry) => entry.Invoice.IsReturn ? -1 : 1;

    private static Task<RetailFile> SampleAsync() => RetailFile.ReadAsync(SamplePath(), TestContext.Current.CancellationToken);

    private static async Task<History.HistoricInvoice?> InvoiceAsync(string number) =>
        (await SampleAsync()).Invoices.Single(entry => entry.Invoice.Number == number).Invoice;
}
