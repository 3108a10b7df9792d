STACK ?= dev
WITH := sh dev/bootstrap.sh

.DEFAULT_GOAL := help
.PHONY: help up down clean check test bench images releases docs

help: ## What the commands do
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

up: ## From a fresh checkout to a running node (STACK=dev)
	@$(WITH) tsx dev/up.ts "$(STACK)"

down: ## Remove what `make up` made; caches stay (STACK=dev)
	@$(WITH) tsx dev/down.ts "$(STACK)"

clean: ## `make down`, and remove what was cached
	@$(WITH) tsx dev/clean.ts

images: ## Build or pull the dev stack's images
	@$(WITH) tsx dev/images/main.ts

releases: ## Ask the registry what each release of the node reads: settings/releases/releases.json
	@$(WITH) tsx generate/releases.ts

docs: ## Write what is made from the table of settings: documentation, schema, examples
	@$(WITH) tsx generate/docs.ts

check: ## Format, lint, imports, unused code, types, unit tests
	@$(WITH) npm run --silent check

test: ## Everything: check, then the tests with a real engine
	@$(WITH) tsx test/run.ts

bench: ## Measure starts and updates beside a comparison, and print a table
	@$(WITH) tsx test/bench/main.ts
