// Package process measures programs by what they cost as processes of their own.
package process

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"syscall"
	"time"
)

// Program is what is run.
type Program struct {
	Name    string // in tables and errors
	Path    string
	Args    []string
	Dir     string // empty for the current folder
	Workers int    // GOMAXPROCS
	Codes   []int  // exit codes besides 0 that are no failure
}

// Cost is the least that a program took.
type Cost struct {
	CPU, Wall time.Duration
	Peak      int64  // memory of the same run, in bytes
	Stderr    []byte // of the last run
}

// Measure runs p some times, one after the other, and returns the run that took
// the least CPU time. The output is thrown away.
func Measure(ctx context.Context, p Program, runs int) (Cost, error) {
	var least Cost
	for i := range max(runs, 1) {
		c, err := once(ctx, p)
		if err != nil {
			return Cost{}, fmt.Errorf("%s: %w: %s", p.Name, err, c.Stderr)
		}
		if i > 0 && c.CPU > least.CPU {
			c.CPU, c.Wall, c.Peak = least.CPU, least.Wall, least.Peak
		}
		least = c
	}
	return least, nil
}

func once(ctx context.Context, p Program) (Cost, error) {
	var errs bytes.Buffer
	cmd := exec.CommandContext(ctx, p.Path, p.Args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = p.Dir, io.Discard, &errs
	cmd.Env = append(os.Environ(), "GOMAXPROCS="+strconv.Itoa(p.Workers))
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	var exit *exec.ExitError
	if errors.As(err, &exit) && slices.Contains(p.Codes, exit.ExitCode()) {
		err = nil
	}
	if err != nil {
		return Cost{Stderr: errs.Bytes()}, err
	}
	state := cmd.ProcessState
	return Cost{state.UserTime() + state.SystemTime(), wall, state.SysUsage().(*syscall.Rusage).Maxrss << 10, errs.Bytes()}, nil
}
