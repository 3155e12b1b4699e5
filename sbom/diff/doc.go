// Package diff compares two bills of materials: what was added, removed,
// upgraded and downgraded, and what changed without a new version, which is
// where tampering shows.
package diff
