package conformance

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/secrets"
)

// redactCase is one text of redact.jsonl with the values to hide in it.
type redactCase struct {
	ID             string   `json:"id"`
	Secrets        []string `json:"secrets"`
	Input          string   `json:"input"`
	MustNotContain []string `json:"must_not_contain"`
	MustContain    []string `json:"must_contain"`
}

// redactSizes are the sizes of the pieces that every case is written in.
var redactSizes = [...]int{1, 2, 3, 7, 64, 4096}

func scoreRedact(file string, report *Report) error {
	cases, err := readCases[redactCase](file)
	if err != nil {
		return err
	}
	report.Set("redact", 1)
	for _, c := range cases {
		got, problem, err := c.redact()
		if err != nil {
			return err
		}
		if problem == "" {
			problem = c.judge(got)
		}
		report.Score("redact", c.ID, problem == "", "nothing of the values, all of the rest", problem+": "+got)
	}
	return nil
}

// redact hides the values whole and in pieces, and names what differs.
func (c redactCase) redact() (got, problem string, err error) {
	r, err := secrets.NewRedactor(secrets.RedactorConfig{})
	if err != nil {
		return "", "", err
	}
	if err := r.Add(c.Secrets...); err != nil && !errors.Is(err, secrets.ErrShortValue) {
		return "", "", err
	}
	got = r.String(c.Input)
	_, _, longest := r.Counts()
	for _, size := range redactSizes {
		var out bytes.Buffer
		w := r.Writer(&out)
		for piece := range slices.Chunk([]byte(c.Input), size) {
			if _, err := w.Write(piece); err != nil {
				return "", "", err
			}
		}
		before := out.Len()
		if err := w.Close(); err != nil {
			return "", "", err
		}
		if out.Len()-before > longest {
			return got, "too much is held back", nil
		}
		if out.String() != got {
			return got, "pieces differ", nil
		}
	}
	return got, "", nil
}

// judge says what is wrong with an output.
func (c redactCase) judge(got string) string {
	for _, s := range c.MustNotContain {
		if strings.Contains(got, s) {
			return "not hidden"
		}
	}
	for _, s := range c.MustContain {
		if !strings.Contains(got, s) {
			return "hidden too much"
		}
	}
	return ""
}
