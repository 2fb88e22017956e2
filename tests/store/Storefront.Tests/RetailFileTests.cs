using System.Text;
using Store.Contracts.Orders;
using Storefront.Importing;

namespace Storefront.Tests;

public sealed class RetailFileTests
{
    private const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";

    [Fact]
    public async Task Rows_of_one_number_are_one_invoice_in_order_of_first_appearance() =>
        Assert.Equal(
            [("900001", 4), ("C900002", 2), ("900003", 1), ("900004", 1), ("900008", 1), ("900009", 1)],
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
            ["17850", "17850", null, null, "13047", "13047"],
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

        Assert.Equal([11, 12, 13, 14, 15, 16, 17, 18], file.Skipped.Select(row => row.Row));
        Assert.All(file.Skipped, row => Assert.NotEmpty(row.Reason));
        Assert.Contains("Quantity 'none'", file.Skipped[0].Reason, StringComparison.Ordinal);
        Assert.Contains("InvoiceDate 'yesterday'", file.Skipped[1].Reason, StringComparison.Ordinal);
        Assert.Contains("It has 6 fields; 8 are needed", file.Skipped[2].Reason, StringComparison.Ordinal);
        Assert.Contains("total.amount -11.06 is below 0", file.Skipped[6].Reason, StringComparison.Ordinal);
        Assert.Contains("quote that is not closed", file.Skipped[7].Reason, StringComparison.Ordinal);
        Assert.Equal(file.Rows, file.Skipped.Count + file.Invoices.Sum(invoice => invoice.Rows.Count));
    }

    [Theory, InlineData("12/1/2010 8:26"), InlineData("2010-12-01 08:26"), InlineData("2010-12-01 08:26:00")]
    public async Task Dates_are_taken_as_UTC(string date)
    {
        var file = await ReadAsync(Header, $"1,10001,X,1,{date},1.0,,UK");

        Assert.Equal(new DateTimeOffset(2010, 12, 1, 8, 26, 0, TimeSpan.Zero), file.Invoices.Single().Invoice.At);
    }

    [Fact]
    public async Task Columns_may_be_in_any_order()
    {
        var reversed = string.Join(',', Header.Split(',').Reverse());

        var file = await ReadAsync(reversed, "UK,,1.5,2010-12-01 08:26,2,X,10001,1");

        Assert.Equal(("1", 1.5m), (file.Invoices.Single().Invoice.Number, file.Invoices.Single().Invoice.Lines.Single().UnitPrice));
    }

