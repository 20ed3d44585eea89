using Cli;

// Everything tthc can do stands in Commands, which tests come to by the same door.
Console.OutputEncoding = System.Text.Encoding.UTF8;
return await Commands.RunAsync(args, Console.Out, Console.Error);
