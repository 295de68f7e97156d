using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Plexus.Web.Api.Http;

namespace Plexus.Web.Console.Forms;

/// <summary>A page that is loaded before it is rendered, and may have forms: they post to its own address and work without a script.</summary>
public abstract class FormPage : ComponentBase
{
    [CascadingParameter]
    public HttpContext Context { get; set; } = null!;

    [Inject]
    protected NavigationManager Navigation { get; set; } = default!;

    /// <summary>What was posted, and what has to be mended.</summary>
    private protected FormEntry Form { get; private set; } = null!;

    private protected Actor By => Actor.Of(Context);

    private protected CancellationToken Aborted => Context.RequestAborted;

    /// <summary>Everything is loaded before anything is rendered: a page is made once, whole, and never of what is still missing.</summary>
    public override async Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        Form = FormEntry.Of(Context);
        await LoadAsync();
        await base.SetParametersAsync(ParameterView.Empty);
    }

    /// <summary>Fetches what the page shows.</summary>
    private protected virtual Task LoadAsync() => Task.CompletedTask;

    /// <summary>A form that finds things is also filled in by an address, such as a link from a counter; what was posted counts first.</summary>
    private protected void FillFromAddress(params ReadOnlySpan<string> fields)
    {
        if (HttpMethods.IsPost(Context.Request.Method))
            return;
        foreach (var field in fields)
            if (Context.Request.Query[field].ToString().Trim() is { Length: > 0 } text)
                Form.Prefill(field, text);
    }

    /// <summary>Does what a form asks for, then goes to the address: reloading what follows repeats nothing. What the API refuses is shown instead.</summary>
    private protected async Task ActAsync(Func<Task> command, string then, Func<string, string>? locate = null)
    {
        if (await TryAsync(command, locate))
            Navigation.NavigateTo(then);
    }

    /// <summary>Does what a form asks for; what the API refuses is noted in the form, and the page says 4xx.</summary>
    private protected async Task<bool> TryAsync(Func<Task> work, Func<string, string>? locate = null)
    {
        try
        {
            if (Form.IsGood)
                await work();
        }
        catch (Exception exception) when (ApiProblems.Of(exception) is { } refusal)
        {
            Form.Refuse(refusal, locate);
            Context.Response.StatusCode = refusal.Status;
            return false;
        }

        if (!Form.IsGood)
            Context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Form.IsGood;
    }
}
