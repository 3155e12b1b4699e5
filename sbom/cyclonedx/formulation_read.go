package cyclonedx

import (
	"strconv"

	cdx "github.com/CycloneDX/cyclonedx-go"

	"github.com/penstock-dev/penstock/sbom/bom"
)

func formulaOf(m cdx.Formula, at string) *bom.Formula {
	f := &bom.Formula{Ref: m.BOMRef, Workflows: each(m.Workflows, workflowOf), Properties: each(m.Properties, propertyOf)}
	formulaComponents(f, m.Components, "", at+"/components", 0)
	var services bom.Document
	addServices(&services, m.Services, "", at+"/services")
	f.Services = services.Services
	return f
}

// formulaComponents adds components with those in them; their depth is bounded
// by the decoder.
func formulaComponents(f *bom.Formula, list *[]cdx.Component, parent, pointer string, depth int) {
	if list == nil {
		return
	}
	for i, m := range *list {
		c := componentOf(m)
		c.Parent, c.Depth = parent, depth
		at := pointer + "/" + strconv.Itoa(i)
		if c.Ref == "" {
			c.Ref = at
		}
		f.Components = append(f.Components, c)
		formulaComponents(f, m.Components, c.Ref, at+"/components", depth+1)
	}
}

func workflowOf(m cdx.Workflow) *bom.Workflow {
	task := cdx.Task{
		BOMRef: m.BOMRef, UID: m.UID, Name: m.Name, Description: m.Description, Properties: m.Properties, ResourceReferences: m.ResourceReferences,
		TaskTypes: m.TaskTypes, Trigger: m.Trigger, Steps: m.Steps, Inputs: m.Inputs, Outputs: m.Outputs, TimeStart: m.TimeStart,
		TimeEnd: m.TimeEnd, Workspaces: m.Workspaces, RuntimeTopology: m.RuntimeTopology,
	}
	return &bom.Workflow{Task: *taskOf(task), Tasks: each(m.Tasks, taskOf), Dependencies: each(m.TaskDependencies, dependencyOf)}
}

func taskOf(m cdx.Task) *bom.Task {
	return &bom.Task{
		Ref: m.BOMRef, UID: m.UID, Name: m.Name, Description: m.Description, Resources: each(m.ResourceReferences, resourceOf),
		Types: each(m.TaskTypes, func(t cdx.TaskType) string { return string(t) }), Trigger: triggerOf(m.Trigger), Steps: each(m.Steps, stepOf),
		Inputs: each(m.Inputs, inputOf), Outputs: each(m.Outputs, outputOf), Start: m.TimeStart, End: m.TimeEnd,
		Workspaces: each(m.Workspaces, workspaceOf), Topology: each(m.RuntimeTopology, dependencyOf), Properties: each(m.Properties, propertyOf),
	}
}

func dependencyOf(m cdx.Dependency) bom.Dependency {
	return bom.Dependency{Ref: m.Ref, DependsOn: each(m.Dependencies, same), Provides: each(m.Provides, same)}
}

func stepOf(m cdx.TaskStep) bom.Step {
	return bom.Step{Name: m.Name, Description: m.Description, Properties: each(m.Properties, propertyOf), Commands: each(m.Commands, func(c cdx.TaskCommand) bom.Command {
		return bom.Command{Executed: c.Executed, Properties: each(c.Properties, propertyOf)}
	})}
}

func triggerOf(m *cdx.TaskTrigger) *bom.Trigger {
	if m == nil {
		return nil
	}
	return &bom.Trigger{
		Ref: m.BOMRef, UID: m.UID, Name: m.Name, Description: m.Description, Resources: each(m.ResourceReferences, resourceOf), Type: string(m.Type),
		Event: eventOf(m.Event), Conditions: each(m.Conditions, conditionOf), Activated: m.TimeActivated, Inputs: each(m.Inputs, inputOf),
		Outputs: each(m.Outputs, outputOf), Properties: each(m.Properties, propertyOf),
	}
}

func conditionOf(m cdx.TaskTriggerCondition) bom.Condition {
	return bom.Condition{Description: m.Description, Expression: m.Expression, Properties: each(m.Properties, propertyOf)}
}

func eventOf(m *cdx.Event) *bom.Event {
	if m == nil {
		return nil
	}
	return &bom.Event{
		UID: m.UID, Description: m.Description, Received: m.TimeReceived, Data: attachmentOf(m.Data), Source: maybeResource(m.Source),
		Target: maybeResource(m.Target), Properties: each(m.Properties, propertyOf),
	}
}

func inputOf(m cdx.TaskInput) bom.Port {
	return bom.Port{
		Source: maybeResource(m.Source), Target: maybeResource(m.Target), Resource: maybeResource(m.Resource), Parameters: each(m.Parameters, parameterOf),
		Environment: environmentOf(m.EnvironmentVars), Data: attachmentOf(m.Data), Properties: each(m.Properties, propertyOf),
	}
}

func outputOf(m cdx.TaskOutput) bom.Port {
	p := inputOf(cdx.TaskInput{
		Resource: m.Resource, Parameters: m.Parameters, EnvironmentVars: m.EnvironmentVars, Data: m.Data, Source: m.Source, Target: m.Target, Properties: m.Properties,
	})
	p.Type = string(m.Type)
	return p
}

func parameterOf(m cdx.Parameter) bom.Parameter {
	return bom.Parameter{Name: m.Name, Value: m.Value, Type: m.DataType}
}

func environmentOf(m *cdx.EnvironmentVariables) []bom.Property {
	return each((*[]cdx.EnvironmentVariableChoice)(m), func(c cdx.EnvironmentVariableChoice) bom.Property {
		if c.Property != nil {
			return propertyOf(*c.Property)
		}
		return bom.Property{Value: c.Value}
	})
}

func attachmentOf(m *cdx.AttachedText) *bom.Attachment {
	if m == nil {
		return nil
	}
	return &bom.Attachment{Content: m.Content, ContentType: m.ContentType, Encoding: m.Encoding}
}

func resourceOf(m cdx.ResourceReferenceChoice) bom.Resource {
	r := bom.Resource{Ref: m.Ref}
	if m.ExternalReference != nil {
		reference := referenceOf(*m.ExternalReference)
		r.Reference = &reference
	}
	return r
}

func maybeResource(m *cdx.ResourceReferenceChoice) *bom.Resource {
	if m == nil {
		return nil
	}
	r := resourceOf(*m)
	return &r
}

func workspaceOf(m cdx.TaskWorkspace) bom.Workspace {
	w := bom.Workspace{
		Ref: m.BOMRef, UID: m.UID, Name: m.Name, Description: m.Description, Aliases: each(m.Aliases, same), Resources: each(m.ResourceReferences, resourceOf),
		AccessMode: string(m.AccessMode), MountPath: m.MountPath, ManagedDataType: m.ManagedDataType, VolumeRequest: m.VolumeRequest,
		Properties: each(m.Properties, propertyOf),
	}
	if v := m.Volume; v != nil {
		w.Volume = &bom.Volume{
			UID: v.UID, Name: v.Name, Mode: string(v.Mode), Path: v.Path, Size: v.SizeAllocated, Persistent: v.Persistent, Remote: v.Remote,
			Properties: each(v.Properties, propertyOf),
		}
	}
	return w
}
