package report

import (
	"cmp"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// maxRelated leaves room for the result's own location.
const maxRelated = gitHubLocations - 1

const (
	wholeFile = "The finding is about the whole file."
	noLine    = "The finding is at an offset of the file, not on a line."
	noFile    = "The finding is about no single file."

	insideArchive = "Inside of the archive: "
)

// locations writes the one location of a result.
func (e *SARIF) locations(j *jsonBuf, r *scan.Record) {
	j.array("locations")
	j.object("")
	p := placeOf(r)
	remark := ""
	switch {
	case len(p.archives) > 0:
		e.physical(j, p.outermost(), &scan.Region{}, false, true)
		remark = insideArchive + p.inside()
	case p.file:
		e.physical(j, p.path, &p.region, p.redacted, true)
		switch {
		case p.region.StartLine > 0:
		case hasOffsets(&p.region):
			remark = noLine
		default:
			remark = wholeFile
		}
	default:
		e.physical(j, e.config.NoFile, &p.region, false, true)
		remark = noFile
		if p.path != "" {
			remark += " It is about " + p.path + "."
		}
	}
	logical(j, r, &p)
	if remark != "" {
		j.message("message", linkSafe(remark))
	}
	j.endObject()
	j.endArray()
}

// logical writes the place in the file's own terms and the package.
func logical(j *jsonBuf, r *scan.Record, p *place) {
	purl := ""
	if r.Package != nil {
		purl = r.Package.PURL
	}
	if r.Location.Logical == "" && purl == "" && len(p.archives) == 0 {
		return
	}
	j.array("logicalLocations")
	memberName(j, p)
	if r.Location.Logical != "" {
		j.object("")
		j.str("fullyQualifiedName", r.Location.Logical)
		j.endObject()
	}
	if purl != "" {
		j.object("")
		j.str("name", r.Package.Name)
		j.str("fullyQualifiedName", purl)
		j.str("kind", "package")
		j.endObject()
	}
	j.endArray()
}

// memberName writes the logical location of a file in an archive: the paths of
// the archives and its own, with exclamation marks between them.
func memberName(j *jsonBuf, p *place) {
	if len(p.archives) == 0 {
		return
	}
	j.object("")
	j.str("name", p.path)
	j.str("fullyQualifiedName", strings.Join(append(p.archives[:len(p.archives):len(p.archives)], p.path), "!"))
	j.str("kind", "resource")
	j.endObject()
}

// physical writes a physical location. A line is added where there is none and
// needLine is set. The region must be tidy.
func (e *SARIF) physical(j *jsonBuf, path string, region *scan.Region, redacted, needLine bool) {
	j.object("physicalLocation")
	e.artifact(j, path)
	if region.StartLine > 0 || hasOffsets(region) || needLine {
		sarifRegion(j, region, redacted, needLine)
	}
	j.endObject()
}

// artifact writes where a file is.
func (e *SARIF) artifact(j *jsonBuf, path string) {
	j.object("artifactLocation")
	j.key("uri")
	if strings.HasPrefix(path, "/") {
		j.raw(`"file://`)
		j.b = appendPathURI(j.b, "/"+strings.TrimLeft(path, "/"))
		j.raw(`"`)
	} else {
		j.raw(`"`)
		j.b = appendPathURI(j.b, e.config.Base)
		j.b = appendPathURI(j.b, path)
		j.raw(`"`)
		j.str("uriBaseId", "%SRCROOT%")
	}
	j.endObject()
}

// sarifRegion writes region and, where the snippet shows more than the region,
// contextRegion.
func sarifRegion(j *jsonBuf, r *scan.Region, redacted, needLine bool) {
	j.object("region")
	text, known := "", false
	if r.StartLine > 0 {
		lines(j, r, redacted)
		if text, known = exact(r); redacted {
			known = false
		}
	} else if needLine {
		j.num("startLine", 1)
	}
	if hasOffsets(r) {
		j.num("byteOffset", r.StartOffset)
		j.num("byteLength", r.EndOffset-r.StartOffset)
	}
	if known {
		j.message("snippet", text)
	}
	j.endObject()
	if r.Snippet == "" || r.StartLine <= 0 || r.SnippetColumn > 1 || text == r.Snippet {
		return
	}
	// A context has to hold the region; a snippet that was cut short does not.
	last := r.StartLine + strings.Count(strings.TrimSuffix(r.Snippet, "\n"), "\n")
	if last < lastLine(r) {
		return
	}
	j.object("contextRegion")
	j.num("startLine", r.StartLine)
	if last > r.StartLine {
		j.num("endLine", last)
	}
	j.message("snippet", r.Snippet)
	j.endObject()
}

// lastLine returns the line of the region's last byte.
func lastLine(r *scan.Region) int {
	if r.EndColumn == 1 && r.EndLine > r.StartLine {
		return r.EndLine - 1
	}
	return max(r.EndLine, r.StartLine)
}

// lines writes lines and columns. Without its end column a region reaches to
// the end of the line.
func lines(j *jsonBuf, r *scan.Region, redacted bool) {
	start, end := utf16Columns(r)
	if redacted && end > 1 {
		end = 0
	}
	last := max(r.EndLine, r.StartLine)
	if end == 0 {
		last = lastLine(r)
	}
	j.num("startLine", r.StartLine)
	j.positive("startColumn", start)
	if last > r.StartLine {
		j.num("endLine", last)
	}
	j.positive("endColumn", end)
}

// location writes a location object with an id, unless that is zero.
func (e *SARIF) location(j *jsonBuf, l *scan.Location, id int) {
	j.object("")
	j.positive("id", id)
	p := fileAt(l)
	switch {
	case len(p.archives) > 0:
		e.physical(j, p.outermost(), &scan.Region{}, false, false)
	case l.Path != "":
		e.physical(j, l.Path, &p.region, false, false)
	}
	if l.Logical != "" || len(p.archives) > 0 {
		j.array("logicalLocations")
		memberName(j, &p)
		if l.Logical != "" {
			j.object("")
			j.str("fullyQualifiedName", l.Logical)
			j.endObject()
		}
		j.endArray()
	}
	if text := locationText(l, &p); text != "" {
		j.message("message", linkSafe(text))
	}
	if l.Role != "" {
		j.object("properties")
		j.str("role", l.Role)
		j.endObject()
	}
	j.endObject()
}

// locationText returns what is said about a location: its message or else its
// role, and where in an archive it is.
func locationText(l *scan.Location, p *place) string {
	text := cmp.Or(l.Message, l.Role)
	switch where := p.inside(); {
	case where == "":
		return text
	case text == "":
		return insideArchive + where
	default:
		return strings.TrimSuffix(text, ".") + ". " + insideArchive + where
	}
}

func (e *SARIF) related(j *jsonBuf, list []scan.Location) {
	if len(list) == 0 {
		return
	}
	j.array("relatedLocations")
	for i := range list[:min(len(list), maxRelated)] {
		e.location(j, &list[i], i+1)
	}
	j.endArray()
}

func (e *SARIF) codeFlows(j *jsonBuf, flows []scan.CodeFlow) {
	left := gitHubSteps
	open := false
	for i := range flows {
		flow := &flows[i]
		n := min(len(flow.Steps), left)
		if n == 0 {
			continue
		}
		left -= n
		if !open {
			j.array("codeFlows")
			open = true
		}
		j.object("")
		if flow.Message != "" {
			j.message("message", linkSafe(flow.Message))
		}
		j.array("threadFlows")
		j.object("")
		j.array("locations")
		for k := range flow.Steps[:n] {
			j.object("")
			j.key("location")
			e.location(j, &flow.Steps[k], 0)
			j.endObject()
		}
		j.endArray()
		j.endObject()
		j.endArray()
		j.endObject()
	}
	if open {
		j.endArray()
	}
}
