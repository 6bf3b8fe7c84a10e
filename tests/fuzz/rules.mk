# SPDX-License-Identifier: MIT
# Fuzzing by libFuzzer, which comes with clang: objects of their own in build/fuzz, and the corpora
# that grow there. Included by the Makefile.

FUZZ_CC ?= clang
SECONDS ?= $(if $(filter fuzz-quick,$(MAKECMDGOALS)),60,600)
JOBS ?= 4
TARGET ?=

fuzz_objects := $(call objects,$(sort $(wildcard tests/fuzz/*.c)))
fuzz_helpers := $(filter-out $(BUILD)/tests/fuzz/fuzz_%,$(fuzz_objects))
fuzz_targets := $(patsubst $(BUILD)/tests/fuzz/fuzz_%.o,$(BUILD)/fuzz_%,\
	$(filter $(BUILD)/tests/fuzz/fuzz_%,$(fuzz_objects)))
run_fuzzers = build/venv/bin/python tests/fuzz/run_fuzzers.py --build build/fuzz --seconds $(SECONDS) \
	$(if $(TARGET),--target $(TARGET))

# The library has no magic numbers that to watch comparisons would find: without, it is three times
# as fast.
ifeq ($(FLAVOUR),fuzz)
core_flags += -fno-sanitize-coverage=trace-cmp
endif

# The targets call the program's units from inside, and the library as the program does.
$(BUILD)/tests/fuzz/%.o: tests/fuzz/%.c $(BUILD)/flags $(BUILD)/include/blur.h | program-needs
	@mkdir -p $(@D)
	$(call show,CC)$(compile) $(cli_flags) -c $< -o $@

$(BUILD)/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(fuzz_helpers) \
		$(filter-out $(BUILD)/cli/main.o,$(program_objects)) $(BUILD)/libblur.a
	$(call show,LD)$(link) -fsanitize=fuzzer -o $@ $^ $(DEFLATE_LIBS) $(CODEC_LIBS) \
		$(SANDBOX_LIBS) -lm

-include $(fuzz_objects:.o=.d)

.PHONY: fuzz fuzz-quick fuzz-needs fuzz-targets
.SECONDARY: $(fuzz_objects)
fuzz-targets: $(fuzz_targets)
	@:

fuzz-needs:
	@sh .ci/packages build check fuzz
	@$(MAKE) --no-print-directory build/venv/ready
	@$(MAKE) --no-print-directory FLAVOUR=fuzz CC=$(FUZZ_CC) BUILD=build/fuzz WERROR=1 fuzz-targets

fuzz: fuzz-needs
	@$(run_fuzzers)

# From the same seed each time, so that a change that breaks nothing does not fail by chance.
fuzz-quick: fuzz-needs
	@$(run_fuzzers) --jobs $(JOBS) --seed 1
