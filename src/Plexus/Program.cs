using Plexus.Cli;

return await CommandLine.RunAsync(RootCommands.For(args), args, Console.Out, Console.Error);
