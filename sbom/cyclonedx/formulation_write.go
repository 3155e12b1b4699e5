package cyclonedx

import (
	"cmp"
	"slices"
	"strconv"

	cdx "github.com/CycloneDX/cyclonedx-go"

	"github.com/penstock-dev/penstock/sbom/bom"
)

// formulation writes the formulas. What the specification asks of every
// workflow, task, trigger and workspace and the document does not have is made
// up: references of their places, and the type "other".
func (w *writer) formulation() *[]cdx.Formula {
	var out []cdx.Formula
	r := refs{}
	for i, f := range w.doc.Formulation {
		at := "#/formulation/" + strconv.Itoa(i)
		// Components nest as those of the document do.
		inner := newWriter(&bom.Document{Components: f.Components})
		components := inner.model().Components
		if len(*components) == 0 {
			components = nil
		}
		m := cdx.Formula{Components: components, Services: some(each(&f.Services, serviceModel)), Properties: properties(f.Properties)}
		var workflows []cdx.Workflow
		for j, one := range f.Workflows {
			workflows = append(workflows, r.workflow(one, at+"/workflows/"+strconv.Itoa(j)))
		}
		m.Workflows = some(workflows)
		if !r[f.Ref] {
			m.BOMRef = f.Ref
		}
		out = append(out, m)
	}
	return some(out)
}

// refs are the references that formulas have given away. Documents in JSON may
// use one twice, XML has no room for that.
type refs map[string]bool

// own returns the reference that something gets: the one that it has, or its
// place where it has none or another one has the same.
func (r refs) own(ref, at string) string {
	if ref == "" || r[ref] {
		ref = at
	}
	r[ref] = true
	return ref
}

func (r refs) workflow(w *bom.Workflow, at string) cdx.Workflow {
	t := r.task(&w.Task, at)
	m := cdx.Workflow{
		BOMRef: t.BOMRef, UID: t.UID, Name: t.Name, Description: t.Description, Properties: t.Properties, ResourceReferences: t.ResourceReferences,
		TaskTypes: t.TaskTypes, Trigger: t.Trigger, Steps: t.Steps, Inputs: t.Inputs, Outputs: t.Outputs, TimeStart: t.TimeStart,
		TimeEnd: t.TimeEnd, Workspaces: t.Workspaces, RuntimeTopology: t.RuntimeTopology, TaskDependencies: topology(w.Dependencies),
	}
	var tasks []cdx.Task
	for i, task := range w.Tasks {
		tasks = append(tasks, r.task(task, at+"/tasks/"+strconv.Itoa(i)))
	}
	m.Tasks = some(tasks)
	return m
}

func (r refs) task(t *bom.Task, at string) cdx.Task {
	m := cdx.Task{
		BOMRef: r.own(t.Ref, at), UID: cmp.Or(t.UID, t.Ref, at), Name: t.Name, Description: t.Description, Properties: properties(t.Properties),
		ResourceReferences: resources(t.Resources), TaskTypes: taskTypesModel(t.Types), Trigger: r.trigger(t.Trigger, at+"/trigger"),
		Steps: some(each(&t.Steps, stepModel)), Inputs: some(each(&t.Inputs, inputModel)), Outputs: some(each(&t.Outputs, outputModel)),
		TimeStart: t.Start, TimeEnd: t.End, RuntimeTopology: topology(t.Topology),
	}
	var workspaces []cdx.TaskWorkspace
	for i, w := range t.Workspaces {
		workspaces = append(workspaces, r.workspace(w, at+"/workspaces/"+strconv.Itoa(i)))
	}
	m.Workspaces = some(workspaces)
	return m
}

// taskTypesModel writes a type that the specification does not list as other.
func taskTypesModel(types []string) *[]cdx.TaskType {
	var out []cdx.TaskType
	for _, t := range types {
		if !slices.Contains(taskTypes(), t) {
			t = "other"
		}
		if !slices.Contains(out, cdx.TaskType(t)) {
			out = append(out, cdx.TaskType(t))
		}
	}
	if len(out) == 0 {
		out = []cdx.TaskType{cdx.TaskTypeOther}
	}
	return &out
}

func topology(list []bom.Dependency) *[]cdx.Dependency {
	return some(each(&list, func(d bom.Dependency) cdx.Dependency {
		return cdx.Dependency{Ref: d.Ref, Dependencies: some(d.DependsOn), Provides: some(d.Provides)}
	}))
}

func stepModel(s bom.Step) cdx.TaskStep {
	return cdx.TaskStep{Name: s.Name, Description: s.Description, Properties: properties(s.Properties), Commands: some(each(&s.Commands, func(c bom.Command) cdx.TaskCommand {
		return cdx.TaskCommand{Executed: c.Executed, Properties: properties(c.Properties)}
	}))}
}

