using Microsoft.EntityFrameworkCore;

namespace Workers.Hosting.Store;

/// <summary>
/// Calls the saves of <see cref="DbContext"/> itself, without the overrides of a worker's context: for rows of the host, which an override
/// may not expect.
/// </summary>
internal static class PlainSave
{
    private static readonly nint Save = Pointer(nameof(DbContext.SaveChanges), typeof(bool));

    private static readonly nint SaveAsync = Pointer(nameof(DbContext.SaveChangesAsync), typeof(bool), typeof(CancellationToken));

    /// <returns>The number of saved rows.</returns>
    public static int Run(DbContext db) => Call<Func<bool, int>>(db, Save)(true);

    /// <inheritdoc cref="Run" />
    public static Task<int> RunAsync(DbContext db, CancellationToken cancellationToken) =>
        Call<Func<bool, CancellationToken, Task<int>>>(db, SaveAsync)(true, cancellationToken);

    // The pointer to a method calls that method, also where a class overrides it.
    private static TDelegate Call<TDelegate>(DbContext db, nint method) =>
        (TDelegate)Activator.CreateInstance(typeof(TDelegate), db, method)!;

    private static nint Pointer(string method, params Type[] parameters) =>
        typeof(DbContext).GetMethod(method, parameters)!.MethodHandle.GetFunctionPointer();
}
