using Store.AppHost.Demo;

namespace Store.AppHost.Tests;

/// <summary>The audit is worth what it can find: each kind of defect shows.</summary>
public sealed class AuditTests
{
    private static readonly Guid Id = new("0198c0de-0000-7000-8000-000000000001");
    private static readonly string Order = Id.ToString("N");

    private readonly Accepted _accepted = new();
    private readonly HashSet<string> _short = new(StringComparer.Ordinal);

    [Fact]
    public void Finds_nothing_wrong_where_all_happened_once()
    {
        _accepted.Add(new AcceptedOrder(Order, Total: 12.90m, Pieces: 3, IsDeclined: false));

        var audit = Compare(AllThatIsExpected());

        Assert.Empty(audit.Problems);
        Assert.All(audit.Lines, line => Assert.Equal((1, 1, 0, 0, 0), (line.Expected, line.Found, line.Lost, line.Duplicated, line.Wrong)));
    }

    [Fact]
    public void Each_effect_that_is_missing_is_lost()
    {
        _accepted.Add(new AcceptedOrder(Order, Total: 12.90m, Pieces: 3, IsDeclined: false));
        _accepted.Add(new AcceptedReturn("r1", Order, Refund: 2.10m, Pieces: 1));
        _accepted.AddUser(Guid.Empty.ToString("N"));
        var all = AllThatIsExpected();

        Assert.All(all, missing =>
        {
            var audit = Compare([.. all.Where(finding => finding != missing)]);
            Assert.Equal((1, 0, 0), (Sum(audit, line => line.Lost), Sum(audit, line => line.Duplicated), Sum(audit, line => line.Wrong)));
            Assert.Contains(missing.What, Assert.Single(audit.Problems), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Each_effect_that_happened_again_is_doubled()
    {
        _accepted.Add(new AcceptedOrder(Order, Total: 12.90m, Pieces: 3, IsDeclined: false));
        var all = AllThatIsExpected();

        Assert.All(all, duplicated =>
        {
            var audit = Compare([.. all.Select(
                finding => finding == duplicated ? finding with { Count = 2, Amount = 2 * finding.Amount } : finding)]);
            Assert.Equal((0, 1, 0), (Sum(audit, line => line.Lost), Sum(audit, line => line.Duplicated), Sum(audit, line => line.Wrong)));
        });
    }

    [Fact]
    public void Another_amount_is_wrong_and_both_are_reported()
    {
        _accepted.Add(new AcceptedOrder(Order, Total: 12.90m, Pieces: 3, IsDeclined: false));

        var audit = Compare([.. AllThatIsExpected().Select(
            finding => finding is { Where: "gateway" } ? finding with { Amount = 12.91m } : finding)]);

        Assert.Equal(1, Sum(audit, line => line.Wrong));
        Assert.Equal($"gateway: charged {Order} has the amount 12.91, not 12.90", Assert.Single(audit.Problems));
    }

    [Fact]
    public void What_nobody_asked_for_is_wrong()
    {
        _accepted.Add(new AcceptedOrder(Order, Total: 12.90m, Pieces: 3, IsDeclined: false));

        var audit = Compare([.. AllThatIsExpected(), new Finding("gateway", "refunded", Order, Count: 1, Amount: 12.90m)]);

        Assert.Equal(1, Sum(audit, line => line.Wrong));
    }

    [Fact]
    public void What_others_asked_for_is_not_looked_at()
    {
        _accepted.Add(new AcceptedOrder(Order, Total: 12.90m, Pieces: 3, IsDeclined: false));
        List<Finding> findings = [.. AllThatIsExpected(), new Finding("gateway", "charged", "somebody-else", Count: 2, Amount: 1)];

        Assert.Empty(Compare(findings, isMine: _accepted.Numbers.Contains).Problems);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_declined_order_may_have_been_reserved_and_then_is_released(bool isReleased)
    {
        _accepted.Add(new AcceptedOrder(Order, Total: 64.13m, Pieces: 1, IsDeclined: true));
        List<Finding> findings =
        [
            .. AllThatIsExpected().Where(finding => finding.Where != "stock"),
            new Finding("stock", "reserved", Order, Count: 1, Amount: -1),
        ];
        if (isReleased)
            findings.Add(new Finding("stock", "released", Order, Count: 1, Amount: 1));

        var audit = Compare(findings);

        Assert.Equal(isReleased ? 0 : 1, Sum(audit, line => line.Lost));
        Assert.Contains(audit.Lines, line => line is { Where: "stock", What: "reserved", Expected: 0, Most: 1, Found: 1 });
    }

    [Fact]
    public void A_short_order_is_held_and_nothing_of_it_is_reserved()
    {
        _accepted.Add(new AcceptedOrder(Order, Total: 12.90m, Pieces: 3, IsDeclined: false));
        _short.Add(Order);

        var expected = AllThatIsExpected();

        Assert.Contains(expected, finding => finding is { Where: "warehouse", What: "held" });
        Assert.DoesNotContain(expected, finding => finding.Where == "stock");
    }

    private static int Sum(Audit audit, Func<AuditLine, int> of) => audit.Lines.Sum(of);

    private List<Finding> AllThatIsExpected() => [.. Expectations.Of(_accepted, _short, new Findings([])).Select(
        item => new Finding(item.Where, item.What, item.Subject, item.Least, item.Amount)).Where(finding => finding.Count > 0)];

    private Audit Compare(List<Finding> found, Func<string, bool>? isMine = null)
    {
        var findings = new Findings(found);
        return Audit.Of(Expectations.Of(_accepted, _short, findings), findings, isMine ?? (_ => true));
    }
}
