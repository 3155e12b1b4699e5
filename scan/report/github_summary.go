package report

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// rowList keeps the rows of the worst findings up to a number of bytes.
type rowList struct {
	rows    [int(scan.SeverityCritical) + 1][]string
	bytes   int
	limit   int
	dropped int
}

func (l *rowList) add(s scan.Severity, row string) {
	l.rows[s] = append(l.rows[s], row)
	l.bytes += len(row)
	l.shrink(l.limit)
}

// shrink drops the last of the least severe rows until at most limit bytes are
// left.
func (l *rowList) shrink(limit int) {
	for s := 0; s < len(l.rows); s++ {
		for n := len(l.rows[s]); n > 0 && l.bytes > limit; n-- {
			l.bytes -= len(l.rows[s][n-1])
			l.rows[s] = l.rows[s][:n-1]
			l.dropped++
		}
	}
}

// summaryRow returns one row of the table of findings.
func summaryRow(r *scan.Record) string {
	p := placeOf(r)
	where := chain(p.archives, p.path)
	if pos := position(&p.region); pos != "" {
		where += ":" + pos
	}
	what := clip(messageText(r), 300)
	if r.Package != nil {
		what += " – " + clip(packageText(r, true), 120)
	}
	return fmt.Sprintf("| %s | %s | %s | %s |\n", severityOf(r), markdown(what),
		markdown(clip(where, 300)), markdown(clip(visible(r.RuleID()), 120)))
}

// tailRoom is kept for the line that says what was left out.
const tailRoom = 256

func (g *GitHub) stepSummary(s *Summary) {
	head := g.summaryHead(s)
	tail := g.summaryTail(s)
	const header = "\n| Severity | Finding | Place | Rule |\n| --- | --- | --- | --- |\n"
	g.rows.shrink(g.config.MaxSummary - len(head) - len(header) - len(tail) - tailRoom)
	var b strings.Builder
	b.WriteString(head)
	if g.rows.bytes > 0 {
		b.WriteString(header)
		for i := len(g.rows.rows) - 1; i >= 0; i-- {
			for _, row := range g.rows.rows[i] {
				b.WriteString(row)
			}
		}
	}
	if n := g.rows.dropped; n > 0 {
		fmt.Fprintf(&b, "\n**%s not listed**: the summary may have no more than %s bytes.\n",
			count(n, "further finding"), thousands(int64(g.config.MaxSummary)))
	}
	b.WriteString(tail)
	g.summary.text(cutLines(b.String(), g.config.MaxSummary))
}

// cutLines cuts a text after the last line that fits, and says so.
func cutLines(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	const note = "\n**The summary is cut off here: it is too long.**\n"
	end := strings.LastIndexByte(s[:limit-len(note)+1], '\n')
	return s[:end+1] + note
}

// summaryHead returns the verdict with its reasons and the sums.
func (g *GitHub) summaryHead(s *Summary) string {
	var b strings.Builder
	name := s.Tool.Name
	if name == "" {
		name = "Penstock"
	}
	d := s.Decision
	if d == nil {
		fmt.Fprintf(&b, "## %s\n\n", markdown(clip(name, 60)))
	} else {
		mark := map[string]string{"pass": "✅ ", "fail": "❌ ", "incomplete": "⚠️ "}[d.Verdict]
		fmt.Fprintf(&b, "## %s%s: %s\n\n", mark, markdown(clip(name, 60)), markdown(clip(visible(d.Verdict), 60)))
		items(&b, "", d.Reasons)
		items(&b, "accepted: ", d.Accepted)
		items(&b, "what to do: ", d.Advice)
		if len(d.Reasons)+len(d.Accepted)+len(d.Advice) > 0 {
			b.WriteByte('\n')
		}
	}
	g.summarySums(&b)
	return b.String()
}

// items writes a list of at most a hundred entries.
func items(b *strings.Builder, prefix string, list []string) {
	const most = 100
	for _, s := range list[:min(len(list), most)] {
		fmt.Fprintf(b, "- %s%s\n", prefix, markdown(clip(oneLine(s), 500)))
	}
	if more := len(list) - most; more > 0 {
		fmt.Fprintf(b, "- and %s more\n", thousands(int64(more)))
	}
}

func (g *GitHub) summarySums(b *strings.Builder) {
	n := &g.tally
	switch {
	case n.open > 0:
		var parts []string
		n.bySeverity(func(s scan.Severity, k int) {
			parts = append(parts, thousands(int64(k))+" "+s.String())
		})
		fmt.Fprintf(b, "**%s**: %s.", count(n.open, "finding"), strings.Join(parts, ", "))
		if n.parts > 0 {
			b.WriteString(" " + n.partsText())
		}
	case g.missed.total > 0:
		b.WriteString("**No findings** in what was looked at.")
	default:
		b.WriteString("**No findings.**")
	}
	for _, other := range []struct {
		n    int
		what string
	}{
		{n.suppressed, "Suppressed"}, {n.gone, "Gone since the baseline"}, {n.passed, "Passed or not applicable"},
	} {
		if other.n > 0 {
			fmt.Fprintf(b, " %s: %s.", other.what, thousands(int64(other.n)))
		}
	}
	b.WriteByte('\n')
}

// summaryTail returns the diagnostics and the coverage.
func (g *GitHub) summaryTail(s *Summary) string {
	var b strings.Builder
	foldTable(&b, "Not looked at", &g.missed)
	foldTable(&b, "Notes", &g.notes)
	if text := coverageText(s.Coverage); text != "" {
		fmt.Fprintf(&b, "\n%s\n", text)
	}
	return b.String()
}

func foldTable(b *strings.Builder, title string, f *fold) {
	if f.total == 0 {
		return
	}
	fmt.Fprintf(b, "\n### %s: %s\n\n| Kind | Number | Why | Where |\n| --- | ---: | --- | --- |\n",
		title, thousands(int64(f.total)))
	for _, g := range f.sorted() {
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", markdown(clip(visible(string(g.kind)), 40)), thousands(int64(g.count)),
			markdown(clip(oneLine(g.message), 300)), markdown(clip(g.placesText(), 300)))
	}
}
