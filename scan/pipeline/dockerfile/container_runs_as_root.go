package dockerfile

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func runsAsRoot() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "container-runs-as-root",
			Name:        "Image whose containers run as root",
			Class:       "container-runs-as-root",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceMedium,
			Persona:     scan.PersonaPedantic, // but for a user that is named
			Description: "Who takes over the program is root in the container, can change everything in it, and needs one more fault only to be root on the host.",
			Remediation: "Make a user for the program and name it in the last USER instruction.",
			Example:     "FROM alpine:3.22\nCOPY tool /usr/bin/tool\nENTRYPOINT [\"tool\"]",
			Fixed:       "FROM alpine:3.22\nCOPY tool /usr/bin/tool\nUSER 65532:65532\nENTRYPOINT [\"tool\"]",
			Fix:         "Unsafe: adds `USER 65532:65532` before the program.",
			Tags:        []string{"checkov:CKV_DOCKER_3", "checkov:CKV_DOCKER_8", "semgrep:missing-user", "semgrep:last-user-is-root", "hadolint:DL3002"},
		},
		File: with(func(c *check) {
			last := len(c.build.stages) - 1
			if last < 0 {
				return
			}
			user, program, image := c.build.stages[last].runtime()
			switch {
			case user != nil && isRoot(user.value):
				c.find(last, user, user.start, user.end, fmt.Sprintf("containers run as %s", strings.TrimSpace(user.value)),
					audit.Level(scan.SeverityMedium, scan.ConfidenceHigh, scan.PersonaRegular))
			case user != nil || hasUser(image):
			case program != nil && !program.isShell():
				c.find(last, program, program.start, program.end, "no user is named, so that the program runs as root unless the base image names one", c.userFix(program))
			default:
				// Without a program, or with a shell, the image is one to work in or
				// to build others from.
				from := &c.build.stages[last].from
				c.find(last, from, from.start, from.end, "no user is named, so that containers run as root unless the base image names one",
					audit.Level(scan.SeverityLow, scan.ConfidenceLow, scan.PersonaPedantic))
			}
		}),
	}
}

// userFix adds the fix that names a user who is nobody before the instruction
// that names the program.
func (c *check) userFix(program *instruction) func(*ci.Weakness) {
	start := c.File.Source.Offset(c.File.Source.Region(program.start, program.start).StartLine, 1)
	return audit.Mend("Run as a user without rights", "the program may need files that only root may read or write, or a port below 1024",
		c.Edit(start, start, "USER 65532:65532\n"))
}

// runtime returns the last USER instruction that holds for a stage, the one
// that says which program runs, and the image that the stage comes from through
// earlier ones. A user can be of an earlier stage, a program must be of this
// one or those that it starts from.
func (s *stage) runtime() (user, program *instruction, image string) {
	for ; s != nil; s = s.base {
		for i := len(s.body) - 1; i >= 0; i-- {
			in := &s.body[i]
			if user == nil && in.name == "USER" {
				user = in
			}
			if program == nil && (in.name == "ENTRYPOINT" || in.name == "CMD") {
				program = in
			}
		}
		image = s.image.text
	}
	return user, program, image
}

// isShell reports whether an instruction runs nothing but a shell.
func (in *instruction) isShell() bool {
	ws := words(in.value)
	if items, ok := list(in.value); ok {
		ws = items
	}
	if len(ws) == 0 {
		return true
	}
	switch ws[0].text[strings.LastIndexByte(ws[0].text, '/')+1:] {
	case "sh", "bash", "ash", "zsh", "sleep", "tail":
		return len(ws) == 1 || strings.HasPrefix(ws[1].text, "-l") || ws[0].text == "sleep" || ws[0].text == "tail"
	}
	return false
}

func isRoot(user string) bool {
	name, _, _ := strings.Cut(strings.Trim(strings.TrimSpace(user), `"'`), ":")
	return name == "root" || name == "0" || strings.EqualFold(name, "ContainerAdministrator")
}

// hasUser reports whether an image is known, by its name, to run as a user of
// its own, or to have none of this kind.
func hasUser(image string) bool {
	image = strings.ToLower(image)
	for _, part := range []string{"nonroot", "non-root", "rootless", "unprivileged", "chainguard", "cgr.dev/", "dhi.io/", "windows", "nanoserver", "servercore"} {
		if strings.Contains(image, part) {
			return true
		}
	}
	return image == "scratch"
}
