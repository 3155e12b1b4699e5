package jenkins

import (
	"strings"
)

// image is a reference to a container image with its place.
type image struct {
	at   *call
	tok  token
	ref  string
	open bool // a part of the reference is computed
}

// images returns the images that stages run in: of agents, of docker.image()
// and of pod templates.
func (c *check) images() []image {
	var list []image
	runs := map[*call]bool{} // what docker.image() names and is run, not only pushed
	for _, cl := range c.calls {
		if m := cl.method(); cl.receiver != nil && (m == "inside" || m == "withRun" || m == "run") {
			runs[cl.receiver] = true
		}
	}
	add := func(cl *call, value []token) {
		toks := stringsOf(value)
		if len(toks) == 0 {
			return
		}
		list = append(list, image{cl, toks[0], c.raw(toks[0]), len(toks[0].holes) > 0 || len(value) > 1})
	}
	for _, cl := range c.calls {
		switch {
		case cl.name == "image" && cl.within("docker", "dockerContainer", "agent") != nil, cl.name == "docker" && cl.within("agent") != nil && !cl.closure:
			add(cl, cl.first("image"))
		case cl.method() == "image" && strings.HasSuffix(cl.name, "docker.image") && runs[cl]:
			add(cl, cl.first("id"))
		case cl.name == "containerTemplate":
			add(cl, cl.argument("image"))
		}
	}
	return list
}

// podLine is a setting in the manifest of a pod, with its place in the file.
type podLine struct {
	at         *call
	key, value string
	start, end int // of the value
}

// podLines returns the settings of the pods that agents are given as text. The
// manifest is taken line by line: it may hold interpolations.
func (c *check) podLines() []podLine {
	var list []podLine
	for _, cl := range c.calls {
		if cl.name != "yaml" && cl.name != "podTemplate" && cl.name != "kubernetes" {
			continue
		}
		for _, tok := range stringsOf(cl.first("yaml")) {
			list = c.pod(list, cl, tok)
		}
	}
	return list
}

func (c *check) pod(list []podLine, cl *call, tok token) []podLine {
	at := tok.inner
	for line := range strings.SplitAfterSeq(c.raw(tok), "\n") {
		start := at
		at += len(line)
		trimmed := strings.TrimLeft(line, " \t-")
		key, value, ok := strings.Cut(trimmed, ":")
		if !ok || strings.HasPrefix(trimmed, "#") {
			continue
		}
		begin := start + len(line) - len(trimmed) + len(key) + 1
		begin += len(value) - len(strings.TrimLeft(value, " \t\"'"))
		if i := strings.Index(value, " #"); i >= 0 {
			value = value[:i]
		}
		value = strings.Trim(value, " \t\r\n\"'")
		list = append(list, podLine{cl, key, value, begin, begin + len(value)})
	}
	return list
}
