using System.Globalization;
using Cli;

// Everything tthc can do stands in Commands, which tests come to by the same door.
// Numbers and times are written one way wherever the machine stands; ICU is for its tables of letters.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = System.Text.Encoding.UTF8;
return await Commands.RunAsync(args, Console.Out, Console.Error);
