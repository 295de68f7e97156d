using SupplierSystem;

await SupplierProgram.Build(args, TimeProvider.System).RunAsync();
