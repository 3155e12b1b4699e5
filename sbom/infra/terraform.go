package infra

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/sbom/internal/registry"
	"github.com/penstock-dev/penstock/scan"
)

// TerraformLock reads .terraform.lock.hcl of Terraform and OpenTofu: blocks
// that their tools write, one provider each. Of the hashes those of archives
// ("zh:") are kept, one for each platform.
type TerraformLock struct{}

// Name returns "infra/terraform-lock".
func (TerraformLock) Name() string { return "infra/terraform-lock" }

// Patterns returns .terraform.lock.hcl.
func (TerraformLock) Patterns() []string { return []string{".terraform.lock.hcl"} }

var (
	providerBlock = regexp.MustCompile(`^provider\s+"([^"]+)"\s*\{$`)
	attribute     = regexp.MustCompile(`^(version|constraints)\s*=\s*"([^"]*)"$`)
	archiveHash   = regexp.MustCompile(`^"zh:([0-9a-f]{64})",?$`)
	errBlock      = errors.New("a block is not closed")
)

// Extract reads one lockfile.
func (TerraformLock) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	var list entry.List
	var open *provider
	for line := range entry.Lines(f) {
		if m := providerBlock.FindStringSubmatch(line.Text); m != nil {
			open = &provider{address: m[1], start: line.Start}
			continue
		}
		switch {
		case open == nil:
		case line.Text == "}" && line.Indent == 0:
			list.Add(open.pkg(f, line.End))
			open = nil
		default:
			open.line(line.Text)
		}
	}
	list.Report(out)
	if open != nil {
		return entry.Malformed(f, open.start, errBlock)
	}
	return nil
}

// provider is one block.
type provider struct {
	address, version, constraints string
	hashes                        []scan.Hash
	start                         int
}

func (b *provider) line(text string) {
	if m := attribute.FindStringSubmatch(text); m != nil {
		if m[1] == "version" {
			b.version = m[2]
		} else {
			b.constraints = m[2]
		}
	}
	if m := archiveHash.FindStringSubmatch(text); m != nil {
		b.hashes = append(b.hashes, entry.Hex("sha256", m[1])...)
	}
}

func (b *provider) pkg(f *scan.File, end int) *scan.Package {
	host, name, ok := strings.Cut(b.address, "/")
	if !ok || strings.Count(b.address, "/") < 2 {
		host, name = "", b.address
	}
	p := entry.New(f, "Terraform", name, b.version, b.start, end)
	p.Hashes = entry.SortHashes(b.hashes)
	p.Relation = scan.RelationUnknown
	if b.constraints != "" {
		p.Relation = scan.RelationDirect
	}
	if host != "" && !registry.Default("Terraform", "https://"+b.address) {
		p.Source = "https://" + host
	}
	entry.SetProperty(p, "constraints", b.constraints)
	return p
}