    [Theory, InlineData(""), InlineData("a,b,c"), InlineData("InvoiceNo,StockCode")]
    public async Task Another_layout_is_named_as_such(string header)
    {
        var failure = await Assert.ThrowsAsync<ImportException>(() => ReadAsync(header));

        Assert.Contains("\"Online Retail\" format", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_with_a_quote_that_is_never_closed_is_reported_and_the_rows_below_it_are_read()
    {
        var others = Enumerable.Range(2, 50).Select(number => $"{number},10001,\"X, RED\",1,2010-12-01 08:26,1.0,,UK");

        var file = await ReadAsync([Header, "1,10001,\"X,1,2010-12-01 08:26,1.0,,UK", .. others]);

        Assert.Equal(Enumerable.Range(2, 50).Select(number => $"{number}"), file.Invoices.Select(invoice => invoice.Invoice.Number));
        Assert.Equal(
            new SkippedRow(2, "1", "Field 3 has a quote that is not closed."), Assert.Single(file.Skipped));
        Assert.Equal(51, file.Rows);
    }

    [Fact]
    public async Task Two_such_rows_do_not_close_each_other()
    {
        string[] lines =
        [
            Header,
            "1,10001,\"X,1,2010-12-01 08:26,1.0,,UK",
            "2,10001,X,1,2010-12-01 08:26,1.0,,UK",
            "3,10001,X\",1,2010-12-01 08:26,1.0,,UK",
        ];

        var file = await ReadAsync(lines);

        Assert.Equal(["2", "3"], file.Invoices.Select(invoice => invoice.Invoice.Number));
        Assert.Equal([2], file.Skipped.Select(row => row.Row));
    }

    [Theory]
    [InlineData("1,10001,\"X\" RED,1,2010-12-01 08:26,1.0,,UK", "Text follows a closing quote, at character 12.")]
    [InlineData("1,10001,X,1,2010-12-01 08:26,1.0,,\"", "Field 8 has a quote that is not closed.")]
    [InlineData("1,10001,X,1,2010-12-01 08:26,1.0,,\"UK\"\"", "Field 8 has a quote that is not closed.")]
    public async Task A_row_with_a_quote_in_the_wrong_place_is_reported(string row, string reason) =>
        Assert.Equal(new SkippedRow(2, "1", reason), Assert.Single((await ReadAsync(Header, row)).Skipped));

    [Theory]
    [InlineData("\"X \"\"Y\"\", RED\"", "X \"Y\", RED")]
    [InlineData("\"\"", ""), InlineData("12\" RULER", "12\" RULER"), InlineData("\"\"\"\"", "\"")]
    public async Task A_quoted_description_is_read_as_it_was_meant(string field, string description)
    {
        var file = await ReadAsync(Header, $"1,10001,{field},1,2010-12-01 08:26,1.0,,\"Korea, South\"");

        Assert.Equal(description, Assert.Single(Assert.Single(file.Invoices).Invoice.Lines).Description);
    }

    [Fact]
    public async Task A_quoted_description_that_spans_lines_is_one_row_and_later_rows_keep_their_line_numbers()
    {
        string[] lines =
        [
            Header,
            "1,10001,\"TWO",
            "LINES, \"\"RED\"\"\",3,2010-12-01 08:26,1.0,,UK",
            "2,10002,\"WITH",
            "",
            "EMPTY LINES\",x,2010-12-01 08:26,1.0,,UK",
            "3,10003,X,y,2010-12-01 08:26,1.0,,UK",
        ];

        var file = await ReadAsync(lines);

        Assert.Equal("TWO LINES, \"RED\"", Assert.Single(Assert.Single(file.Invoices).Invoice.Lines).Description);
        Assert.Equal([2], file.Invoices[0].Rows);
        Assert.Equal([(4, "2"), (7, "3")], file.Skipped.Select(row => (row.Row, row.Invoice)));
        Assert.Equal(3, file.Rows);
    }

    [Fact]
    public async Task A_quoted_field_spans_at_most_50_lines()
    {
        var longest = await ReadAsync(Header, "1,10001,\"A" + string.Concat(Enumerable.Repeat("\nB", 49)) + "\",1,2010-12-01 08:26,1.0,,UK");
        var tooLong = await ReadAsync(Header, "1,10001,\"A" + string.Concat(Enumerable.Repeat("\nB", 50)) + "\",1,2010-12-01 08:26,1.0,,UK");

        Assert.Single(longest.Invoices);
        Assert.Equal(new SkippedRow(2, "1", "Field 3 has a quote that is not closed."), tooLong.Skipped[0]);
    }

    [Fact]
    public async Task A_line_that_is_too_long_is_named()
    {
        var failure = await Assert.ThrowsAsync<ImportException>(() => ReadAsync(Header, "", new string('x', 1024 * 1024)));

        Assert.Equal("file.csv cannot be read: line 3 is longer than 64 KB.", failure.Message);
    }

    [Theory, InlineData("utf-8", ""), InlineData("utf-8", "\uFEFF"), InlineData("latin1", "")]
    public async Task A_file_is_UTF_8_or_Latin_1(string encoding, string mark)
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(
                path, $"{mark}{Header}\r\n1,10001,CAFÉ,1,2010-12-01 08:26,1.0,,UK\r\n", Encoding.GetEncoding(encoding), TestContext.Current.CancellationToken);

            var file = await RetailFile.ReadAsync(path, TestContext.Current.CancellationToken);

            Assert.Equal("CAFÉ", Assert.Single(Assert.Single(file.Invoices).Invoice.Lines).Description);
        }
        finally
        {
            File.Delete(path);
        }
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

    /// <summary>The data set beside the repository, if it is there.</summary>
    internal static string? RealFile()
    {
        var path = Path.Combine(RepositoryFiles.Root, "..", "shared", "data", "online-retail-2010-12-01.csv");
        return File.Exists(path) ? path : null;
    }

    internal static string SamplePath() => Path.Combine(AppContext.BaseDirectory, "Samples", "quirks.csv");

    private static int Sign(RetailInvoice entry) => entry.Invoice.IsReturn ? -1 : 1;

    private static Task<RetailFile> ReadAsync(params string[] lines) =>
        RetailFile.ReadAsync(new StringReader(string.Join('\n', lines)), "file.csv", TestContext.Current.CancellationToken);

    private static Task<RetailFile> SampleAsync() => RetailFile.ReadAsync(SamplePath(), TestContext.Current.CancellationToken);

    private static async Task<History.HistoricInvoice?> InvoiceAsync(string number) =>
        (await SampleAsync()).Invoices.Single(entry => entry.Invoice.Number == number).Invoice;
}
