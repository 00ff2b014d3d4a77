# The two commands of the README; the work is in scripts/.

.PHONY: demo test bench

demo:
	@ONCE=$(ONCE) scripts/demo.sh

test:
	@scripts/test.sh

bench:
	@scripts/bench.sh $(if $(COUNTRY),--country)
