package osv

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// stateName is the file in a folder of index files that remembers where they
// came from.
const stateName = "state.json"

// State is what a folder of index files remembers of its updates.
type State struct {
	// Source is the server's address.
	Source string `json:"source,omitempty"`
	// Ecosystems by their names without suffixes.
	Ecosystems map[string]*EcosystemState `json:"ecosystems,omitempty"`
}

// EcosystemState is what is remembered of one ecosystem.
type EcosystemState struct {
	// Archive and List are the entity tags of all.zip and modified_id.csv.
	Archive string `json:"archive,omitempty"`
	List    string `json:"list,omitempty"`
	// Checked is when the server was last asked with success.
	Checked time.Time `json:"checked,omitzero"`
	// Skipped are records in the list that are not about packages.
	Skipped map[string]time.Time `json:"skipped,omitempty"`
}

// ReadState reads what a folder remembers. Where nothing was updated yet, or
// what is remembered cannot be read, it is empty: it only saves downloads.
func ReadState(dir string) (*State, error) {
	s := &State{}
	data, err := os.ReadFile(filepath.Join(dir, stateName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading the state of updates: %w", err)
	}
	if json.Unmarshal(data, s) != nil {
		return &State{}, nil
	}
	return s, nil
}

// Of returns what is remembered of an ecosystem, to be changed in place.
func (s *State) Of(ecosystem string) *EcosystemState {
	if s.Ecosystems == nil {
		s.Ecosystems = map[string]*EcosystemState{}
	}
	if s.Ecosystems[ecosystem] == nil {
		s.Ecosystems[ecosystem] = &EcosystemState{}
	}
	return s.Ecosystems[ecosystem]
}

// Save writes the state into a folder of index files.
func (s *State) Save(dir string) error {
	data, err := json.MarshalIndent(s, "", "\t")
	if err == nil {
		err = replaceFile(filepath.Join(dir, stateName), func(w io.Writer) error {
			_, err := w.Write(append(data, '\n'))
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("saving the state of updates: %w", err)
	}
	return nil
}

// UpdateAction says what an update did.
type UpdateAction string

// The actions of updates.
const (
	UpdateFailed    UpdateAction = "failed"    // the index is as it was
	UpdateUnchanged UpdateAction = "unchanged" // nothing is newer
	UpdateChanged   UpdateAction = "changed"   // what is newer was added
	UpdateReplaced  UpdateAction = "replaced"  // all records were fetched
)

// Updated is what an update did with one ecosystem.
type Updated struct {
	// Ecosystem without suffix.
	Ecosystem string
	Action    UpdateAction
	// Records that the index holds now.
	Records int
	// Changed and Removed count records that differ from before.
	Changed, Removed int
	// Modified is when the newest record was modified.
	Modified time.Time
	// Bytes that were fetched.
	Bytes int64
}
