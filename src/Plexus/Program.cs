using Plexus.Cli;

return await CommandLine.RunAsync(RootCommands.Create(), args, Console.Out, Console.Error);
