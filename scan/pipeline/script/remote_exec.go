package script

import (
	"fmt"
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func remoteScriptExec() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "script/remote-script-exec",
			Name:        "Downloaded script run without a check",
			Class:       "remote-script-exec",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "Whoever controls the server, its domain or the account behind it decides what runs in the pipeline, with its secrets, and nobody notices that the script is another one today.",
			Remediation: "Keep the script in the repository, or download a fixed version and compare its checksum or signature before it runs.",
			Example:     "- run: curl -sSL https://get.example.com/install.sh | bash",
			Fixed:       "- run: |\n    curl -sSLo install.sh https://get.example.com/v1.2.3/install.sh\n    echo \"$INSTALL_SHA256  install.sh\" | sha256sum -c\n    bash install.sh",
			Tags:        []string{"poutine:unverified_script_exec", "scorecard:Pinned-Dependencies", "semgrep:curl-eval"},
		},
		Job: func(r *audit.Run, job *ci.Job) {
			t := &tracker{run: r, job: job, held: map[string]download{}}
			for _, step := range job.Steps {
				t.step(step, t.runs)
			}
		},
	}
}

// tracker follows what the steps of a job download.
type tracker struct {
	run  *audit.Run
	job  *ci.Job
	file []savedFile
	held map[string]download // by the variable that holds the text
}

// savedFile is a download in a file of a cleaned path.
type savedFile struct {
	download
	path string
}

// Bounds of what is followed at once: files, and variables of one script.
const (
	maxSaved = 50
	maxHeld  = 1000
)

// step visits the commands of a step in the order of the text, and notes what
// they download, move and check. Visit is called before.
func (t *tracker) step(step *ci.Step, visit func(*ci.Step, *shell.Script, *shell.Command)) {
	s := t.run.Script(step.Run)
	if s == nil {
		return
	}
	for i := range s.Commands {
		cmd := s.Bare(i)
		visit(step, s, cmd)
		t.note(step, s, cmd)
	}
}

// note remembers what a command does with downloads.
func (t *tracker) note(step *ci.Step, s *shell.Script, cmd *shell.Command) {
	fetch := func(c *shell.Command) bool { return fetching(s, c) }
	switch {
	case verifies(s, cmd):
		t.file, t.held = nil, map[string]download{}
	case fetching(s, cmd):
		t.save(savedTo(cmd), download{step, cmd.Range})
		for _, a := range s.Assigns[:min(len(s.Assigns), maxHeld)] {
			if a.Computed && cmd.Within(a.Range) {
				t.held[a.Name] = download{step, cmd.Range}
			}
		}
	case cmd.Name() == "tee" && upstream(s, cmd, fetch):
		for _, a := range cmd.Args() {
			if !strings.HasPrefix(a.Text, "-") {
				t.save(a.Text, download{step, cmd.Range})
			}
		}
	case len(cmd.Outputs) > 0 && upstream(s, cmd, fetch):
		t.save(savedTo(cmd), download{step, cmd.Range})
	case containsWord("mv cp ln install move-item copy-item", cmd.Name()):
		t.move(cmd)
	}
}

func (t *tracker) save(name string, d download) {
	if name = cleanPath(name); name != "" && len(t.file) < maxSaved {
		t.file = append(t.file, savedFile{d, name})
	}
}

// move notes the new name of a file.
func (t *tracker) move(cmd *shell.Command) {
	var names []shell.Word
	for _, a := range cmd.Args() {
		if !strings.HasPrefix(a.Text, "-") {
			names = append(names, a)
		}
	}
	if len(names) < 2 {
		return
	}
	from, to := names[len(names)-2], names[len(names)-1].Text
	if f := t.find(from.Text); f != nil {
		if strings.HasSuffix(to, "/") || to == "." {
			to += "/" + path.Base(f.path)
		}
		t.save(to, f.download)
	}
}

