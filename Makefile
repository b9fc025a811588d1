# make alone lists the targets.
.DEFAULT_GOAL := help
TOOL := go tool -modfile=tools/go.mod
NOSQLITE = $(shell go list ./... | grep -vE 'internal/(store|app|demo|bench)|cmd/')

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | sort

run: ## build the demo and serve it
	go run ./cmd/gongkai demo

check: fmt vet staticcheck fresh cross test race ## exactly what CI runs

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
	go test -shuffle=on ./...

race: ## race detector on what does not link SQLite, and one store suite
	go test -race $(NOSQLITE)
	go test -race -run 'TestClaim|TestIndexNumbers' ./internal/store

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

.PHONY: help run check fmt vet staticcheck generate fresh cross test race pages bench prove pages-judged walks
