package java

import (
	"context"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// GradleBuild reads build.gradle and build.gradle.kts (the Gradle user manual,
// "Declaring dependencies"), where no lockfile lies beside it. The program is not
// run: dependencies are the lines of a configuration with literal coordinates. A
// version may be a variable that the same file sets to a literal. One that stays
// open is kept as the property "requirement". What comes from a version catalog is
// for [Catalog].
type GradleBuild struct{}

// Name returns "java/gradle-build".
func (GradleBuild) Name() string { return "java/gradle-build" }

// Patterns returns the names of build files in Groovy and Kotlin.
func (GradleBuild) Patterns() []string { return []string{"build.gradle", "build.gradle.kts"} }

// ShadowedBy returns the lockfiles of the folder.
func (GradleBuild) ShadowedBy(p string) []string {
	dir := path.Dir(p)
	return []string{path.Join(dir, "gradle.lockfile"), path.Join(dir, "gradle/dependency-locks/*.lockfile")}
}

// Quiet returns true.
func (GradleBuild) Quiet() bool { return true }

var (
	// gradleCall is a configuration with coordinates in one text.
	gradleCall = regexp.MustCompile(`^(?:add\s*\(\s*)?["']?([A-Za-z]\w*)["']?\s*,?\s*\(?\s*(?:(?:enforcedP|p)latform\s*\(\s*)?["']([^"':\s]+):([^"':\s]+)(?::([^"':@\s]+))?(?::[^"'@]*)?(?:@\w+)?["']`)
	// gradleNamed is one with coordinates in named parts.
	gradleNamed = regexp.MustCompile(`^([A-Za-z]\w*)\s*\(?\s*group\s*[:=]\s*["']([^"']+)["']\s*,\s*name\s*[:=]\s*["']([^"']+)["'](?:\s*,\s*version\s*[:=]\s*["']?([^"',)\s]+))?`)
	// gradleVariable is a variable that is set to a text.
	gradleVariable = regexp.MustCompile(`(?m)^[ \t]*(?:def\s+|val\s+|var\s+|String\s+|const\s+val\s+|ext\.|project\.ext\.|extra\[["'])?(\w+)(?:["']\])?\s*=\s*["']([^"'$\n]+)["']`)
	gradleUse      = regexp.MustCompile(`\$\{?(?:rootProject\.|project\.)?(?:ext\.|extra\.)?(\w+)\}?`)
)

// Extract reads one build file.
func (GradleBuild) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	variables := map[string]string{}
	for _, m := range gradleVariable.FindAllSubmatch(f.Bytes(), -1) {
		variables[string(m[1])] = string(m[2])
	}
	var list entry.List
	comment := false
	for line := range entry.Lines(f) {
		if comment || strings.HasPrefix(line.Text, "/*") {
			comment = !strings.Contains(line.Text, "*/")
			continue
		}
		m := gradleCall.FindStringSubmatch(line.Text)
		if m == nil {
			m = gradleNamed.FindStringSubmatch(line.Text)
		}
		if m == nil {
			continue
		}
		scope, known := configurationScope(m[1])
		if !known {
			continue
		}
		version := gradleUse.ReplaceAllStringFunc(m[4], func(use string) string {
			if v, ok := variables[gradleUse.FindStringSubmatch(use)[1]]; ok {
				return v
			}
			return use
		})
		if v, ok := variables[version]; ok {
			version = v
		}
		p := entry.Open(entry.New(f, ecosystem, m[2]+":"+m[3], "", line.Start, line.End), version)
		if exactGradle(version) {
			p = entry.New(f, ecosystem, m[2]+":"+m[3], strings.TrimSuffix(version, "!!"), line.Start, line.End)
		}
		p.Scope, p.Relation = scope, scan.RelationDirect
		list.Add(p)
	}
	list.Report(out)
	return nil
}

// leadingDigit is what tells a version from the name of a variable.
var leadingDigit = regexp.MustCompile(`^[vr]?\d`)

func exactGradle(version string) bool { return fixed(version) && leadingDigit.MatchString(version) }

// configurationScope returns the scope of what a configuration asks for, and
// whether it is one: those of plugins and variants end in the name of a common
// one.
func configurationScope(name string) (scan.Scope, bool) {
	lower := strings.ToLower(name)
	ends := func(suffix string) bool { return strings.HasSuffix(lower, suffix) }
	switch {
	case slices.ContainsFunc([]string{"classpath", "annotationprocessor", "kapt", "ksp"}, ends):
		return scan.ScopeBuild, true
	case !slices.ContainsFunc([]string{"implementation", "api", "compileonly", "compileonlyapi", "runtimeonly", "compile", "runtime", "developmentonly", "providedcompile", "providedruntime"}, ends):
		return scan.ScopeUnknown, false
	case strings.HasPrefix(lower, "test") || strings.HasPrefix(lower, "androidtest") || strings.HasPrefix(lower, "integrationtest"):
		return scan.ScopeTest, true
	case ends("compileonly") || ends("developmentonly") || strings.HasPrefix(lower, "provided"):
		return scan.ScopePeer, true
	}
	return scan.ScopeRuntime, true
}
