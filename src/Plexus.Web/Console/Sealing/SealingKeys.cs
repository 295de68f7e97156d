using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Plexus.Storage;
using Plexus.Storage.Secrets;

namespace Plexus.Web.Console.Sealing;

/// <summary>The keys of forms and sealed links are rows of the installation: a form that was open during a restart can still be sent, to any node.</summary>
internal sealed class SealingKeys(Database database) : IXmlRepository
{
    private readonly PageKeys _rows = new(database);

    public IReadOnlyCollection<XElement> GetAllElements() => [.. _rows.All().Select(SealedXml.Read)];

    // The framework asks for keys synchronously, once a day at most.
    public void StoreElement(XElement element, string friendlyName) =>
        _rows.KeepAsync(friendlyName, element.ToString(SaveOptions.DisableFormatting), Moment(element, "activationDate"), Moment(element, "expirationDate"), CancellationToken.None).GetAwaiter().GetResult();

    private static DateTimeOffset? Moment(XElement element, string name) => (DateTimeOffset?)element.Element(name);
}
