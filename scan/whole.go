package scan

// Whole is a finding with those that are only parts of what it tells.
type Whole struct {
	Finding Finding
	// Parts are in the order in which they were found.
	Parts []Finding
}

// Wholes puts the parts ([Record].Part) with the findings that tell the whole,
// for those who show each weakness once. The order is that of the findings. A
// part whose whole is not among them, or suppressed, is a whole by itself.
// Findings of different targets or images do not belong together.
func Wholes(findings []Finding) []Whole {
	tells := map[wholeKey]int{} // the index of the finding
	for i, f := range findings {
		r := f.Common()
		if _, known := tells[keyOfWhole(r)]; !known && !r.Part && r.Correlation != "" && !r.Suppressed() {
			tells[keyOfWhole(r)] = i
		}
	}
	parts := map[int][]Finding{}
	var list []Whole
	var index []int
	for i, f := range findings {
		r := f.Common()
		if head, ok := tells[keyOfWhole(r)]; ok && r.Part && !r.Suppressed() {
			parts[head] = append(parts[head], f)
			continue
		}
		list, index = append(list, Whole{Finding: f}), append(index, i)
	}
	for i := range list {
		list[i].Parts = parts[index[i]]
	}
	return list
}

// wholeKey is what the findings of one whole have in common.
type wholeKey struct{ target, image, commit, correlation string }

func keyOfWhole(r *Record) wholeKey {
	key := wholeKey{correlation: r.Correlation}
	if o := r.Location.Origin; o != nil {
		key.target, key.image, key.commit = o.Target, o.Image, o.Commit
	}
	return key
}
