namespace Workers.Hosting.Store;

/// <summary>Something that a worker has done in the world, once; an audit counts them to see that nothing was done twice.</summary>
/// <param name="Subject">What it was done for: the number of an order, a return, a user.</param>
/// <param name="Kind">What was done, such as <c>charged</c>.</param>
public sealed record Effect(string Subject, string Kind);