// find returns the download that a word names as a file, as far as it shows: a
// name without a folder is that file in any folder.
func (t *tracker) find(name string) *savedFile {
	if name = cleanPath(name); name == "" || len(t.file) == 0 {
		return nil
	}
	base := path.Base(name)
	for i := len(t.file) - 1; i >= 0; i-- {
		f := &t.file[i]
		if f.path == name || (name == base || !strings.Contains(f.path, "/")) && path.Base(f.path) == base {
			return f
		}
	}
	return nil
}

// runs reports a command that runs what was downloaded.
func (t *tracker) runs(step *ci.Step, s *shell.Script, cmd *shell.Command) {
	fetch := func(c *shell.Command) bool { return fetching(s, c) }
	if interprets(cmd.Name()) && runsInput(cmd) && upstream(s, cmd, fetch) {
		t.report(step, shell.Range{Start: cmd.Pipeline.Start, End: cmd.End}, fmt.Sprintf("what is downloaded is piped into %s", cmd.Name()), nil)
		return
	}
	for _, w := range code(cmd) {
		if t.runsWord(step, s, cmd, w) {
			return
		}
	}
	if containsWord("iex invoke-expression", cmd.Name()) || indexFold(s.Text[cmd.Start:cmd.End], "[scriptblock]::create(") >= 0 {
		if t.runsText(step, s, cmd) {
			return
		}
	}
	name, ok := program(cmd)
	if !ok && strings.ContainsAny(cmd.Words[0].Text, `/\`) {
		name, ok = cmd.Words[0], true
	}
	if !ok {
		return
	}
	if f := t.find(name.Text); f != nil {
		t.report(step, cmd.Range, fmt.Sprintf("%s is run as it was downloaded, without a check", path.Base(f.path)), f)
		t.forget(f.path)
	}
}

// runsWord reports a word that is run as a program and holds a download.
func (t *tracker) runsWord(step *ci.Step, s *shell.Script, cmd *shell.Command, w shell.Word) bool {
	fetch := func(c *shell.Command) bool { return fetching(s, c) }
	piped := func(c *shell.Command) bool { return interprets(c.Name()) && upstream(s, c, fetch) }
	if isSubstitution(w) && inside(s, w.Range, fetch) && !inside(s, w.Range, piped) {
		t.report(step, cmd.Range, fmt.Sprintf("what is downloaded is run by %s", cmd.Name()), nil)
		return true
	}
	for _, v := range w.Vars {
		if d, ok := t.held[v]; ok && (cmd.Name() == "eval" || hasPrefix(strings.TrimSpace(w.Text), "$"+v, "${"+v)) {
			t.report(step, cmd.Range, fmt.Sprintf("%s holds what was downloaded and is run by %s", v, cmd.Name()), &savedFile{d, v})
			return true
		}
	}
	return false
}

// runsText reports a PowerShell expression that runs what another part of it
// downloads.
func (t *tracker) runsText(step *ci.Step, s *shell.Script, cmd *shell.Command) bool {
	text := strings.ToLower(s.Text[cmd.Start:cmd.End])
	fetched := strings.Contains(text, ".downloadstring(")
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(" ()$&{}\"'", r) }) {
		fetched = fetched || fetches(word)
	}
	if fetched && !strings.Contains(text, "://localhost") {
		t.report(step, cmd.Range, fmt.Sprintf("what is downloaded is run by %s", cmd.Name()), nil)
	}
	return fetched
}

// report reports a run; from is the file that was saved before, nil where
// download and run are one command.
func (t *tracker) report(step *ci.Step, at shell.Range, message string, from *savedFile) {
	t.run.Find(t.job, step, within(t.run, step, at), "run", message, func(w *ci.Weakness) {
		if from == nil {
			return
		}
		w.Confidence = scan.ConfidenceMedium
		loc := t.run.File.Location(within(t.run, from.step, from.at), t.run.Logical(t.job, from.step, "run"))
		loc.Role = "source"
		w.Related = append(w.Related, loc)
	})
}
