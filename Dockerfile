# One file, two images: docker build --target resultstore . and docker build --target verifier .
# tests/EndToEnd.Tests checks that every path named here is in the publish output.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
COPY . .
RUN deploy/publish.sh /out

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS resultstore
COPY --from=build /out/resultstore/ /app/
COPY --from=build /out/tthc/ /app/tthc/
USER app
WORKDIR /srv
VOLUME /srv/data
EXPOSE 5080 5081
ENTRYPOINT ["dotnet", "/app/ResultStore.dll"]
CMD ["--settings", "data/resultstore.json"]

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS verifier
COPY --from=build /out/verifier/ /app/
USER app
WORKDIR /srv
VOLUME /srv/data
EXPOSE 5090 5091
ENTRYPOINT ["dotnet", "/app/Verifier.dll"]
CMD ["--settings", "data/verifier.json"]
