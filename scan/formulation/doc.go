// Package formulation tells in a bill of materials how something is made: the
// pipelines of a repository, as package inventory describes them, in the
// formulation of CycloneDX (1.5 and later).
//
// Every file is a workflow and every job a task of it, with its steps, what
// starts it, the components that it uses with package URL and digest, inputs and
// outputs, and the machine and containers that it runs on. What the
// specification has no field for are properties: secrets by their names,
// permissions, labels of runners, environments ([bom.PropertySecret] and the
// like), by which package diff of the bill of materials compares two formulas.
//
// The same pipelines give the same formula, in whatever order they come.
package formulation
