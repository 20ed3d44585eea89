# What a newcomer and CI do. `make run` needs the .NET SDK and its package registry, nothing else.
SHELL := /bin/sh
DATA ?= data
SERVERS := src/ResultStore src/Verifier src/Cli
TTHC := dotnet artifacts/bin/Cli/release/tthc.dll

.PHONY: help run build test format bench scale fuzz crash publish images clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

run: build ## build, then run a whole development store with sample results until Ctrl-C; a second one: DATA=data2 PORTS=5180
	@exec $(TTHC) run --data $(DATA) --samples samples $(if $(PORTS),--ports $(PORTS))

build: ## build both servers and tthc
	@command -v dotnet >/dev/null || { echo "The .NET 10 SDK is needed: https://dotnet.microsoft.com/download"; exit 1; }
	@echo "Building $(SERVERS). The first time fetches packages and takes a few minutes; later seconds."
	@for project in $(SERVERS); do echo "- $$project"; \
	  dotnet build $$project -c Release -v minimal -tl:off -nologo -clp:NoSummary || exit 1; done

test: ## install what the tests need, run them all; ends with "N passed, N failed"
	@tests/run.sh

format: ## put every file into the form that CI checks
	dotnet format ResultStore.slnx

bench: ## load generator and micro-benchmarks, see bench/README.md
	@bench/run.sh

scale: ## reuse questions in a store of 2 million results, on SQLite and PostgreSQL
	@dotnet build bench/Scale -c Release -v quiet -nologo -clp:ErrorsOnly
	@dotnet artifacts/bin/Scale/release/Scale.dll $(SCALE)

fuzz: ## hostile input for all readers, FUZZ_SECONDS in all (default 600)
	FUZZ_SECONDS=$${FUZZ_SECONDS:-600} dotnet test tests/Proof.Tests -c Release --filter Category=Fuzz --logger "console;verbosity=detailed"

crash: ## 30 rounds of kill -9 during pushes
	CRASH_ROUNDS=30 dotnet test tests/EndToEnd.Tests -c Release --filter FullyQualifiedName~Crash --logger "console;verbosity=normal"

publish: ## what the images are made of, in artifacts/images
	@deploy/publish.sh artifacts/images

images: ## container images (needs docker)
	docker build --target resultstore -t resultstore .
	docker build --target verifier -t resultstore-verifier .

clean: ## remove everything built; the data stay
	rm -rf artifacts
