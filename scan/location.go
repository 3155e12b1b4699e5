package scan

import "time"

// Location is a place in a target.
type Location struct {
	// Path is slash-separated and relative to the target's root. Its bytes are
	// as the file system gives them; encoders escape them. Inside of an archive
	// it is the path in the innermost one, whose own path is the last of
	// Origin.Archives. Empty where the finding is about no file.
	Path string `json:"path,omitempty"`
	// Region inside the file; zero means the whole file.
	Region Region `json:"region,omitzero"`
	// Logical is the place in the file's own terms, such as
	// "jobs.build.steps[2].run" or "Deployment/web".
	Logical string `json:"logical,omitempty"`
	// Origin says where the file itself comes from; nil for a plain tree.
	Origin *Origin `json:"origin,omitempty"`
	// Role says what a related location has to do with the finding, such as
	// "source", "sink" or "definition". Empty on a finding's own location.
	Role string `json:"role,omitempty"`
	// Message is a remark on a related location or a step of a code flow.
	Message string `json:"message,omitempty"`
}

// Region is a piece of text. Lines and columns count from 1, columns in bytes
// of UTF-8; ends are exclusive. Byte offsets count from 0 at the first byte of
// the file as analysed: of the file itself, including a UTF-8 byte order mark,
// or of its UTF-8 form where it was decoded from UTF-16.
type Region struct {
	StartLine   int `json:"startLine,omitzero"`
	StartColumn int `json:"startColumn,omitzero"`
	EndLine     int `json:"endLine,omitzero"`
	EndColumn   int `json:"endColumn,omitzero"`
	StartOffset int `json:"startOffset,omitzero"`
	EndOffset   int `json:"endOffset,omitzero"`
	// Snippet is the text of the region's lines, or as much of it as is worth
	// showing; it never holds a secret's value.
	Snippet string `json:"snippet,omitempty"`
	// SnippetColumn is the column at which Snippet starts when a long line was
	// cut at its left; 0 and 1 mean that it was not.
	SnippetColumn int `json:"snippetColumn,omitzero"`
}

// IsZero reports whether r stands for a whole file.
func (r Region) IsZero() bool { return r == Region{} }

// Origin says where an entry of a target comes from, beyond its path.
type Origin struct {
	// Target names the target when a run has several.
	Target string `json:"target,omitempty"`
	// Commit is the full hash of the Git commit that introduced the content.
	Commit string `json:"commit,omitempty"`
	// Blob is the full object id of the content in the Git repository.
	Blob string `json:"blob,omitempty"`
	// Author of the commit, as "Name <address>".
	Author string `json:"author,omitempty"`
	// Time of the commit.
	Time time.Time `json:"time,omitzero"`
	// Image is the reference or digest of the container image.
	Image string `json:"image,omitempty"`
	// Layer is the digest of the image layer.
	Layer string `json:"layer,omitempty"`
	// LayerIndex counts the image's layers from 0.
	LayerIndex int `json:"layerIndex,omitzero"`
	// Archives are the paths of the archives around the entry, outermost
	// first.
	Archives []string `json:"archives,omitempty"`
	// Component is the reference of a component in an SBOM document.
	Component string `json:"component,omitempty"`
	// URL, Method and Parameter place a finding in a web service.
	URL       string `json:"url,omitempty"`
	Method    string `json:"method,omitempty"`
	Parameter string `json:"parameter,omitempty"`
}

// CodeFlow is the way that data takes from a source to a sink, in order.
type CodeFlow struct {
	Message string     `json:"message,omitempty"`
	Steps   []Location `json:"steps"`
}
