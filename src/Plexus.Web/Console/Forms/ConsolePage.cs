using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Plexus.Web.Api.Http;

namespace Plexus.Web.Console.Forms;

/// <summary>A page with forms. It reads what was posted, shows what was refused, and answers success with a redirect, so that reloading repeats nothing.</summary>
public abstract class ConsolePage : ComponentBase
{
    [CascadingParameter]
    public HttpContext Context { get; set; } = null!;

    [Inject]
    internal NavigationManager Navigation { get; set; } = null!;

    /// <summary>Why the last command was not carried out; null when it was, or when there was none.</summary>
    private protected ApiRefusal? Refusal { get; set; }

    private protected bool IsPost => HttpMethods.IsPost(Context.Request.Method);

    private protected Actor By => Actor.Of(Context);

    private protected CancellationToken Cancellation => Context.RequestAborted;

    /// <summary>Everything is loaded before anything is rendered: a page is made once, whole, and never of what is still missing.</summary>
    public override async Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        await LoadAsync();
        await base.SetParametersAsync(ParameterView.Empty);
    }

    /// <summary>Fetches what the page shows.</summary>
    private protected virtual Task LoadAsync() => Task.CompletedTask;

    /// <summary>A field of the posted form, or of the address when nothing was posted; null when it is empty.</summary>
    private protected string? Field(string name)
    {
        var text = IsPost ? (Context.Request.HasFormContentType ? Context.Request.Form[name].ToString() : "") : Context.Request.Query[name].ToString();
        text = text.Trim();
        return text.Length == 0 ? null : text;
    }

    private protected DateOnly? DateField(string name) =>
        DateOnly.TryParseExact(Field(name), ["yyyy-MM-dd", "d/M/yyyy", "d M yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    /// <summary>What is wrong with a field, for beside it.</summary>
    private protected string? ErrorOf(string field) => Refusal?.Errors.FirstOrDefault(e => e.Field == field)?.Text;

    private protected IReadOnlyList<PageProblem> Problems => Refusal switch
    {
        null => [],
        { Errors.Count: 0 } refusal => [new(null, refusal.Message)],
        var refusal => [.. refusal.Errors.Select(e => new PageProblem(e.Field, e.Text))],
    };

    /// <summary>Carries a command out; then goes to the address, or shows why not.</summary>
    private protected async Task ActAsync(Func<Task> command, string then)
    {
        if (!await TryAsync(command))
            return;
        Navigation.NavigateTo(then);
    }

    /// <summary>False when it was refused.</summary>
    private protected async Task<bool> TryAsync(Func<Task> command)
    {
        try
        {
            await command();
            return true;
        }
        catch (Exception e) when (ApiProblems.Of(e) is { Status: < 500 } refusal)
        {
            Refusal = refusal;
            Context.Response.StatusCode = refusal.Status;
            return false;
        }
    }
}

/// <param name="Target">Id of the field it is about; null for the request as a whole.</param>
public sealed record PageProblem(string? Target, string Text);
