# Two commands: `make run` and `make test`. docs/operators.md says what they read from the environment.
.PHONY: help run test cluster operating audit edge bench kept drills punctual hostile test-edge test-s3 lint lock screenshots browser catalogues clean
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin

help:
	@echo "make run          the demo newsroom on this machine (PORT=8123 make run: another port)"
	@echo "make test         the tests"
	@echo "make audit        every page read by axe, the Nu HTML checker, Lighthouse (node, java; minutes)"
	@echo "make bench        what readers' pages cost, beside files and a peer (wrk, nginx; minutes)"
	@echo "make edge         test-edge, and how fast caches in front are beside files (minutes; wrk)"
	@echo "make kept         what the page cache has while the newsroom publishes (wrk; minutes)"
	@echo "make drills       what is lost when things break (a quarter of an hour; some drills as root)"
	@echo "make cluster      the same on several machines (Debian's patroni, etcd-server, varnish, varnish-modules; minutes)"
	@echo "make punctual     a thousand stories due at one moment, readers hammering (wrk; minutes)"
	@echo "make operating    restoring to a moment, reloading without a lost request (a minute)"
	@echo "make hostile      every picture that once broke Pillow, through the upload"
	@echo "make test-edge    Varnish and nginx in front, for real (minutes; their Debian packages)"
	@echo "make test-s3      photos in buckets, against a server of the protocol"
	@echo "make lint         format and check the code"
	@echo "make lock         pin requirements.in again"
	@echo "make screenshots  the README's pictures, while make run runs"
	@echo "make catalogues   bring both languages up to the code"

run: .venv/.run
	@$(BIN)/python -m newsroom.run

test: .venv/.dev browser
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(TESTS)

audit: .venv/.dev browser
	@$(BIN)/python -m tests.audit

bench: .venv/.dev
	@$(BIN)/python -m tests.bench $(BENCH)

kept: .venv/.dev
	@$(BIN)/python -m tests.bench.kept $(KEPT)

edge: test-edge
	@$(BIN)/python -m tests.edge

drills: .venv/.dev
	@$(BIN)/python -m tests.drills $(DRILLS)

cluster: .venv/.dev
	@$(call install,requirements-s3-dev.txt)
	@$(BIN)/python -m tests.cluster $(CLUSTER)

punctual: .venv/.dev
	@$(BIN)/python -m tests.punctual $(PUNCTUAL)

operating: .venv/.dev
	@$(BIN)/python -m pytest -n 0 -v tests/operating

hostile: .venv/.dev
	@$(BIN)/python -m pytest tests/test_photos_hostile.py --every-hostile-picture

# Mostly they wait, and each has servers of its own.
test-edge: .venv/.dev
	@$(BIN)/python -m pytest -n auto tests/edge

test-s3: .venv/.dev
	@$(call install,requirements-s3-dev.txt)
	@$(BIN)/python -m pytest -n 0 tests/test_photos_s3.py

lint: .venv/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/lint-imports

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q requirements.in -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q requirements-dev.in -o requirements-dev.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q requirements-s3.in -o requirements-s3.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q requirements-s3-dev.in -o requirements-s3-dev.txt

screenshots: .venv/.dev browser
	$(BIN)/python -m tests.screenshots

catalogues: .venv/.dev
	$(BIN)/python -m tests.catalogues --write

clean:
	rm -rf .venv .pytest_cache .ruff_cache

# The browser of the tests: installed where this user may; the tests say so where it is missing.
# Beside it Debian has one without a window, in which they are quicker.
browser:
	@command -v chromium-browser >/dev/null \
	|| { command -v chromium && command -v chromium-headless-shell; } >/dev/null \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	     && echo "Installing chromium for the browser tests" \
	     && export DEBIAN_FRONTEND=noninteractive && (apt-get update -qq \
	     && apt-get install -y -qq chromium && apt-get install -y -qq chromium-headless-shell) >/dev/null; } \
	|| true

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	|| { echo "Python 3.11 or newer is needed; $(PYTHON) is older. Name another: PYTHON=python3.12 make run"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || command -v uv >/dev/null \
	|| { echo "Python's venv module is missing. Install it: apt-get install python3-venv"; exit 1; }
	@if command -v uv >/dev/null; then uv venv -q --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" .venv; \
	else $(PYTHON) -m venv .venv; fi

.venv/.run: requirements.txt | .venv/bin/python
	@echo "Installing what the newsroom runs on"
	@$(call install,requirements.txt)
	@touch $@

.venv/.dev: requirements-dev.txt | .venv/bin/python
	@echo "Installing what the tests need"
	@$(call install,requirements-dev.txt)
	@touch $@ .venv/.run

define install
if command -v uv >/dev/null; then uv pip install -q --python $(BIN)/python --require-hashes -r $(1); \
else $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(1); fi
endef
