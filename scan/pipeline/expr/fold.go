package expr

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// Value is the constant value of an expression.
type Value struct {
	// Kind is Null, Bool, Number or String; Index stands for an array or an
	// object, whose content is in JSON.
	Kind Kind
	Flag bool
	Num  float64
	Text string
	JSON any
}

// Truthy reports whether the value counts as true: all but false, 0, -0, "",
// null and NaN do.
func (v Value) Truthy() bool {
	switch v.Kind {
	case Null:
		return false
	case Bool:
		return v.Flag
	case Number:
		return v.Num != 0 && !math.IsNaN(v.Num)
	case String:
		return v.Text != ""
	}
	return true
}

// String returns the value as an expression puts it into text.
func (v Value) String() string {
	switch v.Kind {
	case Null:
		return ""
	case Bool:
		return strconv.FormatBool(v.Flag)
	case Number:
		return strconv.FormatFloat(v.Num, 'g', 15, 64)
	case String:
		return v.Text
	}
	if _, ok := v.JSON.([]any); ok {
		return "Array"
	}
	return "Object"
}

// number converts for a comparison of two kinds.
func (v Value) number() float64 {
	switch v.Kind {
	case Null:
		return 0
	case Bool:
		if v.Flag {
			return 1
		}
		return 0
	case Number:
		return v.Num
	case String:
		if strings.TrimSpace(v.Text) == "" {
			return 0
		}
		if f, err := strconv.ParseFloat(strings.TrimSpace(v.Text), 64); err == nil {
			return f
		}
	}
	return math.NaN()
}

// Fold returns the value of an expression that has the same one in every run.
// It knows short circuits: false && x is false whatever x is.
func Fold(n *Node) (Value, bool) {
	switch n.Kind {
	case Null:
		return Value{}, true
	case Bool:
		return Value{Kind: Bool, Flag: n.Flag}, true
	case Number:
		return Value{Kind: Number, Num: n.Num}, true
	case String:
		return Value{Kind: String, Text: n.Text}, true
	case Group:
		return Fold(n.Args[0])
	case Not:
		v, ok := Fold(n.Args[0])
		return Value{Kind: Bool, Flag: !v.Truthy()}, ok
	case Binary:
		return foldBinary(n)
	case Call:
		return foldCall(n)
	}
	return Value{}, false
}

func foldBinary(n *Node) (Value, bool) {
	left, ok := Fold(n.Args[0])
	switch n.Text {
	case "&&":
		if ok && !left.Truthy() {
			return left, true
		}
	case "||":
		if ok && left.Truthy() {
			return left, true
		}
	}
	if !ok {
		return Value{}, false
	}
	right, ok := Fold(n.Args[1])
	if !ok {
		return Value{}, false
	}
	result := false
	switch n.Text {
	case "&&", "||":
		return right, true
	case "==":
		result = equal(left, right)
	case "!=":
		result = !equal(left, right)
	default:
		result = ordered(n.Text, left, right)
	}
	return Value{Kind: Bool, Flag: result}, true
}

func equal(a, b Value) bool {
	if a.Kind == Index || b.Kind == Index {
		return false
	}
	if a.Kind == String && b.Kind == String {
		return strings.EqualFold(a.Text, b.Text)
	}
	return a.number() == b.number()
}

func ordered(op string, a, b Value) bool {
	x, y := a.number(), b.number()
	if a.Kind == String && b.Kind == String {
		x, y = float64(strings.Compare(strings.ToUpper(a.Text), strings.ToUpper(b.Text))), 0
	}
	switch op {
	case "<":
		return x < y
	case "<=":
		return x <= y
	case ">":
		return x > y
	default:
		return x >= y
	}
}

func foldCall(n *Node) (Value, bool) {
	args := make([]Value, len(n.Args))
	for i, a := range n.Args {
		v, ok := Fold(a)
		if !ok {
			return Value{}, false
		}
		args[i] = v
	}
	text := func(i int) string { return strings.ToLower(args[i].String()) }
	flag := func(b bool) (Value, bool) { return Value{Kind: Bool, Flag: b}, true }
	switch name := strings.ToLower(n.Text); {
	case name == "contains" && len(args) == 2:
		if list, ok := args[0].JSON.([]any); ok {
			return flag(listContains(list, args[1]))
		}
		return flag(strings.Contains(text(0), text(1)))
	case name == "startswith" && len(args) == 2:
		return flag(strings.HasPrefix(text(0), text(1)))
	case name == "endswith" && len(args) == 2:
		return flag(strings.HasSuffix(text(0), text(1)))
	case name == "format" && len(args) > 0:
		return formatValues(args)
	case name == "join" && len(args) > 0:
		return joinValues(args)
	case name == "fromjson" && len(args) == 1:
		var v any
		if json.Unmarshal([]byte(args[0].String()), &v) != nil {
			return Value{}, false
		}
		return valueOfJSON(v), true
	case name == "tojson" && len(args) == 1:
		return jsonOfValue(args[0])
	}
	return Value{}, false
}

func listContains(list []any, v Value) bool {
	for _, x := range list {
		if equal(valueOfJSON(x), v) {
			return true
		}
	}
	return false
}

func valueOfJSON(v any) Value {
	switch x := v.(type) {
	case nil:
		return Value{}
	case bool:
		return Value{Kind: Bool, Flag: x}
	case float64:
		return Value{Kind: Number, Num: x}
	case string:
		return Value{Kind: String, Text: x}
	}
	return Value{Kind: Index, JSON: v}
}

func jsonOfValue(v Value) (Value, bool) {
	var x any
	switch v.Kind {
	case Bool:
		x = v.Flag
	case Number:
		x = v.Num
	case String:
		x = v.Text
	case Index:
		x = v.JSON
	}
	text, err := json.MarshalIndent(x, "", "  ")
	return Value{Kind: String, Text: string(text)}, err == nil
}

// maxText bounds the text that folding builds, since format() can repeat its
// arguments.
const maxText = 64 << 10

// formatValues fills {0} and the like; {{ and }} stand for braces.
func formatValues(args []Value) (Value, bool) {
	layout := args[0].String()
	var b strings.Builder
	for i := 0; i < len(layout); i++ {
		c := layout[i]
		if c != '{' && c != '}' {
			b.WriteByte(c)
			continue
		}
		if i+1 < len(layout) && layout[i+1] == c {
			b.WriteByte(c)
			i++
			continue
		}
		end := strings.IndexByte(layout[i:], '}')
		if c == '}' || end < 0 {
			return Value{}, false
		}
		k, err := strconv.Atoi(layout[i+1 : i+end])
		if err != nil || k < 0 || k+1 >= len(args) || b.Len() > maxText {
			return Value{}, false
		}
		b.WriteString(args[k+1].String())
		i += end
	}
	return Value{Kind: String, Text: b.String()}, b.Len() <= maxText
}

func joinValues(args []Value) (Value, bool) {
	sep := ","
	if len(args) > 1 {
		sep = args[1].String()
	}
	list, ok := args[0].JSON.([]any)
	if !ok {
		return Value{Kind: String, Text: args[0].String()}, args[0].Kind != Index
	}
	parts := make([]string, len(list))
	for i, x := range list {
		parts[i] = valueOfJSON(x).String()
	}
	text := strings.Join(parts, sep)
	return Value{Kind: String, Text: text}, len(text) <= maxText
}
