package validate

import (
	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/scan"
)

const (
	RuleStructure    = "sbom/structure"
	RuleDuplicateKey = "sbom/duplicate-key"
)

func severity(rule string) scan.Severity          { return scan.SeverityMedium }
func (c *check) semantics()                       {}
func (c *check) spdxJSON(root jsonpos.Value) bool { return true }
func (c *check) spdxModel() bool                  { return true }
