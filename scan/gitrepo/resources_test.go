//go:build unix

package gitrepo_test

import (
	"context"
	"errors"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/gitrepo"
)

// TestNothingLeft breaks and cancels iterations at all kinds of places. It runs
// before the parallel tests, so what it counts is its own.
func TestNothingLeft(t *testing.T) {
	r := newRepo(t)
	for i := range 12 {
		for j := range 12 {
			r.write(string(rune('a'+j)), strings.Repeat(string(rune('a'+j)), 20_000)+string(rune('a'+i)))
		}
		r.commit("one", "", "")
	}
	target, err := gitrepo.New(gitrepo.Config{Path: r.dir})
	if err != nil {
		t.Fatal(err)
	}
	goroutines, descriptors := runtime.NumGoroutine(), openDescriptors(t)
	for i := range 100 {
		ctx, cancel := context.WithCancel(t.Context())
		n := 0
		for e, err := range target.Entries(ctx) {
			if err != nil {
				t.Fatalf("round %d: %v", i, err)
			}
			if i%2 == 0 {
				if c, err := e.Open(ctx); err != nil {
					t.Fatal(err)
				} else if _, err := c.Read(make([]byte, 100)); err != nil {
					t.Fatal(err)
				}
			}
			if n++; n < i+1 {
				continue
			}
			if i%4 < 2 {
				break
			}
			cancel()
		}
		cancel()
		if n != i+1 {
			t.Errorf("round %d: %d entries", i, n)
		}
		if pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil); !errors.Is(err, syscall.ECHILD) {
			t.Fatalf("round %d: process %d is left: %v", i, pid, err)
		}
	}
	for i := 0; i < 10_000 && runtime.NumGoroutine() > goroutines; i++ {
		runtime.Gosched() // one that has done its work may not have left yet
	}
	if n := runtime.NumGoroutine(); n > goroutines {
		t.Errorf("%d goroutines, %d before", n, goroutines)
	}
	if n := openDescriptors(t); n > descriptors {
		t.Errorf("%d descriptors, %d before", n, descriptors)
	}
}

// openDescriptors counts the descriptors of the process below 1024.
func openDescriptors(t *testing.T) (n int) {
	t.Helper()
	for fd := range 1024 {
		var s syscall.Stat_t
		if syscall.Fstat(fd, &s) == nil {
			n++
		}
	}
	return n
}

// TestRunEnds wants a run that is cancelled to say so, and nothing about git.
func TestRunEnds(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	r.commit("one", "a", "1")
	r.commit("two", "a", "2")
	target, err := gitrepo.New(gitrepo.Config{Path: r.dir})
	if err != nil {
		t.Fatal(err)
	}
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{words{}}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	result, err := runner.Run(ctx, target)
	if !errors.Is(err, context.Canceled) || len(result.Diagnostics) != 1 || result.Diagnostics[0].Kind != scan.DiagDeadline {
		t.Errorf("%v, %v", err, result.Diagnostics)
	}
}

// TestSlowGit wants a git that says nothing to be killed when the context ends.
func TestSlowGit(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	started := r.dir + "/started"
	if err := syscall.Mkfifo(started, 0o644); err != nil {
		t.Fatal(err)
	}
	git := r.program("git", "#!/bin/sh\necho > "+started+"\nexec /bin/sleep 1000\n")
	target, err := gitrepo.New(gitrepo.Config{Path: r.dir, Git: git})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		defer cancel()
		os.ReadFile(started) // until git is there
	}()
	for e, err := range target.Entries(ctx) {
		t.Errorf("%v, %v", e, err)
	}
}
