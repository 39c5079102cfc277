# Two commands do everything on a fresh Debian machine: make demo, make test.
SWIFT ?= swift
# One optimised build serves the demo and the tests (statistical tests are ten times slower without optimisation).
FLAGS = -c release -Xswiftc -enable-testing
BINARY = .build/release/swapline

.PHONY: demo test test-installed build format lint fuzz sample pictures dist install uninstall stage wheel dependencies \
  test-dependencies clean

## Installs what is missing, builds, and plans 1,000 km on a real map.
demo: build
	$(BINARY) demo --output reports

build: dependencies
	$(SWIFT) build $(FLAGS) --product swapline

## Passes the tests.
test: test-dependencies
	$(SWIFT) test $(FLAGS) --disable-xctest
	$(MAKE) test-installed

## Tries the archive and the wheel as a user gets them: unpacked, and in a fresh virtual environment.
test-installed: dist wheel
	$(VENV)/bin/python -m pip install -q pytest
	$(VENV)/bin/python -m pytest -q Tests/Installed --dist $(DIST)

format:
	$(SWIFT) format --in-place --recursive Sources Tests Package.swift

lint:
	$(SWIFT) format lint --strict --recursive Sources Tests Package.swift

## Breaks map files for FUZZ_SECONDS, starting from FUZZ_SEED; `make test` breaks five thousand.
FUZZ_SECONDS ?= 600
FUZZ_SEED ?= 1
fuzz: dependencies
	SWAPLINE_FUZZ_SECONDS=$(FUZZ_SECONDS) SWAPLINE_FUZZ_SEED=$(FUZZ_SEED) $(SWIFT) test --filter FuzzTests

## Writes the committed sample anew: what 1,000 km take with the hardware of three cities (a test compares it byte for byte).
sample: build
	$(BINARY) compare reports/sample/platforms.scenario.json --output reports/sample/platforms.html --output reports/sample/platforms.md

## Draws the maps that ship, and the pictures of the README, the tutorial and the reading page, anew.
PICTURES = reports/pictures
pictures: build
	for map in topologies/*.json; do $(BINARY) map $$map --output topologies/pictures/$$(basename $$map .json).svg; done
	$(BINARY) plan beijing-shanghai --from Beijing --to Xuzhou --hut-spacing 25 --max-repeaters 10 --output $(PICTURES)/corridor.svg
	$(BINARY) plan netherlands-rail --from Rotterdam --to Hengelo --min-fidelity 0.8 --output $(PICTURES)/first.svg
	$(BINARY) capacity netherlands-rail --demand Rotterdam:Zwolle --demand Eindhoven:Arnhem --disjoint 2 --objective repeaters --min-rate 0.5 --min-fidelity 0.8 --time-limit none --output $(PICTURES)/capacity.svg

# What is installed needs neither Swift nor GLPK where it runs.
PREFIX ?= $(HOME)/.local
DIST = .build/dist
STAGE = $(DIST)/stage
VENV = .build/venv

stage: dependencies
	@sh .ci/install archives
	SWIFT="$(SWIFT)" sh Sources/packaging/build.sh $(DIST)
	sh Sources/packaging/stage.sh $(DIST) $(STAGE)

## An archive for any Linux of this architecture: program, man pages, completions, maps, licences (GPL-3, because of GLPK).
dist: stage
	sh Sources/packaging/archive.sh $(STAGE) $(DIST)

## Installs the program, its man pages and completions below PREFIX (~/.local); `make uninstall` takes them away again.
install: stage
	sh Sources/packaging/install.sh $(STAGE) "$(DESTDIR)$(PREFIX)"

uninstall:
	sh Sources/packaging/uninstall.sh "$(DESTDIR)$(PREFIX)"

## A Python wheel that holds the program: pip install $(DIST)/wheel/*.whl
wheel: stage
	@sh .ci/install venv
	[ -x $(VENV)/bin/python ] || python3 -m venv $(VENV)
	sh Sources/packaging/wheel.sh $(STAGE) $(VENV)/bin/python $(DIST)/wheel

dependencies:
	@sh .ci/install glpk swift

test-dependencies: dependencies
	@sh .ci/install glpsol chromium jsonschema

clean:
	$(SWIFT) package clean
