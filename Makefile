# blur: the program, the library, and all that is made of them. "make help" lists the targets.

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
DATADIR ?= $(PREFIX)/share
MANDIR ?= $(DATADIR)/man
DESTDIR ?=

# release, debug, or by a sanitizer: asan (and UBSan), tsan, msan (by CC=clang); each in a folder of
# its own, as is what has CODECS=stb. BUILD may name another folder, for another compiler.
FLAVOUR ?= release
BUILD ?= build/$(FLAVOUR)$(if $(filter stb,$(CODECS)),-stb)
WERROR ?=
STB_CFLAGS ?= $(shell pkg-config --cflags stb 2>/dev/null || echo -I/usr/include/stb)
DEFLATE_CFLAGS ?= $(shell pkg-config --cflags libdeflate 2>/dev/null)
DEFLATE_LIBS ?= $(shell pkg-config --libs libdeflate 2>/dev/null || echo -ldeflate)

# Codecs beside stb: auto takes what pkg-config finds, stb none.
CODECS ?= auto
ifeq ($(filter $(CODECS),auto stb),)
$(error CODECS is auto or stb, not "$(CODECS)")
endif
spng := $(if $(filter auto,$(CODECS)),$(shell pkg-config --exists spng 2>/dev/null && echo spng))
jpeg := $(if $(filter auto,$(CODECS)),$(shell pkg-config --exists libjpeg 2>/dev/null && echo libjpeg))
CODEC_CFLAGS ?= $(if $(spng),-DBLUR_WITH_SPNG) $(if $(jpeg),-DBLUR_WITH_LIBJPEG) \
	$(if $(spng)$(jpeg),$(shell pkg-config --cflags $(spng) $(jpeg)))
CODEC_LIBS ?= $(if $(spng)$(jpeg),$(shell pkg-config --libs $(spng) $(jpeg)))
# What a process gives up before it decodes: auto takes seccomp where pkg-config finds libseccomp, and
# Landlock where the kernel's headers have it; none takes neither.
SANDBOX ?= auto
ifeq ($(filter $(SANDBOX),auto none),)
$(error SANDBOX is auto or none, not "$(SANDBOX)")
endif
seccomp := $(if $(filter auto,$(SANDBOX)),$(shell \
	pkg-config --exists libseccomp 2>/dev/null && echo libseccomp))
SANDBOX_CFLAGS ?= $(if $(filter none,$(SANDBOX)),-DBLUR_NO_SANDBOX) $(if $(seccomp),\
	-DBLUR_WITH_SECCOMP $(shell pkg-config --cflags $(seccomp)))
SANDBOX_LIBS ?= $(if $(seccomp),$(shell pkg-config --libs $(seccomp)))
# stb's headers say their version in the comment at their top alone.
stb_version = $(shell printf '\043include <$(1).h>\n' | \
	$(CC) $(STB_CFLAGS) -E -C -x c - 2>/dev/null | sed -n 's/.*$(1) - v\([0-9.]*\) .*/\1/p' | head -n 1)

# Of "make demo"; handed to its script by the environment, unexpanded, so that any name survives.
override IN := $(value IN)
K ?= 31
export IN K

VERSION := $(shell sed -n 's/^\#define BLUR_VERSION "\(.*\)"$$/\1/p' core/blur.h)
ABI := $(shell sed -n 's/^\#define BLUR_ABI_VERSION //p' core/blur.h)

# Flags are taken where this compiler has them all for its machine.
probe = $(shell printf '\043include <stdio.h>\n' | \
	$(CC) -O1 -Werror $(1) -S -x c -o - - >/dev/null 2>&1 && echo '$(1)')
# What makes a fault in memory harder to use. Level 3 knows the sizes of what malloc() gave, too; a
# compiler may come with a level. Jumps are guarded by CET of x86, and BTI and PAC of aarch64.
fortify = -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=$(1)
ifeq ($(FLAVOUR) $(origin CFLAGS),release undefined)
hardening := $(or $(call probe,$(call fortify,3)),$(call fortify,2)) $(foreach f,-fcf-protection \
	-fstack-protector-strong -fstack-clash-protection -mbranch-protection=standard,$(call probe,$f))
