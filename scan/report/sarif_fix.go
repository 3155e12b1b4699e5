package report

import "github.com/penstock-dev/penstock/scan"

// fixes writes the fixes that are made of text edits, one change for each
// file.
func (e *SARIF) fixes(j *jsonBuf, r *scan.Record) {
	before := len(j.b)
	j.array("fixes")
	var starts []int
	for i := range r.Fixes {
		f := &r.Fixes[i]
		if !editable(f, r) {
			continue
		}
		from := len(j.b)
		j.object("")
		if f.Description != "" {
			j.message("description", linkSafe(f.Description))
		}
		j.array("artifactChanges")
		e.changes(j, f.Edits, r)
		j.endArray()
		if f.Safe {
			j.object("properties")
			j.flag("safe", true)
			j.endObject()
		}
		j.endObject()
		starts = j.distinct(starts, from)
	}
	if len(starts) == 0 {
		j.b = j.b[:before]
		return
	}
	j.endArray()
}

// changes writes the edits grouped by file, in order of first appearance.
func (e *SARIF) changes(j *jsonBuf, edits []scan.Edit, r *scan.Record) {
	done := make(map[string]bool, 1)
	var starts []int
	for i := range edits {
		path := edits[i].Path
		if done[path] {
			continue
		}
		done[path] = true
		from := len(j.b)
		j.object("")
		e.artifact(j, path)
		j.array("replacements")
		for k := i; k < len(edits); k++ {
			if edits[k].Path == path {
				replacement(j, &edits[k], r)
			}
		}
		j.endArray()
		j.endObject()
		starts = j.distinct(starts, from)
	}
}

func replacement(j *jsonBuf, edit *scan.Edit, r *scan.Record) {
	j.object("")
	j.object("deletedRegion")
	if start, end, ok := editColumns(edit, r); ok {
		j.num("startLine", edit.Region.StartLine)
		j.num("startColumn", start)
		if edit.Region.EndLine > edit.Region.StartLine {
			j.num("endLine", edit.Region.EndLine)
		}
		j.num("endColumn", end)
	}
	if hasOffsets(&edit.Region) {
		j.num("byteOffset", edit.Region.StartOffset)
		j.num("byteLength", edit.Region.EndOffset-edit.Region.StartOffset)
	}
	j.endObject()
	if edit.Text != "" {
		j.message("insertedContent", edit.Text)
	}
	j.endObject()
}

// editable reports whether every edit of a fix has an exact place. A region
// whose columns are lost would delete whole lines.
func editable(f *scan.Fix, r *scan.Record) bool {
	if len(archivesOf(&r.Location)) > 0 {
		return false // nobody can edit a file in an archive
	}
	for i := range f.Edits {
		edit := &f.Edits[i]
		_, _, columns := editColumns(edit, r)
		if edit.Path == "" || !columns && !hasOffsets(&edit.Region) {
			return false
		}
	}
	return len(f.Edits) > 0
}

// hasOffsets reports whether a region's byte offsets say where it is; all
// zeros do so at the start of a file only.
func hasOffsets(r *scan.Region) bool {
	return r.StartOffset >= 0 && r.EndOffset >= r.StartOffset &&
		(r.EndOffset > 0 || r.StartLine == 1 && r.StartColumn == 1 && r.EndLine == 1 && r.EndColumn == 1)
}

// editColumns converts the columns of an edit with its own snippet or that of
// a location of the finding on the same lines.
func editColumns(edit *scan.Edit, r *scan.Record) (start, end int, ok bool) {
	region := tidy(&edit.Region)
	if region.EndLine == 0 {
		return 0, 0, false
	}
	try := func(snippet *scan.Region) bool {
		region.Snippet, region.SnippetColumn = snippet.Snippet, snippet.SnippetColumn
		if snippet.StartLine != region.StartLine {
			return false
		}
		start, end = utf16Columns(&region)
		return start > 0 && end > 0
	}
	if try(&edit.Region) {
		return start, end, true
	}
	if r.Secret == nil && r.Location.Path == edit.Path && try(&r.Location.Region) {
		return start, end, true
	}
	for i := range r.Related {
		if r.Related[i].Path == edit.Path && try(&r.Related[i].Region) {
			return start, end, true
		}
	}
	return 0, 0, false
}
