using System.Diagnostics;

namespace Plexus.Acceptance.Canaries;

/// <summary>Tells every address that a client in this process asks for, query and all, which spans leave out.</summary>
internal sealed class RequestAddresses(Action<string> asked) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "HttpHandlerDiagnosticListener")
            value.Subscribe(this);
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == "System.Net.Http.HttpRequestOut.Start" && value.Value?.GetType().GetProperty("Request")?.GetValue(value.Value) is HttpRequestMessage { RequestUri: { } address } request)
            asked($"{request.Method} {address}");
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }
}
