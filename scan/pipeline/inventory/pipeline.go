package inventory

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// Pipeline describes one file of pipeline configuration. It is a plain value,
// apart from the file that it was read from.
type Pipeline struct {
	// System is the name of the CI system, such as "github".
	System string  `json:"system"`
	Kind   ci.Kind `json:"kind"`
	// Location is the file.
	Location scan.Location `json:"location"`
	// Name is the file's own display name.
	Name        string       `json:"name,omitempty"`
	Triggers    []Trigger    `json:"triggers,omitempty"`
	Inputs      []Input      `json:"inputs,omitempty"`
	Variables   []Variable   `json:"variables,omitempty"`
	Secrets     []string     `json:"secrets,omitempty"`
	Permissions []Permission `json:"permissions,omitempty"`
	Jobs        []*Job       `json:"jobs,omitempty"`
	// Components are those that the file uses as a whole, such as included
	// configuration. Those of jobs and steps are with them.
	Components []*Component `json:"components,omitempty"`
}

// Trigger is an event that starts the pipeline.
type Trigger struct {
	// Name in the system's own words, lower case.
	Name string `json:"name"`
	// Type says in neutral words how it starts.
	Type TriggerType `json:"type"`
	// Filters narrow it, in the order of the file.
	Filters  []Filter      `json:"filters,omitempty"`
	Location scan.Location `json:"location"`
}

// TriggerType is how a pipeline starts, in the words of CycloneDX.
type TriggerType string

// The types of triggers.
const (
	TriggerWebhook   TriggerType = "webhook"   // something happened in the repository or elsewhere
	TriggerScheduled TriggerType = "scheduled" // at a time
	TriggerManual    TriggerType = "manual"    // somebody asks for it
	TriggerAPI       TriggerType = "api"       // a program asks for it, other pipelines included
)

// Filter narrows a trigger: branches, paths, types of events, a schedule.
type Filter struct {
	// Name is the path of the setting, such as "branches" or "branches.include".
	Name   string   `json:"name"`
	Values []string `json:"values"`
}

// Input is a parameter that whoever starts or calls the pipeline sets.
type Input struct {
	Name string `json:"name"`
	// Type is the system's name of the type; empty means text.
	Type string `json:"type,omitempty"`
	// Trigger is the event that brings it, where inputs belong to one.
	Trigger  string        `json:"trigger,omitempty"`
	Required bool          `json:"required,omitempty"`
	Location scan.Location `json:"location"`
}

// Output is a value that a job or component gives to others.
type Output struct {
	Name     string        `json:"name"`
	Location scan.Location `json:"location"`
}

// Variable is an environment variable, by its name.
type Variable struct {
	Name     string        `json:"name"`
	Location scan.Location `json:"location"`
}

// Permission is a right of a job's token, such as "contents" with "write". The
// scope "*" stands for all.
type Permission struct {
	Scope  string `json:"scope"`
	Access string `json:"access"`
}

// Job is a unit of work on one runner.
type Job struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`
	// Place is the job in the file's own terms, such as "jobs.build".
	Place    string        `json:"place,omitempty"`
	Location scan.Location `json:"location"`
	Needs    []string      `json:"needs,omitempty"`
	// Runner holds what selects the machine: labels, tags, the name of a pool.
	Runner      []string     `json:"runner,omitempty"`
	Environment string       `json:"environment,omitempty"`
	Conditional bool         `json:"conditional,omitempty"`
	Permissions []Permission `json:"permissions,omitempty"`
	Variables   []Variable   `json:"variables,omitempty"`
	Secrets     []string     `json:"secrets,omitempty"`
	// Inputs are those that it gives to the pipeline that it calls.
	Inputs  []Variable `json:"inputs,omitempty"`
	Outputs []Output   `json:"outputs,omitempty"`
	// Components are the images that it runs in and beside, and what it calls.
	Components []*Component `json:"components,omitempty"`
	Steps      []*Step      `json:"steps,omitempty"`
}

// Step is one action of a job.
type Step struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`
	// Place is the step in the file's own terms, such as "jobs.build.steps[2]".
	Place       string        `json:"place"`
	Location    scan.Location `json:"location"`
	Conditional bool          `json:"conditional,omitempty"`
	Variables   []Variable    `json:"variables,omitempty"`
	Secrets     []string      `json:"secrets,omitempty"`
	// Inputs are those that it gives to its component.
	Inputs     []Variable   `json:"inputs,omitempty"`
	Components []*Component `json:"components,omitempty"`
	Script     *Script      `json:"script,omitempty"`
}

// Script is source text that an interpreter runs, without the text.
type Script struct {
	// Interpreter as far as the file names it, such as "bash" or "pwsh".
	Interpreter string `json:"interpreter,omitempty"`
	// SHA256 is the digest of the text as the system hands it out, before
	// anything is put in, in lower-case hexadecimal.
	SHA256 string `json:"sha256"`
	// Lines counts those of the text.
	Lines    int           `json:"lines"`
	Location scan.Location `json:"location"`
}

// All returns the components of the file, its jobs and steps, in this order.
func (p *Pipeline) All() []*Component {
	list := append([]*Component(nil), p.Components...)
	for _, job := range p.Jobs {
		list = append(list, job.Components...)
		for _, step := range job.Steps {
			list = append(list, step.Components...)
		}
	}
	return list
}