endif
# -O3: at -O2 older versions of gcc leave the inner loops scalar.
flags_release := -O3 -g $(hardening)
flags_debug := -Og -g
# Sanitizers and what libFuzzer goes by; see tests/fuzz/rules.mk.
flags_fuzz := -O2 -g -fsanitize=fuzzer-no-link,address,undefined,float-cast-overflow \
	-fno-sanitize-recover=all -fno-omit-frame-pointer
flags_asan := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
flags_tsan := -O2 -g -fsanitize=thread -fno-omit-frame-pointer
flags_msan := -O1 -g -fsanitize=memory -fno-sanitize-recover=all -fno-omit-frame-pointer
ifeq ($(flags_$(FLAVOUR)),)
$(error FLAVOUR is release, debug, asan, tsan, msan or fuzz, not "$(FLAVOUR)")
endif

CFLAGS ?= $(flags_$(FLAVOUR))
ldflags_fuzz := -fsanitize=address,undefined
LDFLAGS ?= $(or $(ldflags_$(FLAVOUR)),$(filter -fsanitize=%,$(flags_$(FLAVOUR))),-Wl$(comma)-z$(comma)relro$(comma)-z$(comma)now$(comma)-z$(comma)noexecstack)
comma := ,

warnings := -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wvla -Wformat=2 \
	-Wmissing-prototypes -Wundef -Wcast-align -Wcast-qual -Wdate-time -Wdouble-promotion \
	-Wimplicit-fallthrough -Wmissing-noreturn -Wnested-externs -Wnull-dereference \
	-Wold-style-definition -Wpointer-arith -Wredundant-decls -Wunused-macros -Wwrite-strings \
	$(if $(WERROR),-Werror)
gcc_warnings := -Walloc-zero -Warith-conversion -Wcast-align=strict -Wduplicated-branches \
	-Wduplicated-cond -Wformat-overflow=2 -Wformat-signedness -Wjump-misses-init -Wlogical-op \
	-Wtrampolines
clang_warnings := -Wassign-enum -Wloop-analysis -Wshift-sign-overflow
warnings += $(call probe,$(gcc_warnings)) $(call probe,$(clang_warnings))
# -ffp-contract=off: fused multiply-add would round differently from one CPU type to another.
# _XOPEN_SOURCE 700 is POSIX.1-2008 with realpath().
common := -std=c11 -D_XOPEN_SOURCE=700 -fPIC -fvisibility=hidden -ffp-contract=off -pthread -MMD -MP
# Where -std=c11 has float computed in double (1: s390x) or all in long double (2: 32-bit x86), so
# that results would be rounded elsewhere than on other machines, what has each type by itself.
exact_1 := -fexcess-precision=fast
exact_2 := -msse2 -mfpmath=sse
common += $(exact_$(shell echo __FLT_EVAL_METHOD__ | $(CC) -std=c11 $(CFLAGS) -E -P -x c - 2>/dev/null))
compile = $(CC) $(common) $(CPPFLAGS) $(CFLAGS)
core_flags = $(warnings) -DBLUR_BUILDING -Icore
# The public header comes from a folder where it is alone; others' headers may warn as they like.
cli_flags = $(warnings) -Icli -I$(BUILD)/include -Ithird_party $(patsubst -I%,-isystem %,$(STB_CFLAGS)) \
	$(DEFLATE_CFLAGS) $(CODEC_CFLAGS) $(SANDBOX_CFLAGS)
# For cli/formats/stb_version.c.
stb_versions = -DBLUR_STB_VERSIONS='"image $(call stb_version,stb_image), image_write $(call \
	stb_version,stb_image_write)"'
# Others' code: its warnings are not ours to mend. stb shifts and adds signed numbers beyond their
# range, which -fwrapv gives a meaning.
glue_flags = -w -fwrapv -fno-sanitize=shift -Ithird_party $(STB_CFLAGS) $(DEFLATE_CFLAGS)
test_flags = $(warnings) -Icore
link = $(CC) $(CFLAGS) $(LDFLAGS) -pthread
# What -static and -pie link together would crash.
pie = $(if $(filter -static% -no-pie,$(CFLAGS) $(LDFLAGS)),,-pie)

# "make V=1" shows the commands in full.
V ?=
show = $(if $(V),,@echo "  $(1) $@";)

