package document

// flow reads a flow collection.
func (q *quick) flow() *Node {
	kind, closing := Sequence, byte(']')
	if q.peek(0) == '{' {
		kind, closing = Mapping, '}'
	}
	n, base := q.start(kind, Flow, q.at), q.enter()
	if q.bad {
		return n
	}
	q.at++
	for first := true; !q.bad; first = false {
		q.skipFlow()
		if q.peek(0) == closing {
			break
		}
		if !first {
			if q.peek(0) != ',' {
				q.giveUp()
				break
			}
			q.at++
			q.skipFlow()
			if q.peek(0) == closing { // a comma at the end
				break
			}
		}
		q.entry(kind)
	}
	q.complete(n, base)
	if !q.bad {
		q.at++
	}
	n.end = int32(q.at)
	return n
}

// entry reads an element or a pair of a flow collection.
func (q *quick) entry(kind Kind) {
	if q.src.nodes > maxNodes {
		q.giveUp()
		return
	}
	if kind == Mapping {
		at := q.at
		q.push(q.flowScalar())
		if q.peek(0) != ':' || q.peek(1) != ' ' || q.at-at > maxKey {
			q.giveUp()
			return
		}
		q.at++
		q.skipSpaces()
	}
	if c := q.peek(0); c == '[' || c == '{' {
		q.push(q.flow())
	} else {
		q.push(q.flowScalar())
	}
}

func (q *quick) push(n *Node) {
	if n == nil {
		q.giveUp()
		return
	}
	q.stack = append(q.stack, n)
}

// skipFlow skips white space and comments inside of a flow collection. Lines of
// it do not begin in the first column.
func (q *quick) skipFlow() {
	for {
		before := q.at
		q.skipSpaces()
		if q.peek(0) == '#' && q.at > before {
			for q.peek(0) != '\n' {
				q.at++
			}
		}
		if q.at >= len(q.text) {
			q.giveUp()
			return
		}
		if q.text[q.at] != '\n' {
			return
		}
		q.at++
		if c := q.peek(0); c != ' ' && c != '\n' {
			q.giveUp()
			return
		}
	}
}

// flowScalar reads a scalar of a flow collection on one line.
func (q *quick) flowScalar() *Node {
	if c := q.peek(0); c == '"' || c == '\'' {
		n := q.quoted(c)
		q.skipSpaces()
		return n
	}
	if !q.startsPlain() {
		return nil
	}
	n := q.start(Scalar, Plain, q.at)
	end := q.at
	i := q.at
loop:
	for ; i < len(q.text); i++ {
		switch c := q.text[i]; c {
		case ' ':
			continue
		case '\n', ',', ']', '}':
			break loop
		case '\t', '[', '{', '?':
			return nil
		case '#':
			if end < i {
				return nil
			}
		case ':':
			if i+1 == len(q.text) {
				return nil
			}
			switch q.text[i+1] {
			case ' ':
				break loop
			case '\n', '\t', ',', '[', ']', '{', '}', '"', '\'':
				return nil
			}
		}
		end = i + 1
	}
	n.value, n.end, q.at = q.text[q.at:end], int32(end), i
	return n
}
