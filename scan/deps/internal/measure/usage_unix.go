//go:build unix

package main

import (
	"fmt"
	"runtime"
	"syscall"
	"time"
)

// usage says what the process took until now.
func usage() string {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return err.Error()
	}
	rss := u.Maxrss
	if runtime.GOOS == "darwin" {
		rss /= 1024 // bytes there, kilobytes elsewhere
	}
	cpu := time.Duration(u.Utime.Nano() + u.Stime.Nano())
	return fmt.Sprintf("%d ms of CPU, %d MB of memory at most", cpu.Milliseconds(), rss/1024)
}
