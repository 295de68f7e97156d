using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Plexus.Web.Console.Shell;

namespace Plexus.Web.Console;

internal static class ErrorPages
{
    /// <summary>A page in the console's document that no address leads to.</summary>
    public static RazorComponentResult<Document> Result<TPage>(int status)
        where TPage : IComponent =>
        new(new Dictionary<string, object?> { [nameof(Document.Page)] = typeof(TPage) }) { StatusCode = status };
}
