package conformance

import "errors"

// scaArea scores the five sets of dependency analysis, each in a file of its
// own.
func scaArea(dir string, report *Report) error {
	return errors.Join(
		scaVersions(dir, report),
		scaExtract(dir, report),
		scaMatch(dir, report),
		scaGovulncheck(dir, report),
	)
}
