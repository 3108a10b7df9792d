STACK ?= dev
WITH := sh dev/bootstrap.sh

.DEFAULT_GOAL := help
.PHONY: help up down clean check test bench audit aws-smoke images releases docs

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

up: ## Bring up a stack, from a fresh checkout to a running node (STACK=dev)
	@$(WITH) node dev/start.cjs up "$(STACK)"

down: ## Remove the stack and its resources; caches stay (STACK=dev)
	@$(WITH) node dev/start.cjs down "$(STACK)"

clean: ## Remove all development stacks, images and caches
	@$(WITH) tsx dev/clean.ts

images: ## Build or pull the images of a development stack
	@$(WITH) tsx dev/images/main.ts

releases: ## Update settings/releases/releases.json from the npm registry
	@$(WITH) tsx generate/releases.ts

docs: ## Generate documentation, schema and examples from the table of settings
	@$(WITH) tsx generate/docs.ts

check: ## Run the static checks and the unit tests; no Docker
	@$(WITH) npm run --silent check

test: ## Run all tests: check, then tests with real nodes and a simulated AWS
	@$(WITH) tsx test/run.ts

bench: ## Measure starts and updates against a baseline, and print a table
	@$(WITH) tsx test/bench/main.ts

aws-smoke: ## Try up, status, replace and destroy on a real AWS account: costs money, and asks first (CONFIRM=yes)
	@$(WITH) tsx test/aws-smoke/main.ts $(if $(filter yes,$(CONFIRM)),--yes) $(ARGS)

audit: ## Have Prowler audit a stack on the simulated AWS; installs 1.4 GB the first time
	@$(WITH) tsx test/aws-audit/main.ts
