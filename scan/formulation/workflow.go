package formulation

import (
	"cmp"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/inventory"
)

// workflow makes a workflow of a file.
func (m *maker) workflow(p *inventory.Pipeline) *bom.Workflow {
	w := &bom.Workflow{Task: bom.Task{Ref: m.ref(prefix + uid(p)), UID: uid(p), Name: cmp.Or(p.Name, p.Location.Path)}}
	w.Trigger = m.trigger(w.Ref, p.Triggers)
	w.Inputs = append(parameters(p.Inputs), variables(p.Variables)...)
	uses := m.uses(p.Components)
	w.Resources = uses.resources
	w.Properties = slices.Concat(
		[]bom.Property{{Name: propertySystem, Value: p.System}, {Name: propertyKind, Value: string(p.Kind)}},
		triggerProperties(p.Triggers), permissionProperties(p.Permissions), properties(bom.PropertySecret, ownSecrets(p)), uses.properties)
	refs := map[string]string{} // of jobs by id
	for _, job := range p.Jobs {
		task := m.task(w.Ref, p, job)
		w.Tasks = append(w.Tasks, task)
		if refs[job.ID] == "" {
			refs[job.ID] = task.Ref
		}
		for _, t := range task.Types {
			if t != "other" && !slices.Contains(w.Types, t) {
				w.Types = append(w.Types, t)
			}
		}
	}
	slices.Sort(w.Types)
	if w.Types == nil {
		w.Types = []string{"other"}
	}
	for i, job := range p.Jobs {
		dep := bom.Dependency{Ref: w.Tasks[i].Ref}
		for _, need := range job.Needs {
			if on := refs[need]; on != "" && on != dep.Ref && !slices.Contains(dep.DependsOn, on) {
				dep.DependsOn = append(dep.DependsOn, on)
			}
		}
		if dep.DependsOn != nil {
			w.Dependencies = append(w.Dependencies, dep)
		}
	}
	return w
}

// ownSecrets returns the secrets that the file names outside of its jobs.
func ownSecrets(p *inventory.Pipeline) []string {
	return slices.DeleteFunc(slices.Clone(p.Secrets), func(name string) bool {
		return slices.ContainsFunc(p.Jobs, func(j *inventory.Job) bool { return slices.Contains(j.Secrets, name) })
	})
}

// trigger makes one trigger of all events, of which each is a condition: the
// specification has one trigger for a workflow. Its type is that of the event
// that the most can cause.
func (m *maker) trigger(ref string, list []inventory.Trigger) *bom.Trigger {
	if len(list) == 0 {
		return nil
	}
	t := &bom.Trigger{Ref: m.ref(ref + "/trigger"), UID: ref + "/trigger"}
	var names []string
	for _, kind := range []inventory.TriggerType{inventory.TriggerWebhook, inventory.TriggerAPI, inventory.TriggerScheduled, inventory.TriggerManual} {
		for _, one := range list {
			if one.Type == kind {
				t.Type = cmp.Or(t.Type, string(kind))
			}
		}
	}
	for _, one := range list {
		names = append(names, one.Name)
		c := bom.Condition{Description: one.Name, Expression: filterText(one.Filters), Properties: []bom.Property{{Name: "penstock:trigger:type", Value: string(one.Type)}}}
		if !slices.ContainsFunc(t.Conditions, func(o bom.Condition) bool { return o.Description == c.Description && o.Expression == c.Expression }) {
			t.Conditions = append(t.Conditions, c)
		}
	}
	t.Name = strings.Join(unique(names), ", ")
	return t
}

func triggerProperties(list []inventory.Trigger) []bom.Property {
	var values []string
	for _, t := range list {
		values = append(values, strings.TrimSpace(t.Name+" "+filterText(t.Filters)))
	}
	return properties(bom.PropertyTrigger, values)
}

// filterText writes filters on one line: "branches: main, next; types: opened".
func filterText(list []inventory.Filter) string {
	var parts []string
	for _, f := range list {
		parts = append(parts, f.Name+": "+strings.Join(f.Values, ", "))
	}
	return strings.Join(parts, "; ")
}

// parameters makes an input of those that whoever starts the pipeline sets.
func parameters(list []inventory.Input) []bom.Port {
	var port bom.Port
	for _, in := range list {
		p := bom.Parameter{Name: in.Name, Type: cmp.Or(in.Type, "string")}
		if !slices.Contains(port.Parameters, p) {
			port.Parameters = append(port.Parameters, p)
		}
	}
	if port.Parameters == nil {
		return nil
	}
	return []bom.Port{port}
}

// variables makes an input of names.
func variables(list []inventory.Variable) []bom.Port {
	var port bom.Port
	for _, v := range list {
		if p := (bom.Property{Value: v.Name}); !slices.Contains(port.Environment, p) {
			port.Environment = append(port.Environment, p)
		}
	}
	if port.Environment == nil {
		return nil
	}
	return []bom.Port{port}
}

func permissionProperties(list []inventory.Permission) []bom.Property {
	var values []string
	for _, p := range list {
		values = append(values, p.Scope+":"+p.Access)
	}
	return properties(bom.PropertyPermission, values)
}

// properties makes one of each different value.
func properties(name string, values []string) []bom.Property {
	var list []bom.Property
	for _, v := range unique(values) {
		list = append(list, bom.Property{Name: name, Value: v})
	}
	return list
}

func unique(list []string) []string {
	var out []string
	for _, s := range list {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// used is what components make of a task.
type used struct {
	resources  []bom.Resource
	properties []bom.Property
	containers []string // references of images that it runs in
}

func (m *maker) uses(lists ...[]*inventory.Component) used {
	var u used
	for _, c := range slices.Concat(lists...) {
		ref := m.component(c)
		if ref != "" {
			if r := (bom.Resource{Ref: ref}); !slices.Contains(u.resources, r) {
				u.resources = append(u.resources, r)
			}
			if c.Kind == ci.UseImage || c.Kind == ci.UseService {
				u.containers = append(u.containers, ref)
			}
			continue
		}
		p := bom.Property{Name: propertyComputed, Value: c.Text}
		if c.Local {
			p = bom.Property{Name: propertyLocal, Value: c.Name}
		}
		if !slices.Contains(u.properties, p) {
			u.properties = append(u.properties, p)
		}
	}
	return u
}
