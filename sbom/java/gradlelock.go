// Package java reads what builds for the Java platform lock.
//
// Source: the Gradle user manual ("Locking Versions").
package java

import (
	"bytes"
	"context"
	"errors"
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

const ecosystem = "Maven"

// GradleLock reads gradle.lockfile, buildscript-gradle.lockfile and the older
// files of one configuration each. The configurations of a module, kept as the
// property "configurations", decide its scope: test where all of them are for
// tests, build where none is for the program itself.
type GradleLock struct{}

// Name returns "java/gradle-lock".
func (GradleLock) Name() string { return "java/gradle-lock" }

// Patterns returns the names that Gradle gives its lockfiles.
func (GradleLock) Patterns() []string {
	return []string{"gradle.lockfile", "buildscript-gradle.lockfile", "gradle/dependency-locks/*.lockfile"}
}

// maxBroken is the number of lines that may be skipped in one file.
const maxBroken = 100

// Extract reads one lockfile.
func (GradleLock) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	var list entry.List
	var errs []error
	offset := 0
	for raw := range bytes.Lines(f.Bytes()) {
		start := offset
		offset += len(raw)
		line := strings.TrimSpace(string(raw))
		module, configurations, _ := strings.Cut(line, "=")
		if line == "" || line[0] == '#' || module == "empty" {
			continue
		}
		start += bytes.IndexByte(raw, line[0])
		parts := strings.Split(module, ":")
		if len(parts) != 3 || parts[0] == "" || parts[1] == "" || parts[2] == "" {
			if errs = append(errs, entry.Diagnostic(f, scan.DiagMalformed, start, start+len(line), "line of a Gradle lockfile is not understood", nil)); len(errs) == maxBroken {
				break
			}
			continue
		}
		p := entry.New(f, ecosystem, parts[0]+":"+parts[1], parts[2], start, start+len(line))
		p.Scope = gradleScope(f.Base(), configurations)
		entry.SetProperty(p, "configurations", configurations)
		list.Add(p)
	}
	list.Report(out)
	return errors.Join(errs...)
}

func gradleScope(base, configurations string) scan.Scope {
	if strings.HasPrefix(base, "buildscript-") {
		return scan.ScopeBuild
	}
	if configurations == "" {
		configurations = strings.TrimSuffix(base, ".lockfile")
	}
	scope := scan.ScopeUnknown
	for c := range strings.SplitSeq(configurations, ",") {
		lower := strings.ToLower(c)
		switch {
		case strings.HasPrefix(lower, "test") || strings.Contains(c, "Test"):
			if scope == scan.ScopeUnknown {
				scope = scan.ScopeTest
			}
		case strings.HasSuffix(lower, "classpath"), strings.HasSuffix(lower, "compile"), strings.HasSuffix(lower, "runtime"),
			strings.HasSuffix(lower, "implementation"), strings.HasSuffix(lower, "api"):
			return scan.ScopeRuntime
		case lower != "":
			scope = scan.ScopeBuild
		}
	}
	return scope
}
