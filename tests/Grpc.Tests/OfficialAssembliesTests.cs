using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;

namespace ResultStore.Grpc.Tests;

/// <summary>The official server and client stand on our two assemblies: nothing they refer to may be missing.</summary>
public sealed class OfficialAssembliesTests
{
    // Of the assemblies in the packages, version 2.85.0. PackageDownload is in no lock file: this pins what is fetched.
    private const string ServerSha512 =
        "6d35b049121cfebac990f5b16499b98ea53bffaa521df0193993e24ebbee9150"
        + "f021d38d17dc0d5c09693d309b4bf7b3ab02ee86b934b56416179acd17b013ac";

    private const string ClientSha512 =
        "d69c3152f1cbdce0d90cc4b4aa3b790085e534a9bbc5f233acb8f07ff1201527"
        + "f786ef93393cf2eb37930fe8324f5c584297f1772104ad0901a685ce908349cf";

    private static readonly string[] Ours = ["Grpc.Core.Api", "Grpc.Net.Common"];

    [Theory]
    [InlineData("GrpcServerDll", ServerSha512)]
    [InlineData("GrpcClientDll", ClientSha512)]
    public void The_file_is_the_one_that_was_reviewed(string key, string sha512) =>
        Assert.Equal(sha512, Convert.ToHexStringLower(SHA512.HashData(File.ReadAllBytes(ForeignProcess.Known(key)))));

    [Theory]
    [InlineData("GrpcServerDll", 70)]
    [InlineData("GrpcClientDll", 80)]
    public void Every_type_and_member_it_refers_to_is_there(string key, int atLeast)
    {
        using var file = new PEReader(File.OpenRead(ForeignProcess.Known(key)));
        var reader = file.GetMetadataReader();
        var module = Assembly.LoadFrom(ForeignProcess.Known(key)).ManifestModule;

        // The runtime resolves each token as it would when the method that holds it is compiled.
        var missing = new List<string>();
        var found = 0;
        foreach (var (handle, name) in TypesOfOurs(reader).Concat(MembersOfOurs(reader)))
        {
            try
            {
                // A generic parent needs arguments for its parameters; any reference type will do.
                var arguments = Enumerable.Repeat(typeof(object), 8).ToArray();
                Assert.NotNull(module.ResolveMember(MetadataTokens.GetToken(handle), arguments, arguments));
                found++;
            }
            catch (Exception e) when (e is MissingMemberException or TypeLoadException or ArgumentException)
            {
                missing.Add($"{name}: {e.Message}");
            }
        }

        Assert.Empty(missing);
        Assert.InRange(found, atLeast, 1_000);
    }

    [Theory]
    [InlineData("GrpcServerDll")]
    [InlineData("GrpcClientDll")]
    public void Every_type_loads_with_its_bases_interfaces_and_overrides(string key) =>
        Assert.NotEmpty(Assembly.LoadFrom(ForeignProcess.Known(key)).GetTypes());

    [Theory]
    [InlineData("GrpcServerDll")]
    [InlineData("GrpcClientDll")]
    public void It_refers_to_our_assemblies_by_the_name_they_bear(string key)
    {
        var references = Assembly.LoadFrom(ForeignProcess.Known(key)).GetReferencedAssemblies()
            .Where(name => Ours.Contains(name.Name));
        Assert.All(references, name => Assert.Equal(name.FullName, Assembly.Load(name).GetName().FullName));
    }

    private static IEnumerable<(EntityHandle Handle, string Name)> TypesOfOurs(MetadataReader reader) =>
        from handle in reader.TypeReferences
        where IsOurs(reader, handle)
        select ((EntityHandle)handle, NameOf(reader, handle));

    private static IEnumerable<(EntityHandle Handle, string Name)> MembersOfOurs(MetadataReader reader) =>
        from handle in reader.MemberReferences
        let member = reader.GetMemberReference(handle)
        let parent = TypeOf(reader, member.Parent)
        where parent is not null && IsOurs(reader, parent.Value)
        select ((EntityHandle)handle, $"{NameOf(reader, parent.Value)}.{reader.GetString(member.Name)}");

    private static bool IsOurs(MetadataReader reader, TypeReferenceHandle handle)
    {
        var scope = reader.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.TypeReference => IsOurs(reader, (TypeReferenceHandle)scope),
            HandleKind.AssemblyReference =>
                Ours.Contains(reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name)),
            _ => false,
        };
    }

    private static string NameOf(MetadataReader reader, TypeReferenceHandle handle) =>
        reader.GetString(reader.GetTypeReference(handle).Name);

    private static TypeReferenceHandle? TypeOf(MetadataReader reader, EntityHandle parent)
    {
        if (parent.Kind is HandleKind.TypeSpecification)
        {
            // ECMA-335, II.23.2.14: GENERICINST, CLASS or VALUETYPE, then the generic type.
            var signature = reader.GetBlobReader(
                reader.GetTypeSpecification((TypeSpecificationHandle)parent).Signature);
            if (signature.ReadSignatureTypeCode() is not SignatureTypeCode.GenericTypeInstance)
            {
                return null;
            }

            signature.ReadByte();
            parent = signature.ReadTypeHandle();
        }

        return parent.Kind is HandleKind.TypeReference ? (TypeReferenceHandle)parent : null;
    }
}
