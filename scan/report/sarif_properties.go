package report

import (
	"math"
	"strconv"

	"github.com/penstock-dev/penstock/scan"
)

// properties writes what SARIF has no place for and the rule does not say.
// [scan.Record].Properties are left out: they hold whole foreign records.
func properties(j *jsonBuf, r *scan.Record) {
	before := len(j.b)
	j.object("properties")
	start := len(j.b)
	if s := severityOf(r); s != scan.SeverityUnknown {
		j.str("severity", s.String())
	}
	if r.Confidence != scan.ConfidenceUnknown && (r.Rule == nil || r.Confidence != r.Rule.Confidence) {
		j.str("confidence", r.Confidence.String())
	}
	if r.Rule == nil || r.Kind != r.Rule.Kind {
		j.str("kind", string(r.Kind))
	}
	if r.Tool != nil {
		j.str("tool", toolText(*r.Tool))
	}
	j.str("correlation", r.Correlation)
	if r.Part {
		j.flag("part", true)
	}
	j.str("impact", r.Impact)
	j.str("remediation", r.Remediation)
	packageProperties(j, r.Package)
	vulnerabilityProperties(j, r.Vulnerability)
	secretProperties(j, r.Secret)
	scores(j, r.Scores)
	actions(j, r.Fixes)
	originProperties(j, r.Location.Origin)
	j.positive("omittedLocations", len(r.Related)-maxRelated)
	j.positive("omittedSteps", steps(r.CodeFlows)-gitHubSteps)
	if len(j.b) == start {
		j.b = j.b[:before]
		return
	}
	j.endObject()
}

func packageProperties(j *jsonBuf, p *scan.Package) {
	if p == nil {
		return
	}
	j.object("package")
	j.str("purl", p.PURL)
	j.str("name", p.Name)
	j.str("version", p.Version)
	j.str("ecosystem", p.Ecosystem)
	j.str("scope", string(p.Scope))
	j.str("relation", string(p.Relation))
	if len(p.Paths) > 0 {
		j.list("path", p.Paths[0])
	}
	j.endObject()
}

func vulnerabilityProperties(j *jsonBuf, v *scan.Vulnerability) {
	if v == nil {
		return
	}
	j.object("vulnerability")
	j.str("id", v.ID)
	j.list("aliases", v.Aliases)
	j.list("fixed", v.Fixed)
	j.str("reachability", v.Reachability)
	j.list("trace", v.Trace)
	j.str("vex", v.VEX)
	if v.Withdrawn {
		j.flag("withdrawn", true)
	}
	j.endObject()
}

func secretProperties(j *jsonBuf, s *scan.Secret) {
	if s == nil {
		return
	}
	j.object("secret")
	j.str("detector", s.Detector)
	j.str("provider", s.Provider)
	j.str("redacted", s.Redacted)
	j.str("hash", s.Hash)
	j.str("validation", s.Validation)
	j.endObject()
}

func scores(j *jsonBuf, list []scan.Score) {
	if len(list) == 0 {
		return
	}
	j.array("scores")
	for _, s := range list {
		j.object("")
		j.str("system", s.System)
		j.str("vector", s.Vector)
		decimal(j, "value", s.Value)
		if s.Percentile != 0 {
			decimal(j, "percentile", s.Percentile)
		}
		j.str("source", s.Source)
		j.endObject()
	}
	j.endArray()
}

// decimal writes a number unless JSON has none for it.
func decimal(j *jsonBuf, name string, v float64) {
	if !math.IsNaN(v) && !math.IsInf(v, 0) {
		j.key(name)
		j.b = strconv.AppendFloat(j.b, v, 'f', -1, 64)
	}
}

// actions writes the fixes that are no text edits.
func actions(j *jsonBuf, fixes []scan.Fix) {
	open := false
	for i := range fixes {
		f := &fixes[i]
		if f.Upgrade == nil && f.Command == "" {
			continue
		}
		if !open {
			j.array("actions")
			open = true
		}
		j.object("")
		j.str("description", f.Description)
		if u := f.Upgrade; u != nil {
			j.str("package", u.PURL)
			j.str("from", u.From)
			j.str("to", u.To)
		}
		j.str("command", f.Command)
		j.endObject()
	}
	if open {
		j.endArray()
	}
}

func originProperties(j *jsonBuf, o *scan.Origin) {
	if o == nil {
		return
	}
	j.object("origin")
	j.str("target", o.Target)
	j.str("commit", o.Commit)
	j.str("blob", o.Blob)
	j.str("author", o.Author)
	if !o.Time.IsZero() {
		j.str("time", o.Time.UTC().Format("2006-01-02T15:04:05Z"))
	}
	j.str("image", o.Image)
	if o.Layer != "" {
		j.str("layer", o.Layer)
		j.num("layerIndex", o.LayerIndex)
	}
	j.list("archives", o.Archives)
	j.str("component", o.Component)
	j.str("url", o.URL)
	j.str("method", o.Method)
	j.str("parameter", o.Parameter)
	j.endObject()
}

func steps(flows []scan.CodeFlow) int {
	n := 0
	for i := range flows {
		n += len(flows[i].Steps)
	}
	return n
}
