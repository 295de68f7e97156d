using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;
using Plexus.Engine;
using Plexus.Storage.Secrets;

namespace Plexus.Web.Console.Sealing;

/// <summary>Encrypts the secret part of a key with the installation's key ring, like every other secret.</summary>
internal sealed class SealingKeyEncryptor(KeyRing ring) : IXmlEncryptor
{
    internal const string Place = "page_key";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement) => new(
        new XElement("sealed", Convert.ToBase64String(ring.Encrypt(Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting)), Place))),
        typeof(SealingKeyDecryptor));
}

/// <summary>The other way. Stored keys name this type, and the framework makes it from the services: neither its name nor its constructor may change.</summary>
internal sealed class SealingKeyDecryptor(IServiceProvider services) : IXmlDecryptor
{
    private readonly KeyRing _ring = services.GetRequiredService<EngineCore>().Keys;

    public XElement Decrypt(XElement encryptedElement) =>
        SealedXml.Read(Encoding.UTF8.GetString(_ring.Decrypt(Convert.FromBase64String(encryptedElement.Value), SealingKeyEncryptor.Place)));
}
