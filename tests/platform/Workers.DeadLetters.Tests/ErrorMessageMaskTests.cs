namespace Workers.DeadLetters.Tests;

public sealed class ErrorMessageMaskTests
{
    [Theory]
    [InlineData("Order 4711 is unknown.", "Order # is unknown.")]
    [InlineData("Timed out after 00:00:12.345", "Timed out after #:#:#.#")]
    [InlineData("Event 0a0a0a0a-1111-2222-3333-44444444ABCD was refused", "Event # was refused")]
    [InlineData("Trace 4bf92f3577b34da6a3ce929d0e0e4736.", "Trace #.")]
    [InlineData("Hash deadbeefdeadbeef", "Hash #")]
    [InlineData("Customer 'cus_9fGh29xKq' has no card", "Customer '#' has no card")]
    [InlineData("Customer \"cus_9fGh29xKq\" has no card", "Customer \"#\" has no card")]
    [InlineData("No column 'OrderTotal' in 'orders'", "No column 'OrderTotal' in 'orders'")]
    [InlineData("Cannot write '/data/mail/ORD-17.eml'", "Cannot write '/data/mail/ORD-#.eml'")]
    [InlineData("The face was added.", "The face was added.")]
    [InlineData("", "")]
    public void Ids_and_numbers_are_masked_and_the_rest_is_not(string text, string expected) =>
        Assert.Equal(expected, ErrorMessageMask.Apply(text));

    [Fact]
    public void A_long_text_is_cut() => Assert.Equal(1024, ErrorMessageMask.Apply(new string('x', 1_000_000)).Length);
}
