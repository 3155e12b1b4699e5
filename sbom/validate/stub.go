package validate

import (
	"github.com/penstock-dev/penstock/scan"
)

const (
	RuleStructure    = "sbom/structure"
	RuleDuplicateKey = "sbom/duplicate-key"
)

func severity(rule string) scan.Severity          { return scan.SeverityMedium }
func (c *check) semantics()                       {}
