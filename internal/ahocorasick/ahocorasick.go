// Package ahocorasick finds many short patterns in a text in one pass,
// ignoring the case of ASCII letters.
//
// It is the automaton of Aho and Corasick, "Efficient string matching: an aid
// to bibliographic search" (CACM 18/6, 1975), with every failure transition
// resolved in advance: one table load per byte of text, whatever the text is.
// Bytes that no pattern uses share one column of the table, which keeps it in
// the processor's second-level cache.
package ahocorasick

import "errors"

// State is a place in the automaton; the zero value is the start. It may be
// kept between pieces of one text.
type State uint32

// Automaton finds the patterns that it was made of. It is immutable and safe
// for concurrent use.
type Automaton struct {
	column [256]uint8 // of a byte in a row of next
	shift  uint       // log2 of the length of a row
	next   []State    // rows of all states; a State is the offset of its row
	accept State      // states from here on are ends of patterns
	starts []uint32   // of the lists of accepting states in outputs
	lists  []uint16
}

// MaxPatterns is the largest number of patterns that New takes.
const MaxPatterns = 1 << 16

// New returns the automaton of the patterns. It fails on an empty pattern and
// on more than [MaxPatterns] of them.
func New(patterns []string) (*Automaton, error) {
	if len(patterns) > MaxPatterns {
		return nil, errors.New("ahocorasick: too many patterns")
	}
	a := &Automaton{}
	columns := a.assignColumns(patterns)
	for 1<<a.shift < columns {
		a.shift++
	}
	b := builder{a: a, width: 1 << a.shift}
	b.reserve(patterns)
	b.addState()
	for i, p := range patterns {
		if p == "" {
			return nil, errors.New("ahocorasick: empty pattern")
		}
		b.add(p, uint16(i))
	}
	b.resolve()
	b.finish()
	return a, nil
}

// assignColumns gives each byte that occurs in a pattern a column of its own,
// lower- and upper-case letters the same one, and all others column 0. It
// returns the number of columns.
func (a *Automaton) assignColumns(patterns []string) int {
	columns := 1
	for _, p := range patterns {
		for i := range len(p) {
			lower := fold(p[i])
			if a.column[lower] != 0 {
				continue
			}
			a.column[lower] = uint8(columns)
			if 'a' <= lower && lower <= 'z' {
				a.column[lower-'a'+'A'] = uint8(columns)
			}
			columns++
		}
	}
	return columns
}

func fold(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c - 'A' + 'a'
	}
	return c
}

// Next runs over text from pos in state s up to the next place where at least
// one pattern ends. It returns the offset after that place and the state
// there, or len(text), the state at its end and false.
func (a *Automaton) Next(text []byte, pos int, s State) (int, State, bool) {
	next, column, accept := a.next, &a.column, a.accept
	for i := pos; i < len(text); i++ {
		s = next[int(s)+int(column[text[i]])]
		if s >= accept {
			return i + 1, s, true
		}
	}
	return len(text), s, false
}

// Matches returns the indices of the patterns that end in s, the longest
// first. The slice is shared and must not be changed.
func (a *Automaton) Matches(s State) []uint16 {
	if s < a.accept {
		return nil
	}
	i := (s - a.accept) >> a.shift
	return a.lists[a.starts[i]:a.starts[i+1]]
}

// States returns the number of states, for sizing.
func (a *Automaton) States() int { return len(a.next) >> a.shift }

// builder grows the trie in place; until resolve, 0 stands for "no child" in
// the rows, since no child is the root.
type builder struct {
	a     *Automaton
	width int
	own   [][]uint16 // patterns by state
	fail  []State
	order []State // states by rising depth
}

// reserve makes room for the states of all patterns, as if none began alike.
func (b *builder) reserve(patterns []string) {
	states := 1
	for _, p := range patterns {
		states += len(p)
	}
	b.a.next = make([]State, 0, states*b.width)
	b.own = make([][]uint16, 0, states)
}

func (b *builder) addState() State {
	s := State(len(b.a.next))
	b.a.next = b.a.next[:len(b.a.next)+b.width]
	b.own = append(b.own, nil)
	return s
}

func (b *builder) add(pattern string, index uint16) {
	s := State(0)
	for i := range len(pattern) {
		at := int(s) + int(b.a.column[pattern[i]])
		if b.a.next[at] == 0 {
			child := b.addState()
			b.a.next[at] = child
		}
		s = b.a.next[at]
	}
	n := int(s) >> b.a.shift
	b.own[n] = append(b.own[n], index)
}

// resolve fills in the failure transitions, breadth first, and appends to each
// state the patterns of the states that it falls back to.
func (b *builder) resolve() {
	b.fail = make([]State, len(b.own))
	b.order = append(make([]State, 0, len(b.own)), 0)
	next, shift := b.a.next, b.a.shift
	for head := 0; head < len(b.order); head++ {
		s := b.order[head]
		f := b.fail[s>>shift]
		for c := range b.width {
			child := next[int(s)+c]
			if child == 0 {
				if s != 0 {
					next[int(s)+c] = next[int(f)+c]
				}
				continue
			}
			if s != 0 {
				b.fail[child>>shift] = next[int(f)+c]
			}
			n, back := child>>shift, b.fail[child>>shift]>>shift
			if len(b.own[back]) > 0 {
				b.own[n] = append(b.own[n], b.own[back]...)
			}
			b.order = append(b.order, child)
		}
	}
}

// finish numbers the states anew, so that those at the end of a pattern come
// last and one comparison tells them apart.
func (b *builder) finish() {
	a := b.a
	number := make([]State, len(b.own))
	var plain, accepting []State
	for _, s := range b.order {
		if len(b.own[s>>a.shift]) == 0 {
			plain = append(plain, s)
		} else {
			accepting = append(accepting, s)
		}
	}
	for i, s := range append(plain, accepting...) {
		number[s>>a.shift] = State(i) << a.shift
	}
	a.accept = State(len(plain)) << a.shift
	table := make([]State, len(a.next))
	for i, from := range number {
		row := table[from : int(from)+b.width]
		for c, to := range a.next[i<<a.shift : (i+1)<<a.shift] {
			row[c] = number[to>>a.shift]
		}
	}
	a.next = table
	for _, s := range accepting {
		a.starts = append(a.starts, uint32(len(a.lists)))
		a.lists = append(a.lists, b.own[s>>a.shift]...)
	}
	a.starts = append(a.starts, uint32(len(a.lists)))
}
