package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"time"
)

// The tools.
const (
	toolNothing  = "(the process)" // what both carry along
	toolOwn      = "penstock"
	toolGitleaks = "gitleaks"
)

// childArgument makes the program do a task and write its outcome.
const childArgument = "-child"

// task is one tool on one input.
type task struct {
	Tool    string
	Workers int
	Budget  int64 // scan.Config.ByteBudget
	input
}

// outcome is what a tool says of a task.
type outcome struct {
	Findings int
	Values   []string // hashes of the values found, in rising order
	Bytes    int64    // that were looked at, if it says
	Peak     int64    // of its memory, in bytes
}

// result is what a task cost.
type result struct {
	task
	outcome
	CPU, Wall time.Duration
}

// measure runs a task in a process of its own. The CPU time is that of all its
// threads and of the git processes that it waited for.
func measure(ctx context.Context, t task) (result, error) {
	r := result{task: t}
	self, err := os.Executable()
	if err != nil {
		return r, err
	}
	in, err := json.Marshal(t)
	if err != nil {
		return r, err
	}
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(ctx, self, childArgument)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(in), &out, &errs
	cmd.Env = append(os.Environ(), "GOMAXPROCS="+strconv.Itoa(t.Workers))
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return r, fmt.Errorf("%w: %s", err, errs.String())
	}
	r.Wall = time.Since(start)
	r.CPU = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return r, json.Unmarshal(out.Bytes(), &r.outcome)
}
