// Package health looks at what a project takes from others, and how, where no
// advisory says anything: releases that were taken back, runtimes and images past
// their end of life, names that somebody else could serve or that resemble well
// known ones, code fetched past the registries, locks without checksums.
//
//	private := []string{"@acme/*", "com.acme:*"}
//	analyzer, err := health.New(health.Config{Private: private})
//
// As a [scan.Analyzer] it takes the packages that other analyzers and targets bring;
// of files it reads the manifests that are compared with their lockfiles. Nothing is
// fetched: what has to be known from outside, such as dates of end of life, is given
// by the caller.
//
// # What is reported to whom
//
// Regular findings are about danger: names of the caller's own that a public
// registry serves, a scope whose packages come from several registries, names one
// slip away from a well-known one, downloads without encryption or checksum, and
// what is past its end of life. All else is hygiene, for pedantic users: deprecated
// releases, installation scripts, missing checksums, references into repositories
// that can be moved, manifests that their lockfile does not fit, low scorecards.
//
// # Names that resemble others
//
// The well-known names are the thousand most downloaded of npm, without scoped ones,
// and of PyPI, and a selection for crates.io and RubyGems, as of November 2026; those
// of fewer than six letters are left out. A name is reported to all users if it
// differs by two neighbouring letters in the wrong order, by a letter that is doubled
// or no longer is, or by characters that look alike. Of the 74,000 npm and 15,000 PyPI
// packages in use these are seven, all of npm, and all of them what they look like.
package health
