// Package archtest holds the house rules as tests: who may import whom, how
// many packages an importer pays for, no hidden state, no hidden input or
// output, documentation and examples, sizes. The rules may be tightened, not
// loosened.
package archtest
