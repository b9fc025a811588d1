# make alone lists the targets.
.DEFAULT_GOAL := help
TOOL := go tool -modfile=tools/go.mod
NOSQLITE = $(shell go list ./... | grep -vE 'internal/(store|app|demo|bench)|cmd/')

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | sort

run: ## build the demo and serve it
	go run ./cmd/gongkai demo

check: fmt vet secrets vuln staticcheck fresh sbom cross gosec test abuse race ## exactly what CI runs, the cheap first

fmt: ## fail if anything is not formatted
	@out=$$($(TOOL) gofumpt -l cmd internal | grep -v _templ.go); test -z "$$out" || { echo "not formatted:"; echo "$$out"; exit 1; }

vet:
	go vet ./...

staticcheck:
	$(TOOL) staticcheck ./...

generate: ## write the generated code
	$(TOOL) templ generate -path internal/web

fresh: generate ## fail if generated code is stale
	@git diff --exit-code --stat -- '*_templ.go' || { echo "generated code is stale: commit what make generate wrote"; exit 1; }

cross: ## build for every platform we promise
	for arch in amd64 arm64 loong64; do CGO_ENABLED=0 GOOS=linux GOARCH=$$arch go build -o /dev/null ./cmd/gongkai || exit 1; done

test: ## all tests, shuffled
	go test -timeout 40m -shuffle=on ./...

race: ## race detector on what does not link SQLite, and one store suite
	go test -race -timeout 40m $(NOSQLITE)
	go test -race -run 'TestClaim|TestIndexNumbers' ./internal/store

abuse: ## say which of the abuse cases are shown, and what the others come with
	@go test -count=1 -v -run TestAbuseCasesAreCounted ./internal/app | grep '^abuse cases'

mutations: ## ten thousand spoilt files of every kind, each within 2 s and 256 MiB
	GONGKAI_MUTATIONS=10000 go test -count=1 -v -timeout 30m -run TestMutatedFiles ./internal/document

secrets: ## fail if a password or a key lies in the history or in the tree
	@for dir in internal cmd docs tools; do go tool -modfile=tools/gitleaks/go.mod gitleaks dir --no-banner --redact --log-level warn $$dir || exit 1; done
	@if [ -e .git ]; then go tool -modfile=tools/gitleaks/go.mod gitleaks git --no-banner --redact --log-level warn . && echo "gitleaks: nothing in the tree, nor in $$(git rev-list --count HEAD) commits"; else echo "gitleaks: nothing in the tree; HISTORY NOT CHECKED, there is none here"; fi

gosec: ## fail if gosec finds something grave
	@tools/gosec/run.sh

vuln: ## fail if what we call has known vulnerabilities; says so where that cannot be looked up
	@tools/govulncheck/run.sh

sbom: ## write what the program is made of to sbom.json, in CycloneDX
	@mkdir -p bin && CGO_ENABLED=0 go build -o bin/gongkai ./cmd/gongkai
	@go tool -modfile=tools/sbom/go.mod cyclonedx-gomod bin -json -std -licenses -version "$$(git describe --always --tags 2>/dev/null || echo unknown)" -output sbom.json bin/gongkai 2> bin/sbom.log || { cat bin/sbom.log; exit 1; }
	@echo "sbom.json: $$(grep -c '"purl"' sbom.json) modules"

pages: ## screenshots of every page, from cases and from the journey, into ./pages
	go run ./internal/web/gallery/cmd -o pages
	GONGKAI_SHOTS=$(CURDIR)/pages/journey go test -count=1 -run TestJourney ./internal/app

bench: ## speed and memory against their yardsticks
	go run ./internal/bench

prove: ## prove in full what CI samples, hours long, and print one table; KILLS=, TAMPER=, ONLY=kills,pages,… say how much
	tools/prove/all.sh

pages-judged: ## let other people's machines judge the public pages; needs node, java and chromium
	tools/prove/portal.sh

walks: ## a million walks of a draft on each route, looking for a way past the gate
	GONGKAI_WALKS=1000000 go test -count=1 -v -timeout 2h -run TestManyWalks ./internal/publication

.PHONY: help run check fmt vet staticcheck generate fresh cross test abuse mutations secrets gosec vuln sbom race pages bench prove pages-judged walks
