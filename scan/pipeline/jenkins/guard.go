package jenkins

import (
	"maps"
	"sort"
)

// names is a set of variables, each with the place from which on it holds
// nothing but what the file allows. Those of the environment go without "env.".
type names map[string]int

// join adds the names of another set; the later place counts.
func (n names) join(other names) {
	for name, at := range other {
		n[name] = max(n[name], at)
	}
}

// common returns the names that all of the sets have, from the earliest place on.
func common(sets []names) names {
	if len(sets) == 0 {
		return nil
	}
	both := maps.Clone(sets[0])
	for _, set := range sets[1:] {
		for name, at := range both {
			if other, ok := set[name]; ok {
				both[name] = min(at, other)
			} else {
				delete(both, name)
			}
		}
	}
	return both
}

// guards are the conditions of a file, by where they hold.
type guards struct {
	// next leads from an if to its else.
	next map[*call]*call
	// behind are the ifs that some builds do not get past, by the block in which
	// nothing but what got past them runs.
	behind map[*call][]*call
	// when is what the conditions of a stage allow; parts are the conditions in
	// when { } and in what joins them.
	when  map[*call]names
	parts map[*call][]*call
	// set are the assignments of each block.
	set map[*call][]assignment
	// held, failed and passed are what was found out about ifs.
	held, failed, passed map[*call]names
	// spelled is what was found out about the labels of a switch.
	spelled map[*call][]bool
	// spent is how many conditions were looked at.
	spent int
}

// learn fills in the guards of a file. Variables are known before.
func (c *check) learn() {
	g := &c.guards
	*g = guards{
		next: map[*call]*call{}, behind: map[*call][]*call{}, when: map[*call]names{}, parts: map[*call][]*call{}, set: map[*call][]assignment{},
		held: map[*call]names{}, failed: map[*call]names{}, passed: map[*call]names{}, spelled: map[*call][]bool{},
	}
	for _, a := range c.assigns {
		g.set[a.parent] = append(g.set[a.parent], a)
	}
	var conditions []*call
	for _, cl := range c.calls {
		if cl.otherwise != nil {
			g.next[cl.otherwise] = cl
		}
		if cl.name == "when" && cl.parent != nil && cl.parent.name == "stage" {
			conditions = append(conditions, cl)
			g.when[cl.parent] = nil
		} else if cl.within("when") != nil {
			g.parts[cl.parent] = append(g.parts[cl.parent], cl)
		}
	}
	for _, cl := range c.calls {
		if cl.name == "if" && cl.otherwise == nil {
			block := c.holdsIn(cl)
			g.behind[block] = append(g.behind[block], cl)
		}
	}
	for _, cl := range conditions {
		g.when[cl.parent] = c.allowed(cl, true, 0)
	}
}

// holdsIn returns the block in which an if has been passed behind it: its own,
// or, where a build that does not pass fails, the one around what is left
// then.
func (c *check) holdsIn(head *call) *call {
	for b := head; b != nil; b = c.guards.next[b] {
		if b.leaves == returns {
			return head.parent
		}
	}
	block := head.parent
	for block != nil && unwinds(block.name) && !c.skipped(block) {
		block = block.parent
	}
	return block
}

// unwinds reports whether a failure in the block of a call ends what is around
// it too, and the block always runs.
func unwinds(name string) bool {
	switch name {
	case "pipeline", "stages", "stage", "steps", "script", "node", "dir", "ws", "container", "timeout", "timestamps", "ansiColor", "withEnv", "withCredentials", "lock":
		return true
	}
	return false
}

// skipped reports whether a stage may be left out.
func (c *check) skipped(stage *call) bool {
	_, conditional := c.guards.when[stage]
	return conditional
}

// maxGuards bounds how many conditions are looked at before one call.
const maxGuards = 100

// guarded returns the variables that hold nothing but what the file allows
// where a call runs: the conditions around it say so, and those before it that
// nothing else gets past.
func (c *check) guarded(at *call) names {
	found := c.around(at.parent, at.start)
	late := at.within("post", "catch", "finally")
	looked := 0
	for block := at; block != nil; block = block.parent {
		list := c.guards.behind[block.parent]
		for i := len(list) - 1; i >= 0 && looked < maxGuards; i-- {
			if list[i].end > at.start || late != nil && list[i].start < late.start {
				continue
			}
			looked++
			found.join(c.past(list[i]))
		}
	}
	for name, from := range found {
		if c.changed(name, from, at.start) {
			delete(found, name)
		}
	}
	return found
}

