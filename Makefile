# Two commands do everything on a fresh Debian machine: make demo, make test.
SWIFT ?= swift
CONFIGURATION ?= release
BINARY = .build/$(CONFIGURATION)/swapline

.PHONY: demo test build format lint dependencies test-dependencies clean

## Installs what is missing, builds, and plans 1,000 km on a real map.
demo: build
	$(BINARY) demo --output reports

build: dependencies
	$(SWIFT) build -c $(CONFIGURATION) --product swapline

## Passes the tests.
test: test-dependencies
	$(SWIFT) test

format:
	$(SWIFT) format --in-place --recursive Sources Tests Package.swift

lint:
	$(SWIFT) format lint --strict --recursive Sources Tests Package.swift

dependencies:
	@sh .ci/install glpk swift

test-dependencies: dependencies
	@sh .ci/install glpsol chromium

clean:
	$(SWIFT) package clean
