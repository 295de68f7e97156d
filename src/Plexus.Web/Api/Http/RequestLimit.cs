using Microsoft.AspNetCore.Http.Metadata;

namespace Plexus.Web.Api.Http;

/// <summary>The most bytes an endpoint takes; the last one named counts.</summary>
internal sealed record RequestLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
