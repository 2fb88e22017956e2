namespace Workers.LocalAws.Testing.Tests;

public sealed class ExampleEventTests
{
    public enum Kind
    {
        First,
        Second,
    }

    [Fact]
    public void Every_member_has_a_value()
    {
        var order = ExampleEvent.Of<Order>();

        Assert.Equal(("number", "ada@example.com", 1m, Kind.First), (order.Number, order.Email, order.Total, order.Kind));
        Assert.Equal(2026, order.PlacedAt.Year);
        Assert.Equal(new Line("sku", 1), Assert.Single(order.Lines));
    }

    [Fact]
    public void What_matters_is_set_by_the_test() => Assert.Equal(12.50m, (ExampleEvent.Of<InvoiceSent>() with { Amount = 12.50m }).Amount);

    public sealed record Line(string Sku, int Quantity);

    public sealed record Order
    {
        public required string Number { get; init; }

        public required string Email { get; init; }

        public required decimal Total { get; init; }

        public Kind? Kind { get; init; }

        public required DateTimeOffset PlacedAt { get; init; }

        public required IReadOnlyList<Line> Lines { get; init; }

        public decimal Net => Total / 2;
    }
}
