# YouthLink: `make` prints what there is. Everything sets itself up on a fresh machine with Python 3.11 to 3.14.
PORT ?= 8080
DATA ?= .youthlink
BUS ?= memory
KIND ?= association
SERVICE ?= vacancy
NAME ?= gateway
SIZE ?= S
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OWN := libs services gateway deploy tests bench
export PYTHON
# dozens of processes are started: each module is compiled for the first of them alone
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help environment run story token test images-check ci check fix migrate migration bench

help: ## What can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | while IFS="$$(printf '\t')" read -r name what; do printf '  %-13s %s\n' "$$name" "$$what"; done

environment:
	@./deploy/environment.sh

run: environment ## The whole platform on one port (PORT=8080 DATA=.youthlink BUS=memory|kafka)
	@$(BIN)/python -m onebox run --port $(PORT) --data "$(DATA)" --bus $(BUS)

story: environment ## A vacancy and a student all the way, step by step, on a running platform or one of its own (PORT, BUS)
	@$(BIN)/python -m onebox story --port $(PORT) --data "$(DATA)" --bus $(BUS)

token: environment ## A bearer token of the running demo's client of that kind (KIND=association|employer|branch|…)
	@$(BIN)/python -m onebox token --port $(PORT) --data "$(DATA)" --kind $(KIND)

test: environment ## Every test, on a real PostgreSQL and a real Kafka broker
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

images-check: environment ## The steps of every Dockerfile, done by hand in empty folders; no Docker needed
	@$(BIN)/python -m deploy.images.dry_run $(ARGS)

ci: check test images-check ## What a change must pass: all three

check: environment ## Lint, format, types and drift of what is generated; changes nothing
	@$(BIN)/ruff check $(OWN)
	@$(BIN)/ruff format --check --quiet $(OWN)
	@$(BIN)/mypy $(OWN)
	@$(BIN)/python -m contracts.generate --check
	@$(BIN)/python -m deploy.settings_table --check

fix: environment ## Rewrite what the linter and formatter can mend, and what is generated
	@$(BIN)/ruff check --fix $(OWN)
	@$(BIN)/ruff format $(OWN)
	@$(BIN)/python -m contracts.generate
	@$(BIN)/python -m deploy.settings_table

migrate: environment ## Bring the databases under DATA to their head revisions
	@$(BIN)/python -m onebox migrate --data "$(DATA)"

migration: environment ## Write a migration from the models (SERVICE=vacancy MESSAGE="add closing date")
	@$(BIN)/python -m onebox migration --service $(SERVICE) --message "$(MESSAGE)"

bench: environment ## Measure against a peer in the same run (NAME=gateway|service|events|matching|vacancy-import|screening|recommendations SIZE=S)
	@$(BIN)/python -m bench $(NAME) --size $(SIZE)
