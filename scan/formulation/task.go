package formulation

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan/pipeline/inventory"
)

// task makes a task of a job.
func (m *maker) task(workflow string, p *inventory.Pipeline, job *inventory.Job) *bom.Task {
	id := cmp.Or(job.Place, job.ID, "job")
	t := &bom.Task{Ref: m.ref(workflow + "/" + id), Name: cmp.Or(job.Name, job.ID), Types: types(p, job)}
	t.UID = t.Ref[len(workflow)+1:]
	lists := [][]*inventory.Component{job.Components}
	for _, s := range job.Steps {
		lists = append(lists, s.Components)
		t.Steps = append(t.Steps, m.step(s))
	}
	uses := m.uses(lists...)
	t.Resources = uses.resources
	t.Inputs = slices.Concat(given(job.Inputs), variables(job.Variables))
	t.Outputs = outputs(job.Outputs)
	t.Topology = m.topology(job, uses.containers)
	t.Properties = slices.Concat(properties(bom.PropertyRunner, job.Runner), properties(bom.PropertyEnvironment, []string{job.Environment}),
		permissionProperties(job.Permissions), properties(bom.PropertySecret, job.Secrets), uses.properties)
	return t
}

// topology says what a job runs on: containers on a machine.
func (m *maker) topology(job *inventory.Job, containers []string) []bom.Dependency {
	var list []bom.Dependency
	var below []string
	if len(job.Runner) > 0 {
		ref := m.runner(job.Runner)
		list = append(list, bom.Dependency{Ref: ref})
		below = []string{ref}
	}
	for _, c := range unique(containers) {
		list = append(list, bom.Dependency{Ref: c, DependsOn: below})
	}
	return list
}

// step makes a step: what it uses and what its script is are its commands.
func (m *maker) step(s *inventory.Step) bom.Step {
	step := bom.Step{Name: cmp.Or(s.Name, s.ID, s.Place), Properties: []bom.Property{{Name: propertyPlace, Value: s.Place}}}
	for _, c := range s.Components {
		command := bom.Command{Executed: "uses " + c.Text}
		if c.PURL != "" {
			command.Properties = []bom.Property{{Name: "penstock:purl", Value: c.PURL}}
		}
		step.Commands = append(step.Commands, command)
	}
	if script := s.Script; script != nil {
		step.Commands = append(step.Commands, bom.Command{
			Executed:   cmp.Or(script.Interpreter, "default") + " script of " + lines(script.Lines),
			Properties: []bom.Property{{Name: bom.PropertyDigest, Value: script.SHA256}},
		})
	}
	step.Properties = append(step.Properties, properties(bom.PropertySecret, s.Secrets)...)
	for _, v := range s.Variables {
		step.Properties = append(step.Properties, bom.Property{Name: bom.PropertyVariable, Value: v.Name})
	}
	return step
}

// given makes an input of the parameters that a job gives to what it calls.
func given(list []inventory.Variable) []bom.Port {
	var port bom.Port
	for _, v := range list {
		if p := (bom.Parameter{Name: v.Name}); !slices.Contains(port.Parameters, p) {
			port.Parameters = append(port.Parameters, p)
		}
	}
	if port.Parameters == nil {
		return nil
	}
	return []bom.Port{port}
}

// outputs makes an output of names; the specification has no parameters there.
func outputs(list []inventory.Output) []bom.Port {
	port := bom.Port{Type: "other"}
	for _, o := range list {
		if p := (bom.Property{Value: o.Name}); o.Name != "" && !slices.Contains(port.Environment, p) {
			port.Environment = append(port.Environment, p)
		}
	}
	if port.Environment == nil {
		return nil
	}
	return []bom.Port{port}
}

func lines(n int) string {
	if n == 1 {
		return "1 line"
	}
	return fmt.Sprintf("%d lines", n)
}
