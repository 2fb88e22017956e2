namespace Workers.Hosting.Tests.Observability;

/// <summary>What the READMEs say of metrics, beside the instruments that are there.</summary>
[Collection<RunningWorker>]
public sealed class MetricTableTests(Instruments instruments)
{
    [Fact]
    public void Have_each_instrument_with_its_kind_and_unit_and_no_other()
    {
        var there = instruments.Own.Select(instrument => $"{instrument.Name}: {PrometheusNames.Kind(instrument)} in {instrument.Unit}");
        var told = MetricTables.Rows.Select(row => $"{row.Name}: {row.Kind} in {row.Unit}");

        Assert.Equal(there.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Have_each_attribute_that_is_measured()
    {
        var told = MetricTables.Rows.ToDictionary(row => row.Name, row => row.Attributes);
        var measured = instruments.Attributes.Where(one => told.ContainsKey(one.Name)).ToList();

        Assert.Contains(("messaging.client.consumed.messages", "workers.outcome"), measured);
        Assert.DoesNotContain(measured, one => !told[one.Name].Contains(one.Attribute));
    }

    [Fact]
    public void Name_attributes_that_exist() =>
        Assert.Empty(MetricTables.Rows.SelectMany(row => row.Attributes).Except(Constants.Attributes));

    [Fact]
    public void Name_each_outcome()
    {
        var text = RepositoryFiles.Read("services", "platform", "Workers.EventBridge", "README.md");

        Assert.DoesNotContain(Constants.Outcomes, outcome => !text.Contains($"`{outcome}`:", StringComparison.Ordinal));
    }
}
