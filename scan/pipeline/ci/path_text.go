package ci

import (
	"cmp"
	"fmt"
	"path"
	"strings"
)

// mostTold is the number of names that a sentence tells; the others it counts.
const mostTold = 4

// String tells the path in a few sentences: who, with what effect, past which
// conditions, and what is in reach.
func (p *Path) String() string {
	subject := "whoever decides on " + p.Source
	if len(p.Entries) > 0 {
		var who []string
		for _, e := range p.Entries {
			who = append(who, fmt.Sprintf("%s (%s)", e.Who, e.Event))
		}
		subject = enumerate(unique(who), "or")
	}
	text := subject + " " + p.Effect
	if p.Job != "" {
		text += " in job " + p.Job
	}
	return capital(text) + "." + p.guards() + p.Reach.text(p) + p.depends()
}

// guards names the conditions that were judged.
func (p *Path) guards() string {
	var list []string
	for _, e := range p.Entries {
		for _, g := range e.Guards {
			list = append(list, strings.Join(strings.Fields(g), " "))
		}
	}
	switch list = unique(list); len(list) {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf(" The condition %s is not known to keep them out.", list[0])
	default:
		return fmt.Sprintf(" The conditions %s are not known to keep them out.", enumerate(list, "and"))
	}
}

// depends names what the file does not tell.
func (p *Path) depends() string {
	if len(p.Depends) == 0 {
		return ""
	}
	return " It depends on " + enumerate(p.Depends, "and on") + ", which the file does not tell."
}

// text says what is in reach, in a sentence with a space in front. Of a run that
// nobody knows the beginning of, there is only something to say when the file
// tells it.
func (r *Reach) text(p *Path) string {
	if r.Withheld {
		if r.Runner != "" {
			return fmt.Sprintf(" The platform withholds secrets and gives a token that only reads, but the job runs on %s, which what it leaves behind can outlast.", r.Runner)
		}
		return " The platform withholds secrets and gives a token that only reads."
	}
	list := r.parts()
	switch {
	case len(list) > 0 && p.Source == "":
		return " At stake: " + strings.Join(list, "; ") + "."
	case len(list) > 0:
		return " In reach: " + strings.Join(list, "; ") + "."
	case len(p.Entries) > 0:
		return " Neither a secret nor a token that writes is in reach."
	}
	return ""
}

// parts lists what is in reach, the gravest first.
func (r *Reach) parts() []string {
	var list []string
	add := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	switch {
	case r.AllSecrets:
		add("every secret of the repository")
	case len(r.Secrets) == 1:
		add("the secret %s", r.Secrets[0])
	case len(r.Secrets) > 1:
		add("the secrets %s", enumerate(r.Secrets, "and"))
	}
	if len(r.Groups) > 0 {
		list = append(list, enumerate(each(r.Groups), "and"))
	}
	if len(r.Accounts) > 0 {
		list = append(list, enumerate(each(r.Accounts), "and"))
	}
	if len(r.Environments) > 0 {
		add("deployments to %s", enumerate(r.Environments, "and"))
	}
	if text := r.Token.text(); text != "" {
		list = append(list, text)
	}
	if r.Token.Identity() {
		add("the identity of the workflow at other systems")
	}
	if r.Runner != "" {
		add("%s, for as long as it lives", r.Runner)
	}
	if r.Unlisted != "" {
		list = append(list, r.Unlisted)
	}
	switch {
	case len(r.CacheReaders) > 0:
		add("the cache that goes into what is published by %s", enumerate(bases(r.CacheReaders), "and"))
	case r.Cache:
		add("the cache of the default branch")
	}
	for i, c := range r.Consumers {
		if i == mostTold && len(r.Consumers) > mostTold+1 {
			add("%d more jobs that take over from it", len(r.Consumers)-i)
			break
		}
		list = append(list, c.text())
	}
	return list
}

// text names what a token may write, "" for nothing.
func (t *Token) text() string {
	var scopes []string
	name := "a token that"
	if t.Name != "" {
		name = t.Name + ", which"
	}
	for _, s := range t.Write {
		if s == "*" {
			return name + " may write everything"
		}
		if s != "id-token" {
			scopes = append(scopes, s)
		}
	}
	switch {
	case len(scopes) > 0:
		return name + " may write " + enumerate(scopes, "and")
	case t.Default:
		return cmp.Or(t.Name, "a token") + " with the default permissions"
	}
	return ""
}

// text says what a later job takes over, and what it has.
func (c *Consumer) text() string {
	s := fmt.Sprintf("job %s, which takes its %s over", c.Job, c.Takes)
	var has []string
	if len(c.Secrets) > 0 {
		has = append(has, "secrets "+enumerate(c.Secrets, "and"))
	}
	if len(c.Groups) > 0 {
		has = append(has, enumerate(each(c.Groups), "and"))
	}
	if len(c.Environments) > 0 {
		has = append(has, "deployments to "+enumerate(c.Environments, "and"))
	}
	if text := (&Token{Write: c.Write}).text(); text != "" {
		has = append(has, text)
	}
	if len(has) > 0 {
		s += " and has " + strings.Join(has, " and ")
	}
	return s
}

// enumerate joins the first few of a list and counts the rest.
func enumerate(list []string, last string) string {
	if len(list) > mostTold+1 {
		list = append(list[:mostTold:mostTold], fmt.Sprintf("%d more", len(list)-mostTold))
		last = "and"
	}
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " " + last + " " + list[len(list)-1]
}

// each puts an article before each element of a list.
func each(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = "the " + s
	}
	return out
}

// bases returns the last elements of paths.
func bases(paths []string) []string {
	list := make([]string, len(paths))
	for i, p := range paths {
		list[i] = path.Base(p)
	}
	return list
}

// unique returns the list without repeats, in its order.
func unique(list []string) []string {
	seen := map[string]bool{}
	var kept []string
	for _, s := range list {
		if !seen[s] {
			seen[s] = true
			kept = append(kept, s)
		}
	}
	return kept
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
