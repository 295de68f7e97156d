using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(Plexus.Bench.FhirBenchmarks).Assembly).Run(args);
