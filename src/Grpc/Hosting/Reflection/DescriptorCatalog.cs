using Google.Protobuf.Reflection;

namespace ResultStore.GrpcHosting.Reflection;

/// <summary>Everything the mapped services' protos declare, by name.</summary>
internal sealed class DescriptorCatalog(MappedMethods methods)
{
    private readonly Lazy<Index> _index = new(() => new Index(methods));

    /// <summary>Full names, in order.</summary>
    public IReadOnlyCollection<string> Services => _index.Value.Services;

    public FileDescriptor? File(string name) => _index.Value.Files.GetValueOrDefault(name);

    public FileDescriptor? FileOf(string symbol) => _index.Value.Symbols.GetValueOrDefault(symbol);

    public FileDescriptor? FileOf(string extendedMessage, int number) =>
        _index.Value.Extensions.GetValueOrDefault(extendedMessage)?.GetValueOrDefault(number);

    /// <summary>In order; null if there is no such message.</summary>
    public IEnumerable<int>? ExtensionsOf(string message) =>
        _index.Value.Extensions.TryGetValue(message, out var extensions) ? extensions.Keys
        : _index.Value.Messages.Contains(message) ? []
        : null;

    private sealed class Index
    {
        public Index(MappedMethods methods)
        {
            foreach (var method in methods.All)
            {
                Services.Add(method.Method.ServiceName);
                if (ServiceDescriptors.Of(method.ServiceType) is { } service)
                {
                    Add(service.File);
                }
            }
        }

        public SortedSet<string> Services { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, FileDescriptor> Files { get; } = [];

        public Dictionary<string, FileDescriptor> Symbols { get; } = [];

        public HashSet<string> Messages { get; } = [];

        public Dictionary<string, SortedDictionary<int, FileDescriptor>> Extensions { get; } = [];

        private void Add(FileDescriptor file)
        {
            if (!Files.TryAdd(file.Name, file))
            {
                return;
            }

            foreach (var import in file.Dependencies)
            {
                Add(import);
            }

            foreach (var service in file.Services)
            {
                Symbols[service.FullName] = file;
                AddSymbols(service.Methods, file);
            }

            AddMessages(file.MessageTypes, file);
            AddEnums(file.EnumTypes, file);
            AddExtensions(file.Extensions, file);
        }

        private void AddMessages(IList<MessageDescriptor> messages, FileDescriptor file)
        {
            foreach (var message in messages)
            {
                Messages.Add(message.FullName);
                Symbols[message.FullName] = file;
                AddSymbols(message.Fields.InDeclarationOrder(), file);
                AddSymbols(message.Oneofs, file);
                AddMessages(message.NestedTypes, file);
                AddEnums(message.EnumTypes, file);
                AddExtensions(message.Extensions, file);
            }
        }

        private void AddEnums(IList<EnumDescriptor> enums, FileDescriptor file)
        {
            foreach (var type in enums)
            {
                Symbols[type.FullName] = file;
                AddSymbols(type.Values, file);
            }
        }

        private void AddExtensions(ExtensionCollection extensions, FileDescriptor file)
        {
            foreach (var extension in extensions.UnorderedExtensions)
            {
                Symbols[extension.FullName] = file;
                var extended = extension.ExtendeeType.FullName;
                if (!Extensions.TryGetValue(extended, out var numbers))
                {
                    Extensions[extended] = numbers = [];
                }

                numbers[extension.FieldNumber] = file;
            }
        }

        private void AddSymbols(IEnumerable<IDescriptor> descriptors, FileDescriptor file)
        {
            foreach (var descriptor in descriptors)
            {
                Symbols[descriptor.FullName] = file;
            }
        }
    }
}
