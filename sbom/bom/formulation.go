package bom

// Formula is how something came to be, or comes to be: the workflows that make
// it and what they use (CycloneDX 1.5 and later, formulation).
type Formula struct {
	Ref string
	// Components and Services that workflows use, nested ones included, as in a
	// [Document]. Those of formulas are none of the document's.
	Components []*Component
	Services   []*Service
	Workflows  []*Workflow
	Properties []Property
}

// Workflow is a task made of tasks.
type Workflow struct {
	Task
	Tasks []*Task
	// Dependencies say which task comes after which, by their references.
	Dependencies []Dependency
}

// Task is a piece of work: of a workflow, or a workflow itself.
type Task struct {
	Ref, UID, Name, Description string
	// Resources are what it works with.
	Resources []Resource
	// Types are words of CycloneDX such as "build", "test" and "deploy".
	Types   []string
	Trigger *Trigger
	Steps   []Step
	Inputs  []Port
	Outputs []Port
	// Start and End are times as written.
	Start, End string
	Workspaces []Workspace
	// Topology is what it runs on, by references to components and services.
	Topology   []Dependency
	Properties []Property
}

// Step is a part of a task: commands one after the other.
type Step struct {
	Name, Description string
	Commands          []Command
	Properties        []Property
}

// Command is what is executed: its text, or a name for it.
type Command struct {
	Executed   string
	Properties []Property
}

// Trigger is what starts a task.
type Trigger struct {
	Ref, UID, Name, Description string
	Resources                   []Resource
	// Type is "manual", "api", "webhook" or "scheduled".
	Type       string
	Event      *Event
	Conditions []Condition
	// Activated is a time as written.
	Activated       string
	Inputs, Outputs []Port
	Properties      []Property
}

// Event is what happened that fired a trigger.
type Event struct {
	UID, Description string
	// Received is a time as written.
	Received       string
	Data           *Attachment
	Source, Target *Resource
	Properties     []Property
}

// Condition must hold for a trigger to fire.
type Condition struct {
	Description, Expression string
	Properties              []Property
}

// Port is an input or an output. A valid one has one of Resource, Parameters,
// Environment and Data.
type Port struct {
	// Type of an output: "artifact", "attestation", "log", "evidence", "metrics",
	// "other" or empty.
	Type string
	// Source and Target say from and to where.
	Source, Target *Resource
	Resource       *Resource
	Parameters     []Parameter
	// Environment holds variables; one that is a mere text has no name.
	Environment []Property
	Data        *Attachment
	Properties  []Property
}

// Parameter is a value that is handed over.
type Parameter struct{ Name, Value, Type string }

// Attachment is content of its own.
type Attachment struct{ Content, ContentType, Encoding string }

// Resource names something in the document by its reference, or outside of it.
type Resource struct {
	Ref       string
	Reference *Reference
}

// Workspace is a place that tasks share data in.
type Workspace struct {
	Ref, UID, Name, Description string
	Aliases                     []string
	Resources                   []Resource
	AccessMode, MountPath       string
	ManagedDataType             string
	VolumeRequest               string
	Volume                      *Volume
	Properties                  []Property
}

// Volume is where the data of a [Workspace] lie.
type Volume struct {
	UID, Name, Mode, Path, Size string
	// Persistent and Remote are nil where the document does not tell.
	Persistent, Remote *bool
	Properties         []Property
}

// Properties of workflows and tasks that describe pipelines, as package
// formulation writes them and package diff compares them. Each may repeat.
const (
	PropertySecret      = "penstock:secret"      // a secret's name
	PropertyPermission  = "penstock:permission"  // scope:access of the token
	PropertyRunner      = "penstock:runner"      // what selects the machine
	PropertyTrigger     = "penstock:trigger"     // an event that starts it, with its filters
	PropertyEnvironment = "penstock:environment" // what it deploys to
	PropertyVariable    = "penstock:variable"    // a variable's name
	PropertyDigest      = "penstock:script:sha256"
)
