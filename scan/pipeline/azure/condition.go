package azure

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

// eachCondition visits the conditions of stages, jobs and steps that can be
// read.
func eachCondition(r *audit.Run, visit func(job *ci.Job, step *ci.Step, cond *node, e *expr.Node)) {
	read := func(job *ci.Job, step *ci.Step, cond *node) {
		if text := cond.Value(); text != "" && !strings.Contains(text, "${{") {
			if e, err := expr.Parse(text); err == nil {
				visit(job, step, cond, e)
			}
		}
	}
	entries(r.File.Root.Get("stages"), 0, func(stage *node) { read(nil, nil, stage.Get("condition")) })
	for _, job := range r.File.Jobs {
		read(job, nil, job.If)
		for _, step := range job.Steps {
			read(job, step, step.If)
		}
	}
}

// truth is what a condition yields as far as the file tells.
type truth uint8

const (
	unknown truth = iota
	isTrue
	isFalse
)

// judge folds a condition. The functions that ask for the state of the jobs
// before are unknown.
func judge(e *expr.Node) truth {
	e = e.Unwrap()
	switch {
	case e.Kind != expr.Call:
		return constant(e)
	case e.IsCall("or"):
		return fold(e.Args, isTrue)
	case e.IsCall("and"):
		return fold(e.Args, isFalse)
	case e.IsCall("not") && len(e.Args) == 1:
		return negate(judge(e.Args[0]))
	case e.IsCall("eq") && len(e.Args) == 2:
		return equal(e.Args[0].Unwrap(), e.Args[1].Unwrap())
	case e.IsCall("ne") && len(e.Args) == 2:
		return negate(equal(e.Args[0].Unwrap(), e.Args[1].Unwrap()))
	}
	return unknown
}

// fold returns deciding if one of the terms does, the opposite if all are, and
// unknown otherwise.
func fold(terms []*expr.Node, deciding truth) truth {
	known := true
	for _, t := range terms {
		switch judge(t) {
		case deciding:
			return deciding
		case unknown:
			known = false
		}
	}
	if known {
		return negate(deciding)
	}
	return unknown
}

func negate(t truth) truth {
	switch t {
	case isTrue:
		return isFalse
	case isFalse:
		return isTrue
	}
	return unknown
}

// constant judges a literal: a text with something in it is true.
func constant(e *expr.Node) truth {
	v, ok := expr.Fold(e)
	if !ok || strings.Contains(v.Text, "$(") {
		return unknown
	}
	if v.Truthy() {
		return isTrue
	}
	return isFalse
}

func equal(a, b *expr.Node) truth {
	x, okx := expr.Fold(a)
	y, oky := expr.Fold(b)
	if okx && oky && !strings.Contains(x.Text+y.Text, "$(") {
		if strings.EqualFold(x.String(), y.String()) {
			return isTrue
		}
		return isFalse
	}
	if path := a.Path(); path != "" && strings.EqualFold(path, b.Path()) {
		return isTrue
	}
	return unknown
}
