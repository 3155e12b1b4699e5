//go:build !unix

package secrets_test

import "time"

// start stands in for the processor time where the system does not tell it.
var start = time.Now()

func cpuTime() time.Duration { return time.Since(start) }