// changed reports whether a variable gets a text of others between two places.
func (c *check) changed(name string, from, to int) bool {
	if len(c.settings(name)) > maxSettings {
		return true
	}
	for _, a := range c.settings(name) {
		if a.start() > from && a.start() < to && c.origin(a.value, 0).rank > clean {
			return true
		}
	}
	return false
}

// maxSettings bounds how many assignments of a variable are told apart.
const maxSettings = 100

// settings returns the assignments of a variable, also by its name in the
// environment.
func (c *check) settings(name string) []assignment { return c.values[name] }

// around returns what the conditions around a place in a block allow.
func (c *check) around(block *call, offset int) names {
	found := names{}
	for ; block != nil; block = block.parent {
		switch block.name {
		case "stage":
			found.join(c.guards.when[block])
		case "if":
			found.join(c.condition(block, true))
			found.join(c.failed(block.otherwise))
		case "else":
			found.join(c.failed(block.otherwise))
		case "switch":
			found.join(c.cased(block, offset))
		}
	}
	return found
}

// cased returns what the labels of a switch right before a place allow: what is
// compared is one of the values that they spell out.
func (c *check) cased(block *call, offset int) names {
	last := sort.Search(len(block.labels), func(i int) bool { return block.labels[i].start >= offset }) - 1
	if last < 0 || len(block.args) != 1 || !c.spelled(block)[last] {
		return nil
	}
	return c.held(block.args[0].value)
}

// spelled returns for each label of a switch whether what comes to it is one of the
// values that it and those which go on with it spell out.
func (c *check) spelled(block *call) []bool {
	list, ok := c.guards.spelled[block]
	if ok {
		return list
	}
	list = make([]bool, len(block.labels))
	for i, l := range block.labels {
		_, plain := c.literal(l.value)
		list[i] = (plain || c.narrow(l.value, true)) && (i == 0 || list[i-1] || c.breaks(block.labels[i-1], l))
	}
	c.guards.spelled[block] = list
	return list
}

// breaks reports whether what stands behind a label of a switch does not go on with
// the next one.
func (c *check) breaks(from, next label) bool {
	list, _ := lex(c.text, from.start, next.start)
	for _, t := range list {
		if t.kind == word {
			switch c.source(t) {
			case "break", "return", "throw", "error":
				return true
			}
		}
	}
	return false
}

// condition returns what the condition of an if allows where it comes out like
// that.
func (c *check) condition(branch *call, holds bool) names {
	known := c.guards.held
	if !holds {
		known = c.guards.failed
	}
	found, ok := known[branch]
	if !ok && len(branch.args) == 1 {
		found = c.allows(branch.args[0].value, holds, 0)
		known[branch] = found
	}
	return found
}

// failed returns what is allowed where the conditions of an if and of those
// whose else it is did not hold.
func (c *check) failed(branch *call) names {
	found := names{}
	for n := 0; branch != nil && n < maxGuards; branch, n = branch.otherwise, n+1 {
		found.join(c.condition(branch, false))
	}
	return found
}

// past returns what is allowed behind an if with all that belongs to it: what
// all the branches from which the build goes on have in common.
func (c *check) past(head *call) names {
	if known, ok := c.guards.passed[head]; ok {
		return known
	}
	var sets []names
	failed := names{}
	branch := head
	for n := 0; branch != nil && branch.name == "if" && n < maxGuards; branch, n = c.guards.next[branch], n+1 {
		if branch.leaves == goesOn {
			sets = append(sets, c.through(branch, failed))
		}
		failed.join(c.condition(branch, false))
	}
	if branch == nil || branch.leaves == goesOn {
		sets = append(sets, c.through(branch, failed))
	}
	c.guards.passed[head] = common(sets)
	return c.guards.passed[head]
}

// through returns what is allowed behind one branch: what its condition does, and
// the variables that it sets itself.
func (c *check) through(branch *call, failed names) names {
	set := maps.Clone(failed)
	if branch == nil {
		return set
	}
	if branch.name == "if" {
		set.join(c.condition(branch, true))
	}
	for _, a := range c.guards.set[branch] {
		if name := plain(a.name); !a.adds && c.origin(a.value, 0).rank == clean {
			set[name] = a.start()
		}
	}
	return set
}
