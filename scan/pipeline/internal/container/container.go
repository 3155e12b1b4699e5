// Package container reads what pipelines on Kubernetes and other builders of
// containers give a container: its command, its environment and its powers.
package container

import (
	"bytes"
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// templateSigns stand in texts of which YAML is yet to be made; sureSigns are
// those that a script in finished YAML has no use for.
const (
	templateSigns = `{{-|-}}|{{ .|{{.|{{ if|{{if |{{ include|{{ range|{{ template|{{ end|{{end|{{ "|{{` + "`|{{ `" + `|[[ .`
	sureSigns     = `.Values.|.Release.|{{ include|{{- include|{%|<%`
)

// Templated reports whether a text is a template of Helm, Jinja or another
// program of text, from which YAML is yet to be made. What looks like one within
// a block of text, as in a script that has a program print {{.ID}}, is none.
func Templated(text []byte) bool {
	if hasSign(text, sureSigns) {
		return true
	}
	if !hasSign(text, templateSigns) {
		return false
	}
	block := -1 // how far the line is indented that a block of text belongs to
	for line := range bytes.Lines(text) {
		trimmed := bytes.TrimSpace(line)
		indent := len(line) - len(bytes.TrimLeft(line, " "))
		if len(trimmed) == 0 || block >= 0 && indent > block {
			continue
		}
		if hasSign(trimmed, templateSigns) {
			return true
		}
		if block = -1; opensBlock(trimmed) {
			block = indent + len(trimmed) - len(bytes.TrimLeft(trimmed, "- "))
		}
	}
	return false
}

func hasSign(text []byte, signs string) bool {
	for sign := range strings.SplitSeq(signs, "|") {
		if bytes.Contains(text, []byte(sign)) {
			return true
		}
	}
	return false
}

// opensBlock reports whether a line ends with the mark of a literal or folded
// block.
func opensBlock(line []byte) bool {
	line = bytes.TrimRight(line, "+-123456789")
	n := len(line)
	return n > 2 && (line[n-1] == '|' || line[n-1] == '>') && line[n-2] == ' '
}

// Command returns the script in the words that a container is started with, as
// in sh -c "script", and the shell's name; nil for another program.
func Command(lists ...*document.Node) (script *document.Node, shell string) {
	var words []*document.Node
	for _, list := range lists {
		for w := range list.List() {
			words = append(words, w)
		}
	}
	for i, w := range words {
		name := strings.TrimSuffix(path.Base(strings.ReplaceAll(w.Value(), `\`, "/")), ".exe")
		switch name {
		case "env", "busybox", "tini", "dumb-init", "--", "sudo":
			continue
		case "sh", "bash", "dash", "ash", "ksh", "zsh", "pwsh", "powershell":
		default:
			return nil, ""
		}
		for j := i + 1; j+1 < len(words); j++ {
			option := words[j].Value()
			if !strings.HasPrefix(option, "-") {
				if strings.HasSuffix(words[j-1].Value(), "o") {
					continue // -o pipefail
				}
				return nil, ""
			}
			if strings.HasSuffix(strings.ToLower(option), "c") && !strings.HasPrefix(option, "--") || strings.EqualFold(option, "-command") {
				return words[j+1], name
			}
		}
		return nil, ""
	}
	return nil, ""
}

// Interpreter returns the program that the first line of a script names, ""
// where it names none.
func Interpreter(script string) string {
	line, _, _ := strings.Cut(strings.TrimLeft(script, " \t\n"), "\n")
	program, ok := strings.CutPrefix(line, "#!")
	if !ok {
		return ""
	}
	return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(program), "/usr/bin/env "))
}

// Env returns the literals of a container's list of variables, nil where it has
// none.
func Env(list *document.Node) *ci.Env {
	if list.Kind() != document.Sequence {
		return nil
	}
	env := &ci.Env{Value: list}
	for _, v := range list.Items() {
		if value := v.Get("value"); value != nil {
			env.Vars = append(env.Vars, ci.Setting{Key: v.Get("name"), Value: value})
		}
	}
	return env
}

// Power is a setting that gives a container powers over the machine it runs on.
type Power struct {
	At *document.Node
	// What the container can do, behind "the container".
	What string
}

// Powers returns those that a container is given by its own settings.
func Powers(c *document.Node) []Power {
	var list []Power
	security := c.Get("securityContext")
	if at := security.Get("privileged"); isTrue(at) {
		list = append(list, Power{at, "is privileged"})
	}
	for _, add := range security.At("capabilities", "add").Items() {
		switch strings.TrimPrefix(strings.ToUpper(add.Value()), "CAP_") {
		case "ALL", "SYS_ADMIN", "SYS_PTRACE", "SYS_MODULE":
			list = append(list, Power{add, "has the capability " + add.Value()})
		}
	}
	if at := security.Get("procMount"); at.Value() == "Unmasked" {
		list = append(list, Power{at, "sees what is masked in /proc"})
	}
	return list
}

// PodPowers returns the powers that the settings of a pod give to all its
// containers.
func PodPowers(pod *document.Node) []Power {
	var list []Power
	for _, key := range []string{"hostPID", "hostIPC", "hostNetwork"} {
		if at := pod.Get(key); isTrue(at) {
			list = append(list, Power{at, "shares the node's " + strings.ToLower(strings.TrimPrefix(key, "host")) + " namespace"})
		}
	}
	for _, v := range pod.Get("volumes").Items() {
		at := v.At("hostPath", "path")
		switch p := at.Value(); {
		case strings.HasSuffix(p, ".sock"):
			list = append(list, Power{at, "reaches the container engine of the node"})
		case p == "/" || p == "/etc" || p == "/root" || p == "/proc" || p == "/var/run" || p == "/run" || p == "/dev" || strings.HasPrefix(p, "/var/lib/kubelet") || strings.HasPrefix(p, "/var/lib/docker"):
			list = append(list, Power{at, "reaches " + p + " of the node"})
		}
	}
	return list
}

func isTrue(n *document.Node) bool {
	v, _ := n.Bool()
	return v
}

// FreeText reports whether a field in the body of a platform's event, given as
// a path with dots, holds what the sender wrote or chose, such as the title of
// a pull request or the name of a branch. Numbers, hashes and addresses do not.
func FreeText(path string) bool {
	end := strings.IndexFunc(path, func(c rune) bool {
		return !strings.ContainsRune("._-[]*#", c) && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z')
	})
	if end >= 0 {
		path = path[:end]
	}
	switch path[strings.LastIndexByte(path, '.')+1:] {
	case "title", "body", "description", "message", "ref", "label", "subject", "text", "content", "comment", "note", "branch", "source_branch", "email", "display_name":
		return true
	case "name":
		for _, part := range []string{"author", "user", "commit", "branch", "label", "source"} {
			if strings.Contains(path, part) {
				return true
			}
		}
	}
	return false
}