core_sources := $(sort $(wildcard core/*.c core/*/*.c core/*/*/*.c))
cli_sources := $(sort $(wildcard cli/*.c cli/*/*.c cli/*/*/*.c))
glue_sources := $(sort $(wildcard third_party/*.c))
objects = $(patsubst %.c,$(BUILD)/%.o,$(1))
core_objects := $(call objects,$(core_sources))
program_objects := $(call objects,$(cli_sources) $(glue_sources))

library := $(BUILD)/libblur.so.$(VERSION)
soname := libblur.so.$(ABI)

.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all library program-needs demo wheel names tests check check-ready check-all check-memory \
	check-ports check-threads analyze faults golden documents load bench bench-ready pictures \
	gallery install uninstall clean help FORCE

## all: the program and the library, in build/release (FLAVOUR=debug, asan, tsan: in build/FLAVOUR)
all: $(BUILD)/blur $(BUILD)/libblur.so $(BUILD)/libblur.a $(BUILD)/blur.pc

## library: the shared library alone, which needs no more than a C compiler
library: $(BUILD)/libblur.so

## demo: install what is missing, build, and blur a sample picture (or IN=photo.jpg, with K=31)
demo: export BLUR = $(BUILD)/blur
demo:
	@sh .ci/packages build demo
	@$(MAKE) --no-print-directory all
	@sh .ci/demo

# ---- Building -----------------------------------------------------------------------------------

library_probe = echo '\#include <stdio.h>' | $(CC) -E -x c -
program_probe = echo '\#include <libdeflate.h>' | \
	$(CC) $(DEFLATE_CFLAGS) $(STB_CFLAGS) -include stb_image_write.h -E -x c -
# Runs a probe; where it fails, says what to install.
need = $(1) >/dev/null 2>&1 || { packages=$$(sh .ci/packages --print build); \
	if [ -z "$$packages" ]; then $(1) >/dev/null; else \
	printf '%s\n' "Something that the build needs is missing. Try:" "$$packages" >&2; \
	fi; exit 1; }

program-needs:
	@$(call need,$(program_probe))

# The last build's commands, and whose flags: objects depend on it, so that changed ones rebuild them.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@$(call need,$(library_probe))
	@echo '$(compile) $(core_flags) $(cli_flags) $(glue_flags) $(test_flags) $(link) $(pie) $(CODEC_LIBS) $(SANDBOX_LIBS) # $(FLAVOUR), CFLAGS: $(origin CFLAGS), LDFLAGS: $(origin LDFLAGS)' > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

# What the program may see of the library: this header alone.
$(BUILD)/include/blur.h: core/blur.h
	@mkdir -p $(@D)
	$(call show,CP)cp $< $@

$(BUILD)/core/%.o: core/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call show,CC)$(compile) $(core_flags) -c $< -o $@

$(BUILD)/cli/%.o: cli/%.c $(BUILD)/flags $(BUILD)/include/blur.h | program-needs
	@mkdir -p $(@D)
	$(call show,CC)$(compile) $(cli_flags) -c $< -o $@

# The same templates as the plain loops, in which undefined behaviour is looked for: half of the time
# that compiling takes.
ifneq ($(filter asan fuzz,$(FLAVOUR)),)
$(BUILD)/core/simd/x86/%.o: private compile += -fno-sanitize=undefined,float-cast-overflow
endif

$(BUILD)/cli/formats/stb_version.o: private compile += $(stb_versions)

$(BUILD)/third_party/%.o: third_party/%.c $(BUILD)/flags | program-needs
	@mkdir -p $(@D)
	$(call show,CC)$(compile) $(glue_flags) -c $< -o $@

$(BUILD)/libblur.a: $(core_objects)
	$(call show,AR)rm -f $@ && $(AR) rcs $@ $^

$(library): $(core_objects)
	$(call show,LD)$(link) -shared -Wl,-soname,$(soname) -o $@ $^ -lm

$(BUILD)/libblur.so: $(library)
	$(call show,LN)ln -sf $(notdir $<) $(BUILD)/$(soname) && ln -sf $(soname) $@

$(BUILD)/blur: $(program_objects) $(BUILD)/libblur.a
	$(call show,LD)$(link) $(pie) -o $@ $^ $(DEFLATE_LIBS) $(CODEC_LIBS) $(SANDBOX_LIBS) -lm

$(BUILD)/blur.pc: core/blur.h Makefile $(BUILD)/install-paths
	@printf '%s\n' 'prefix=$(PREFIX)' 'libdir=$(LIBDIR)' 'includedir=$(INCLUDEDIR)' '' \
		'Name: blur' 'Description: Exact Gaussian blur and 2-D convolution of images' \
		'Version: $(VERSION)' 'Libs: -L$${libdir} -lblur' 'Libs.private: -lm -pthread' \
		'Cflags: -I$${includedir}' > $@

$(BUILD)/install-paths: FORCE
	@mkdir -p $(@D)
	@echo '$(PREFIX) $(LIBDIR) $(INCLUDEDIR)' > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

-include $(patsubst %.o,%.d,$(core_objects) $(program_objects)) \
	$(wildcard $(BUILD)/tests/*.d $(BUILD)/tests/checkasm/*.d)

# ---- Python's tools -----------------------------------------------------------------------------

# Virtual environments: of the tests, of the benchmark, and of the examples that need much.
build/venv/ready: tests/requirements.txt
build/bench-venv/ready: py/bench/requirements.txt
build/examples-venv/ready: py/examples/requirements.txt

build/%/ready:
	@echo "  PIP $@"
	@python3 -m venv --clear $(@D)
	@$(@D)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

## wheel: the Python package with the library in it, into build/wheel
wheel:
	@sh .ci/packages build wheel
	python3 -m venv --clear build/wheel-venv
	build/wheel-venv/bin/pip wheel --quiet --disable-pip-version-check --no-deps \
		--wheel-dir build/wheel ./py

## names: write the names that stand in core/names.c to the Python package
names: library
	python3 py/make_names.py $(BUILD)/libblur.so

# ---- Tests --------------------------------------------------------------------------------------

test_programs := $(patsubst tests/core/%.c,$(BUILD)/tests/%,$(sort $(wildcard tests/core/test_*.c)))
# What the tests share; naive.c is compiled by the benchmark, for itself.
test_helpers := $(patsubst tests/core/%.c,$(BUILD)/tests/%.o,\
	$(filter-out tests/core/test_% tests/core/naive.c,$(sort $(wildcard tests/core/*.c))))

$(BUILD)/tests/%.o: tests/core/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call show,CC)$(compile) $(test_flags) -c $< -o $@

$(test_programs): $(BUILD)/tests/%: $(BUILD)/tests/%.o $(test_helpers) $(BUILD)/libblur.a
	$(call show,LD)$(link) -o $@ $^ -lcmocka -lm

# What the library writes, held against what it once wrote; it sees no more than a user does.
golden := $(BUILD)/tests/golden
golden_objects := $(patsubst tests/golden/%.c,$(BUILD)/tests/golden-%.o,$(sort $(wildcard tests/golden/*.c)))

$(BUILD)/tests/golden-%.o: tests/golden/%.c $(BUILD)/flags $(BUILD)/include/blur.h
	@mkdir -p $(@D)
	$(call show,CC)$(compile) $(warnings) -I$(BUILD)/include -c $< -o $@

$(golden): $(golden_objects) $(BUILD)/libblur.a
	$(call show,LD)$(link) -o $@ $^ -lm

## golden: write down anew what the library writes, in tests/golden/samples.txt: see its README.md
golden: $(golden)
	$< > tests/golden/samples.txt

# Each loop by itself.
checkasm := $(BUILD)/tests/test_checkasm

$(BUILD)/tests/checkasm/%.o: tests/checkasm/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call show,CC)$(compile) $(test_flags) -c $< -o $@

$(checkasm): $(call objects,$(sort $(wildcard tests/checkasm/*.c))) $(BUILD)/libblur.a
	$(call show,LD)$(link) -o $@ $^ -lcmocka -lm

# The table of options, with the manual's paragraphs, which the program is built without.
dump_options := $(BUILD)/tests/dump_options

$(dump_options): tests/documents/dump_options.c $(wildcard cli/options/*.[ch]) $(BUILD)/libblur.a \
		$(filter-out $(BUILD)/cli/main.o $(BUILD)/cli/options/%,$(program_objects))
	@mkdir -p $(@D)
	$(call show,LD)$(filter-out -MMD -MP,$(compile)) $(LDFLAGS) $(cli_flags) -DOPTION_DOCUMENTS \
		-o $@ $(filter %.c %.o,$^) $(BUILD)/libblur.a $(DEFLATE_LIBS) $(CODEC_LIBS) $(SANDBOX_LIBS) -lm

## documents: write the completions and the manual's list of options from the table of options
documents: $(dump_options)
	@python3 tests/option_documents.py $(BUILD)

# What makes calls fail, and what calls the library then. Both compiled with flags of their own: they
# must also build where the program has those of a sanitizer, with which they are not used.
fault_flags = -O1 -g -fPIC -pthread -Wall -Wextra -Wconversion -Wshadow $(if $(WERROR),-Werror)
faults := $(BUILD)/tests/faults/preload.so $(BUILD)/tests/faults/library

$(BUILD)/tests/faults/preload.so: $(addprefix tests/faults/,fault.c heap.c calls.c exempt.c fault.h)
	@mkdir -p $(@D)
	$(call show,LD)$(CC) -std=gnu11 $(fault_flags) -shared -o $@ $(filter %.c,$^) -ldl

$(BUILD)/tests/faults/library: tests/faults/library.c core/blur.h $(BUILD)/libblur.so
	@mkdir -p $(@D)
	$(call show,LD)$(CC) -std=c11 -D_XOPEN_SOURCE=700 $(fault_flags) \
		$(LDFLAGS) -Icore -o $@ $< -L$(BUILD) -lblur -Wl,-rpath,'$$ORIGIN/../..'

## tests: build the tests without running them
tests: all $(test_programs) $(checkasm) $(golden) $(dump_options) $(faults)
	@:

check-ready: tests build/venv/ready
	@:

## check: install what is missing and run the test suite (FLAVOUR=asan: under the sanitizers)
check:
	@sh .ci/packages build check
	@$(MAKE) --no-print-directory check-ready
	@build/venv/bin/python tests/run.py --build $(BUILD)

## faults: have every single call that can fail do so, one in each run (JOBS=N: runs at once)
faults:
	@sh .ci/packages build check
	@$(MAKE) --no-print-directory all $(faults) build/venv/ready
	@PYTHONPATH=tests build/venv/bin/python -m faults --build $(BUILD) $(if $(JOBS),--jobs $(JOBS))

## load: blur FILES=100000 small files by one process and by eight, and watch memory and open files
load: FILES ?= 100000
load:
	@sh .ci/packages build check
	@$(MAKE) --no-print-directory all build/venv/ready
	@PYTHONPATH=tests build/venv/bin/python -m load --program $(BUILD)/blur --files $(FILES) \
		--folder $${TMPDIR:-build}/load

## check-all: what CI runs after check, in ten minutes: compilers, sanitizers, fuzzing, linters, ...
check-all:
	@MACHINES=s390x sh .ci/packages build check lint memory ports fuzz
	@sh .ci/check-all

## check-memory: the program under valgrind, and the library under clang's MemorySanitizer
check-memory:
	@sh .ci/packages build check memory
	@$(MAKE) --no-print-directory build/venv/ready
	@sh .ci/memory

## check-threads: the library and the program on several threads, under ThreadSanitizer
check-threads:
	@sh .ci/packages build check
	@$(MAKE) --no-print-directory FLAVOUR=tsan BUILD=build/tsan tests build/venv/ready
	@build/venv/bin/python tests/check_threads.py --build build/tsan

## check-ports: same bytes on other machines, by emulators (FULL=1: all tests; MACHINES=s390x: one)
check-ports: export FULL := $(FULL)
check-ports: export OPTIONAL := $(OPTIONAL)
check-ports: export MACHINES := $(MACHINES)
check-ports:
	@sh .ci/packages build check ports
	@$(MAKE) --no-print-directory all build/venv/ready
	@sh .ci/ports

## analyze: look for faults without running anything: gcc -fanalyzer, clang-tidy, cppcheck (TOOLS=gcc)
analyze: export CORE_FLAGS = $(filter-out -W% -M%,$(common) $(CPPFLAGS) $(core_flags))
analyze: export CLI_FLAGS = $(filter-out -W% -M%,$(common) $(CPPFLAGS) $(cli_flags))
analyze: $(BUILD)/include/blur.h
	@sh .ci/packages build lint
	@sh .ci/analyze $(TOOLS)

## bench: time library and program against others (QUICK=1: the short form; BENCH='-h': its options)
bench:
	@sh .ci/packages build bench
	@$(MAKE) --no-print-directory bench-ready
ifeq ($(BENCH),)
	@mkdir -p build/bench
	@CC='$(CC)' build/bench-venv/bin/python py/benchmark.py --library $(BUILD)/libblur.so \
		--json build/bench/comparison.json \
		$(if $(QUICK),--budget 0.1,--plot build/bench/comparison.png)
endif
	@PYTHONPATH=py build/bench-venv/bin/python -m bench --library $(BUILD)/libblur.so \
		$(if $(QUICK),--quick) $(BENCH)
ifeq ($(BENCH),)
	@PYTHONPATH=py build/bench-venv/bin/python -m bench.programs --program $(BUILD)/blur \
		--json build/bench/programs.json $(if $(QUICK),--quick)
	@PYTHONPATH=py BLUR_LIBRARY=$(BUILD)/libblur.so build/bench-venv/bin/python \
		-m bench.compositing --program $(BUILD)/blur $(if $(QUICK),--quick)
	@PYTHONPATH=py build/bench-venv/bin/python -m bench.batches --program $(BUILD)/blur \
		--json build/bench/batches.json $(if $(QUICK),--quick)
endif

bench-ready: all build/bench-venv/ready
	@:

## pictures: make the pictures of the README anew, and say how its plot is made
pictures: all
	python3 py/sample_picture.py 288 man/pictures/before.png
	$(BUILD)/blur man/pictures/before.png -k 21 -o man/pictures/after.png
	@echo 'man/pictures/speed.png is measured, where nothing else runs, after make bench-ready, by:'
	@echo '  build/bench-venv/bin/python py/benchmark.py --plot man/pictures/speed.png'

## gallery: make the pictures of the README's gallery anew
gallery:
	@sh .ci/packages build check
	@$(MAKE) --no-print-directory all build/venv/ready
	build/venv/bin/python py/gallery.py $(BUILD)/blur man/pictures

# ---- Fuzzing ------------------------------------------------------------------------------------

## fuzz: fuzz each target in turn, for SECONDS=600 each, with clang (TARGET=png: that one alone)
## fuzz-quick: replay all inputs that are kept, then fuzz for SECONDS=60 each, JOBS=4 at once
-include tests/fuzz/rules.mk

# ---- Installing ---------------------------------------------------------------------------------

installed := $(BINDIR)/blur $(LIBDIR)/libblur.a $(LIBDIR)/libblur.so.$(VERSION) $(LIBDIR)/$(soname) \
	$(LIBDIR)/libblur.so $(LIBDIR)/pkgconfig/blur.pc $(INCLUDEDIR)/blur.h \
	$(MANDIR)/man1/blur.1 $(MANDIR)/man3/libblur.3 \
	$(DATADIR)/bash-completion/completions/blur $(DATADIR)/zsh/site-functions/_blur \
	$(DATADIR)/fish/vendor_completions.d/blur.fish

## install: install below PREFIX (/usr/local); DESTDIR is put in front of it
install: all
	install -d $(sort $(dir $(addprefix $(DESTDIR),$(installed))))
	install -m 755 $(BUILD)/blur $(DESTDIR)$(BINDIR)/blur
	install -m 644 $(BUILD)/libblur.a $(DESTDIR)$(LIBDIR)/libblur.a
	install -m 755 $(library) $(DESTDIR)$(LIBDIR)/libblur.so.$(VERSION)
	ln -sf libblur.so.$(VERSION) $(DESTDIR)$(LIBDIR)/$(soname)
	ln -sf $(soname) $(DESTDIR)$(LIBDIR)/libblur.so
	install -m 644 $(BUILD)/blur.pc $(DESTDIR)$(LIBDIR)/pkgconfig/blur.pc
	install -m 644 core/blur.h $(DESTDIR)$(INCLUDEDIR)/blur.h
	install -m 644 man/blur.1 $(DESTDIR)$(MANDIR)/man1/blur.1
	install -m 644 man/libblur.3 $(DESTDIR)$(MANDIR)/man3/libblur.3
	install -m 644 cli/completions/blur.bash $(DESTDIR)$(DATADIR)/bash-completion/completions/blur
	install -m 644 cli/completions/_blur $(DESTDIR)$(DATADIR)/zsh/site-functions/_blur
	install -m 644 cli/completions/blur.fish \
		$(DESTDIR)$(DATADIR)/fish/vendor_completions.d/blur.fish

## uninstall: remove what install put there
uninstall:
	rm -f $(addprefix $(DESTDIR),$(installed))

## clean: remove the build folder, with all flavours and the Python tools
clean:
	rm -rf build

## help: this list
help:
	@sed -n 's/^## \([a-z-]*\): /\1\t/p' $(firstword $(MAKEFILE_LIST)) | \
		awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'
