# For developers; users need only ./run and ./test. `make` says what there is.
PATH := $(CURDIR)/.venv/bin:$(PATH)
export PATH
export PYTHONPATH = src

.PHONY: axe guide-pictures help check fix look look-tests bench measure mutants screens chaos chaos-full migration locks
help:
	@echo "make check    the gate, and the tests of the house"
	@echo "make fix      what the tools can mend by themselves"
	@echo "make look     the mirror: long, tangled or unused code; never fails"
	@echo "make look-tests  the mirror, and what no quick test runs (minutes)"
	@echo "make bench    measure pages and memory against the goals"
	@echo "make measure  the tests that need the machine for themselves"
	@echo "make mutants  alter the rules of counting one by one; a test must notice (minutes)"
	@echo "make chaos    the failure drills: kill -9, full disks, bad lines, forgery, secrets (about ten minutes)"
	@echo "make chaos-full  the same at their whole sizes (hours); both take HARNESS=H1,H2 SEED=7 WRITE=1"
	@echo "make screens  pictures of the main pages, three widths, light and dark"
	@echo "make axe      every page in both languages, light and dark, looked at by axe (about half an hour)"
	@echo "make guide-pictures  the pictures of the guide anew, from the demo"
	@echo "make migration  the first migration anew, from the models (until 1.0)"
	@echo "make locks    resolve the locks anew"

check:
	python tools/gate.py
	python -m pytest tests/house

fix:
	-ruff check --fix src tests tools bench
	-ruff format src tests tools bench
	-djangofmt --quiet check --fix src
	-djangofmt --quiet src

look:
	@python tools/mirror.py

look-tests:
	@python tools/mirror.py --tests

measure:
	python -m pytest -m measure

mutants:
	python tools/mutants.py

bench:
	python bench/pages.py

screens:
	@if [ -e tools/screens.py ]; then python tools/screens.py; else echo "Not here yet."; fi

# HARNESS=H1,H2 for some, SEED=7, ROUNDS=1000 for H1, WRITE=1 to put the rows into docs/chaos.md.
chaos chaos-full:
	PYTHONPATH=src:. python -m tests.drills $(if $(findstring full,$@),--full) $(if $(HARNESS),--only $(HARNESS)) \
	    $(if $(SEED),--seed $(SEED)) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(WRITE),--write)

axe:
	python -m pytest -m axe

guide-pictures:
	python tools/guide_pictures.py

migration:
	python tools/first_migration.py

locks:
	python tools/locks.py