func (r refs) trigger(t *bom.Trigger, at string) *cdx.TaskTrigger {
	if t == nil {
		return nil
	}
	m := &cdx.TaskTrigger{
		BOMRef: r.own(t.Ref, at), UID: cmp.Or(t.UID, t.Ref, at), Name: t.Name, Description: t.Description, ResourceReferences: resources(t.Resources),
		Type: cdx.TaskTriggerType(t.Type), TimeActivated: t.Activated, Inputs: some(each(&t.Inputs, inputModel)), Outputs: some(each(&t.Outputs, outputModel)),
		Properties: properties(t.Properties),
	}
	if !slices.Contains([]string{"manual", "api", "webhook", "scheduled"}, t.Type) {
		m.Type = cdx.TaskTriggerTypeManual
	}
	m.Conditions = some(each(&t.Conditions, func(c bom.Condition) cdx.TaskTriggerCondition {
		return cdx.TaskTriggerCondition{Description: c.Description, Expression: c.Expression, Properties: properties(c.Properties)}
	}))
	if e := t.Event; e != nil {
		m.Event = &cdx.Event{
			UID: e.UID, Description: e.Description, TimeReceived: e.Received, Data: attachment(e.Data), Source: resource(e.Source), Target: resource(e.Target),
			Properties: properties(e.Properties),
		}
	}
	return m
}

func inputModel(p bom.Port) cdx.TaskInput {
	m := cdx.TaskInput{Resource: resource(p.Resource), Data: attachment(p.Data), Source: resource(p.Source), Target: resource(p.Target), Properties: properties(p.Properties)}
	m.Parameters = some(each(&p.Parameters, func(one bom.Parameter) cdx.Parameter {
		return cdx.Parameter{Name: one.Name, Value: one.Value, DataType: one.Type}
	}))
	variables := cdx.EnvironmentVariables(each(&p.Environment, func(v bom.Property) cdx.EnvironmentVariableChoice {
		if v.Name == "" {
			return cdx.EnvironmentVariableChoice{Value: v.Value}
		}
		return cdx.EnvironmentVariableChoice{Property: &cdx.Property{Name: v.Name, Value: v.Value}}
	}))
	if len(variables) > 0 {
		m.EnvironmentVars = &variables
	}
	return m
}

func outputModel(p bom.Port) cdx.TaskOutput {
	in := inputModel(p)
	m := cdx.TaskOutput{
		Resource: in.Resource, EnvironmentVars: in.EnvironmentVars, Data: in.Data, Type: cdx.TaskOutputType(p.Type), Source: in.Source, Target: in.Target,
		Properties: in.Properties,
	}
	if p.Type != "" && !slices.Contains([]string{"artifact", "attestation", "log", "evidence", "metrics", "other"}, p.Type) {
		m.Type = "other"
	}
	return m
}

func attachment(a *bom.Attachment) *cdx.AttachedText {
	if a == nil {
		return nil
	}
	return &cdx.AttachedText{Content: a.Content, ContentType: a.ContentType, Encoding: a.Encoding}
}

func resource(r *bom.Resource) *cdx.ResourceReferenceChoice {
	if r == nil {
		return nil
	}
	if r.Reference == nil {
		return &cdx.ResourceReferenceChoice{Ref: r.Ref}
	}
	list := references([]bom.Reference{*r.Reference})
	if list == nil {
		return nil
	}
	return &cdx.ResourceReferenceChoice{ExternalReference: &(*list)[0]}
}

func resources(list []bom.Resource) *[]cdx.ResourceReferenceChoice {
	var out []cdx.ResourceReferenceChoice
	for _, r := range list {
		if m := resource(&r); m != nil {
			out = append(out, *m)
		}
	}
	return some(out)
}

func (r refs) workspace(w bom.Workspace, at string) cdx.TaskWorkspace {
	m := cdx.TaskWorkspace{
		BOMRef: r.own(w.Ref, at), UID: cmp.Or(w.UID, w.Ref, at), Name: w.Name, Description: w.Description, Aliases: some(w.Aliases),
		ResourceReferences: resources(w.Resources), AccessMode: cdx.TaskWorkspaceAccessMode(w.AccessMode), MountPath: w.MountPath,
		ManagedDataType: w.ManagedDataType, VolumeRequest: w.VolumeRequest, Properties: properties(w.Properties),
	}
	if v := w.Volume; v != nil {
		m.Volume = &cdx.Volume{
			UID: v.UID, Name: v.Name, Mode: cdx.VolumeMode(v.Mode), Path: v.Path, SizeAllocated: v.Size, Persistent: v.Persistent, Remote: v.Remote,
			Properties: properties(v.Properties),
		}
	}
	return m
}
