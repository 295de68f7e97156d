using System.CommandLine;

namespace Plexus.Cli.Mesh;

/// <summary><c>--largest</c>: how much may come out of one message that MESH carries compressed.</summary>
internal static class LargestOption
{
    /// <summary>1 GiB: five times what MESH's compliance test sends in chunks, and little beside what a disk must have free.</summary>
    private const long Default = 1024L * 1024 * 1024;

    public static Option<long> Create() => new("--largest")
    {
        Description = "Most that may come out of a message that MESH carries compressed: bytes, or a number with K, M or G. A few kilobytes can hold gigabytes.",
        DefaultValueFactory = _ => Default,
        CustomParser = argument =>
        {
            if (Values.ParseSize(argument.Tokens[^1].Value) is { } size and > 0)
                return size;
            argument.AddError("--largest: a size in bytes, or a number with K, M or G.");
            return 0;
        },
    };
}
