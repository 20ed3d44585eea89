using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using Question = Grpc.Reflection.V1.ServerReflectionRequest.MessageRequestOneofCase;

namespace ResultStore.GrpcHosting.Reflection;

/// <summary>One answer to one question about the mapped services.</summary>
internal sealed class ReflectionAnswers(DescriptorCatalog catalog)
{
    public ServerReflectionResponse To(ServerReflectionRequest request)
    {
        var response = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case Question.ListServices:
                response.ListServicesResponse = new ListServiceResponse();
                response.ListServicesResponse.Service.Add(
                    catalog.Services.Select(name => new ServiceResponse { Name = name }));
                break;
            case Question.FileByFilename:
                AnswerFile(response, catalog.File(request.FileByFilename));
                break;
            case Question.FileContainingSymbol:
                AnswerFile(response, catalog.FileOf(request.FileContainingSymbol));
                break;
            case Question.FileContainingExtension:
                var extension = request.FileContainingExtension;
                AnswerFile(response, catalog.FileOf(extension.ContainingType, extension.ExtensionNumber));
                break;
            case Question.AllExtensionNumbersOfType:
                AnswerNumbers(response, request.AllExtensionNumbersOfType);
                break;
            default:
                AnswerError(response, StatusCode.InvalidArgument, "The request asks nothing this server knows.");
                break;
        }

        return response;
    }

    private static void AnswerError(ServerReflectionResponse response, StatusCode code, string message) =>
        response.ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = message };

    // The file and, so that no tool has to ask again, all it imports.
    private static void AnswerFile(ServerReflectionResponse response, FileDescriptor? file)
    {
        if (file is null)
        {
            AnswerError(response, StatusCode.NotFound, "No service here declares or imports it.");
            return;
        }

        response.FileDescriptorResponse = new FileDescriptorResponse();
        var seen = new HashSet<string>();
        var files = new Queue<FileDescriptor>([file]);
        while (files.TryDequeue(out var next))
        {
            if (seen.Add(next.Name))
            {
                response.FileDescriptorResponse.FileDescriptorProto.Add(next.SerializedData);
                next.Dependencies.ToList().ForEach(files.Enqueue);
            }
        }
    }

    private void AnswerNumbers(ServerReflectionResponse response, string message)
    {
        if (catalog.ExtensionsOf(message) is not { } numbers)
        {
            AnswerError(response, StatusCode.NotFound, "No service here declares or imports that message.");
            return;
        }

        response.AllExtensionNumbersResponse = new ExtensionNumberResponse { BaseTypeName = message };
        response.AllExtensionNumbersResponse.ExtensionNumber.Add(numbers);
    }
}
