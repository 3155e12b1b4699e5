package main

import (
	"fmt"
	"os"

	"github.com/penstock-dev/penstock/scan/deps"
	"github.com/penstock-dev/penstock/scan/govuln"
)

// worker is the argument with which the command runs x/vuln and nothing else:
// what that does to memory, or if it crashes, is then none of the scan's business.
const worker = "govuln-worker"

// workerMemory is how many bytes it may use; machines that run pipelines have
// about twice as many.
const workerMemory = 4 << 30

// reach follows calls by this program itself, started once more.
func reach(advisories deps.Source, roots []string) (deps.Reacher, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("following calls: %w", err)
	}
	return govuln.New(govuln.Config{
		Advisories: advisories, Worker: []string{self, worker}, MemoryLimit: workerMemory, Roots: roots,
	})
}
