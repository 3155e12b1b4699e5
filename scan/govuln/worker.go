package govuln

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"
	"time"

	"golang.org/x/vuln/scan"
)

// memoryFlag stands in front of the arguments of govulncheck.
const memoryFlag = "-memory-limit="

// exitMemory is the exit code of a worker above its limit.
const exitMemory = 86

// Worker is the body of a process that [Config.Worker] starts. The arguments are
// those behind the words of Config.Worker. It returns the exit code, with which
// the program must exit at once: x/vuln may still be running.
//
//	if len(os.Args) > 1 && os.Args[1] == "govuln-worker" {
//		os.Exit(govuln.Worker(context.Background(), os.Args[2:], os.Stdout, os.Stderr))
//	}
//
// It is meant for processes that do nothing else: it sets the memory limit of
// the whole process.
func Worker(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	limit := int64(0)
	if len(args) > 0 && strings.HasPrefix(args[0], memoryFlag) {
		var err error
		if limit, err = strconv.ParseInt(strings.TrimPrefix(args[0], memoryFlag), 10, 64); err != nil || limit <= 0 {
			fmt.Fprintln(stderr, "the memory limit is no positive number")
			return 2
		}
		args = args[1:]
		debug.SetMemoryLimit(limit / 10 * 9)
	}
	over := watch(limit)
	cmd := scan.Command(ctx, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(""), stdout, stderr
	if err := cmd.Start(); err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }() // it ends with the process, unless it ends before
	select {
	case <-over:
		return exitMemory
	case err := <-done:
		return exitCode(err, stderr)
	}
}

func exitCode(err error, stderr io.Writer) int {
	if err == nil {
		return 0
	}
	fmt.Fprintln(stderr, err)
	var exit interface{ ExitCode() int }
	if errors.As(err, &exit) && exit.ExitCode() != 0 {
		return exit.ExitCode()
	}
	return 1
}

// watchEvery is how often the memory is measured.
const watchEvery = 50 * time.Millisecond

// watch returns a channel that is closed once the process uses more memory than
// limit; nil without a limit.
func watch(limit int64) <-chan struct{} {
	if limit == 0 {
		return nil
	}
	over := make(chan struct{})
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	var timer *time.Timer
	ready := make(chan struct{})
	timer = time.AfterFunc(watchEvery, func() {
		<-ready
		metrics.Read(samples)
		if int64(samples[0].Value.Uint64()-samples[1].Value.Uint64()) > limit {
			close(over)
			return
		}
		timer.Reset(watchEvery)
	})
	close(ready)
	return over
}
