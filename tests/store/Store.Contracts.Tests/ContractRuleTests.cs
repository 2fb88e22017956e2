using System.Reflection;
using System.Text.Json;
using Store.Contracts;
using Store.Contracts.Orders;
using Store.Contracts.Users;
using Workers.Contracts;

namespace Store.Contracts.Tests;

public sealed class ContractRuleTests
{
    public static TheoryData<Type> Events =>
        [.. typeof(OrderCreated).Assembly.GetExportedTypes().Where(type => type.IsDefined(typeof(EventAttribute)))];

    [Theory, MemberData(nameof(Events))]
    public void An_event_is_named_after_its_type_and_belongs_to_the_store(Type contract)
    {
        var name = contract.GetCustomAttribute<EventAttribute>()!;

        Assert.Equal(contract.Name, name.DetailType);
        Assert.StartsWith("store.", name.Source, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Events))]
    public void An_event_is_sealed_and_immutable(Type contract)
    {
        Assert.True(contract.IsSealed);
        Assert.All(contract.GetProperties(), property => Assert.True(
            property.SetMethod is null || property.SetMethod.ReturnParameter.GetRequiredCustomModifiers().Any(
                modifier => modifier.Name == "IsExternalInit"),
            $"{contract.Name}.{property.Name} can be changed after it was made."));
    }

    [Fact]
    public void The_contracts_reference_no_package() =>
        Assert.DoesNotContain(typeof(OrderCreated).Assembly.GetReferencedAssemblies(), assembly =>
            !assembly.Name!.StartsWith("System", StringComparison.Ordinal) && assembly.Name != "Workers.Contracts");

    [Fact]
    public void A_good_order_has_nothing_to_say() => Assert.Empty(Order().Validate());

    [Fact]
    public void A_total_that_is_not_the_sum_of_the_lines_is_named() =>
        Assert.Contains(
            "total.amount 9.00 is not the sum of the lines, 10.00.", (Order() with { Total = new Money(9.00m, "GBP") }).Validate());

    [Fact]
    public void A_negative_quantity_of_goods_is_named() =>
        Assert.Contains(
            "lines[0].quantity -1 is not allowed; 1 to 10000000 are allowed for goods.",
            (Order() with { Lines = [Line() with { Quantity = -1 }] }).Validate());

    [Fact]
    public void A_discount_may_be_negative() =>
        Assert.Empty((Order() with
        {
            Lines = [Line(), Line() with { Kind = LineKind.Other, Sku = "D", Quantity = -1, UnitPrice = 1m }],
            Total = new Money(9m, "GBP"),
        }).Validate());

    [Theory, InlineData("gbp"), InlineData("GBPX"), InlineData("")]
    public void A_currency_that_is_not_an_ISO_code_is_named(string currency) =>
        Assert.Contains(
            Order() with { Total = new Money(10m, currency) } is var order ? order.Validate() : [],
            problem => problem.Contains("ISO 4217", StringComparison.Ordinal));

    [Fact]
    public void An_order_without_lines_is_refused() =>
        Assert.NotEmpty((Order() with { Lines = [], Total = new Money(0, "GBP") }).Validate());

    [Fact]
    public void A_line_kind_travels_by_name() =>
        Assert.Contains("\"Other\"", JsonSerializer.Serialize(LineKind.Other), StringComparison.Ordinal);

    [Fact]
    public void An_address_needs_an_at_sign() =>
        Assert.Single(
            new UserRegistered { UserId = "u1", Email = "nobody", Name = "N", RegisteredAt = DateTimeOffset.UnixEpoch }.Validate());

    private static OrderLine Line() => new() { Sku = "A1", Quantity = 2, UnitPrice = 5.00m };

    private static OrderCreated Order() => new()
    {
        OrderId = "o1",
        PlacedAt = DateTimeOffset.UnixEpoch,
        Customer = new Customer(),
        Lines = [Line()],
        Total = new Money(10.00m, "GBP"),
    };
}
