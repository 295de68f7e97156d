using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Plexus.Web.Api.Http;

namespace Plexus.Web.Console.Forms;

/// <summary>A page with forms: they post to the page's own address and work without a script.</summary>
public abstract class FormPage : ComponentBase
{
    [CascadingParameter]
    protected HttpContext? Context { get; set; }

    [Inject]
    protected NavigationManager Navigation { get; set; } = default!;

    private protected FormEntry Form { get; private set; } = null!;

    private protected Actor By => Actor.Of(Context!);

    private protected CancellationToken Aborted => Context!.RequestAborted;

    protected override void OnInitialized() => Form = FormEntry.Of(Context!);

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
            Context!.Response.StatusCode = refusal.Status;
            return false;
        }

        if (!Form.IsGood)
            Context!.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Form.IsGood;
    }
}
