# Plain `make` prints this help.
GO      ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS  = -s -w -X main.version=$(VERSION)
BUILD    = CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)'
# The race detector needs a C compiler.
RACE     = $(shell command -v $${CC:-cc} >/dev/null 2>&1 && echo -race)
ENGINES  = internal/script/dist/math.js
WEB      = web/dist/index.html
# What the web app is built from: the build is repeated when one of it is newer.
WEB_SOURCES = $(shell find web/src web/public web/scripts -type f) web/index.html web/vite.config.ts web/package.json web/package-lock.json
MODULES  = web/node_modules/.installed

# Directories, so that files that git does not know yet are checked, too.
SOURCES  = *.go bench cmd examples internal test web/*.go

.DEFAULT_GOAL := help
.PHONY: help run dev build engines web web-check web-e2e screenshots web-bench test test-short crash crash-short demo bench lint generate fmt fuzz check clean

help: ## Print this help.
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | awk -F'|' '{printf "  make %-12s %s\n", $$1, $$2}'

run: build ## Build and start the server on http://127.0.0.1:8787.
	./bin/sequitur serve

dev: build $(MODULES) ## The same with the web app on http://127.0.0.1:5173, which shows changes at once.
	@trap 'kill 0' EXIT; ./bin/sequitur serve & cd web && npm run --silent dev -- --host 127.0.0.1

build: engines web ## Build bin/sequitur with the web app inside.
	$(BUILD) -o bin/sequitur ./cmd/sequitur

web: $(WEB) ## Build the web app alone, for the next build of the binary.

$(WEB): $(MODULES) $(WEB_SOURCES)
	cd web && npm run --silent build

$(MODULES): web/package.json web/package-lock.json
	cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

web-check: $(MODULES) ## Check the web app: types, lint, tokens, unit tests.
	cd web && npm run --silent types && npm run --silent lint && npm test --silent

web-e2e: build $(MODULES) ## Test the web app in a browser, where there is one (SEQUITUR_CHROMIUM names it).
	cd web && npm run --silent e2e

screenshots: build $(MODULES) ## Picture every page of the web app, in both themes and widths, into web/screenshots.
	cd web && npm run --silent e2e -- e2e/tour.e2e.ts

web-bench: build $(MODULES) ## Measure how fast the web app answers to the hand: p95 of 50 interactions on big pages.
	cd web && npm run --silent speed

engines: $(ENGINES) ## Build the formula engines (math.js, formula.js) from their npm packages.

$(ENGINES): internal/script/js/package-lock.json internal/script/js/build.mjs
	cd internal/script/js && npm ci --no-audit --no-fund --loglevel=error && node build.mjs
	@touch $@

bin/sequitur-testkit: engines FORCE
	$(BUILD) -tags testkit -o $@ ./cmd/sequitur

FORCE:

test: engines web ## Run all tests; with the race detector where there is a C compiler, in a browser where there is one.
	@test -n "$(RACE)" || echo 'no C compiler found: the tests run WITHOUT the race detector'
	@test -n "$(RACE)" || test -z "$(SEQUITUR_REQUIRE_RACE)"
	SEQUITUR_REQUIRE_ENGINES=1 $(GO) test $(RACE) -timeout 20m ./...
	$(GO) test $(RACE) -tags testkit ./internal/nodes
	# What calculates in JavaScript is left out under the race detector, and run here.
	TZ=UTC SEQUITUR_REQUIRE_ENGINES=1 $(GO) test ./internal/script ./internal/sample ./test/stories
	SEQUITUR_REQUIRE_ENGINES=1 $(GO) test -run TestExpressionsDoNotExplode ./test/hostile
	$(MAKE) web-check web-e2e
	$(MAKE) crash-short

test-short: ## Run the tests of packages without race detector and crash test.
	$(GO) test -short ./...

crash-short: build bin/sequitur-testkit ## Kill the server 20 times under load and count what is owed.
	$(GO) run ./test/crash -kills 20 -binary bin/sequitur -testkit bin/sequitur-testkit

crash: build bin/sequitur-testkit ## The same 200 times.
	$(GO) run ./test/crash -kills 200 -binary bin/sequitur -testkit bin/sequitur-testkit

demo: build ## Build an expense application over the HTTP API and tell its story, ending with kill -9.
	$(GO) run ./examples/expenses -binary bin/sequitur

bench: build ## Measure against an empty handler, raw SQLite and PocketBase.
	cd bench && $(GO) run . -binary ../bin/sequitur

lint: ## Check formatting, run go vet and staticcheck, with and without the build for tests.
	@unformatted="$$(gofmt -l $(SOURCES))"; test -z "$$unformatted" || { echo "gofmt wants changes:"; echo "$$unformatted"; exit 1; }
	$(GO) vet ./...
	$(GO) vet -tags testkit ./cmd/... ./internal/nodes/...
	$(GO) tool -modfile=tools/go.mod staticcheck ./...
	$(GO) tool -modfile=tools/go.mod staticcheck -tags testkit ./cmd/... ./internal/nodes/...

generate: ## Write the generated pages of docs and types of the web app; their test says when that is due.
	$(GO) test -count=1 -run TestReferencePagesAreFresh . -args -write

fmt: ## Format the code.
	gofmt -w $(SOURCES)

fuzz: ## Fuzz the parsers, 10 seconds each.
	@for f in $$(grep -rl '^func Fuzz' --include=*_test.go internal); do \
	  for n in $$(grep -o '^func Fuzz[A-Za-z0-9_]*' $$f | cut -c6-); do \
	    $(GO) test -run '^$$' -fuzz "^$$n$$" -fuzztime 10s ./$$(dirname $$f) || exit 1; done; done

check: lint test ## What CI runs.

clean: ## Remove what was built.
	rm -rf bin internal/script/dist/*.js web/screenshots && node web/scripts/clean.mjs
