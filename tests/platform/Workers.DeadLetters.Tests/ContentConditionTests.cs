namespace Workers.DeadLetters.Tests;

public sealed class ContentConditionTests
{
    private static readonly DeadLetter Letter = ExampleDeadLetters.Event(
        """{"orderId":"ORD-17","total":12.50,"isGift":true,"lines":[{"sku":"A"},{"sku":"B"}],"note":"a = b"}""", ("ExceptionType", "X"), ("a.b", "c"));

    [Theory]
    [InlineData("detail.data.orderId = ORD-17")]
    [InlineData("detail.data.orderId=ORD-17")]
    [InlineData("detail.data.orderId == 'ORD-17'")]
    [InlineData("detail.data.orderId != ORD-18")]
    [InlineData("detail.data.total = 12.5")]
    [InlineData("detail.data.isGift = true")]
    [InlineData("detail.data.lines.sku = B")]
    [InlineData("detail.data.lines.sku != C")]
    [InlineData("detail.data.note = \"a = b\"")]
    [InlineData("detail.data.missing != 1")]
    [InlineData("detail-type = OrderCreated")]
    [InlineData("attributes.ExceptionType = X")]
    [InlineData("attributes.a.b = c")]
    public void It_is_met(string condition) => Assert.True(ContentCondition.Parse(condition).IsMet(Letter));

    [Theory]
    [InlineData("detail.data.orderId = ORD-1")]
    [InlineData("detail.data.orderId != ORD-17")]
    [InlineData("detail.data.total = 12.51")]
    [InlineData("detail.data.lines.sku != B")]
    [InlineData("detail.data.missing = 1")]
    [InlineData("detail.data.orderId.more = ORD-17")]
    [InlineData("attributes.Missing = X")]
    public void It_is_not_met(string condition) => Assert.False(ContentCondition.Parse(condition).IsMet(Letter));

    [Fact]
    public void A_body_that_is_not_JSON_has_no_values() =>
        Assert.False(ContentCondition.Parse("detail.x = 1").IsMet(ExampleDeadLetters.Create("no JSON")));

    [Theory]
    [InlineData("")]
    [InlineData("detail.data.orderId")]
    [InlineData("= 1")]
    [InlineData("a..b = 1")]
    public void Anything_else_is_refused_with_an_example(string text) =>
        Assert.Contains("detail.data.orderId", Assert.Throws<FormatException>(() => ContentCondition.Parse(text)).Message, StringComparison.Ordinal);
}
