// Package beam reads the lockfiles and manifests of the languages of the Erlang
// machine: Elixir, Erlang and Gleam.
//
// Sources: the documentation of Mix (mix deps), of rebar3 (Dependencies, lock
// files) and of Gleam (gleam.toml, manifest.toml).
package beam

import "strings"

const ecosystem = "Hex"

// maxBroken is the number of lines that may be skipped in one file.
const maxBroken = 100

// exactly returns the version of a requirement that allows one only: a plain
// version, perhaps behind "==".
func exactly(requirement string) string {
	v := strings.TrimSpace(strings.TrimPrefix(requirement, "=="))
	if v == "" || v[0] < '0' || v[0] > '9' || strings.ContainsAny(v, " ,<>~|") || strings.Count(v, ".") < 2 {
		return ""
	}
	return v
}
