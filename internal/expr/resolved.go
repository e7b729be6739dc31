package expr

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/plain"
)

// MaxResolved bounds the JSON that a Resolver writes.
const MaxResolved = 64 << 10

// Limits of a Resolver. What closes the open values once there is no room left fits into the rest of MaxResolved.
const (
	resolvedRoom  = 56 << 10
	resolvedDepth = 100
)

// The marks that stand in the place of a value.
const (
	cutMark    = "…"   // of what was left out because the whole would be too long
	secretMark = "***" // of a secret
)

// Resolver writes a configuration with its variables filled in, for people who want to know what a step worked with. It
// is made once for each version and used at every step, so what does not change is kept as JSON. It is immutable and
// safe for concurrent use.
type Resolver struct {
	root shown
	size int // what the JSON takes, about
}

// shown is one value of a configuration; append reports whether it is defined.
type shown interface {
	append(w *resolvedWriter) bool
}

// NewResolver prepares config, JSON. It is nil when config has no variables: then it says everything itself. A variable
// for which perTurn reports true is one whose value the step had or will have another time; it is shown as it is written.
func NewResolver(config json.RawMessage, perTurn func(path string) bool) *Resolver {
	if !bytes.Contains(config, []byte("{{")) {
		return nil
	}
	v, err := plain.Unmarshal(config)
	if err != nil {
		return nil
	}
	root, moves := shownValue(v, perTurn, 0)
	if !moves {
		return nil
	}
	return &Resolver{root: root, size: len(config) + 48}
}

// Resolve returns the configuration as JSON, at most MaxResolved long: what is too long ends with "…". A variable
// without a value is left out, as it is where the step uses it. Secrets are not in it: $env is shown as it is written,
// and of what is called like a secret only that it is one.
func (r *Resolver) Resolve(s *Scope) json.RawMessage {
	w := &resolvedWriter{scope: s, out: make([]byte, 0, r.size)}
	if !r.root.append(w) {
		return json.RawMessage("null")
	}
	return w.out
}

// shownValue prepares one value; moves tells whether a variable is in it.
func shownValue(v any, perTurn func(string) bool, depth int) (_ shown, moves bool) {
	if depth > resolvedDepth {
		return fixed(quoted(cutMark)), false
	}
	switch x := v.(type) {
	case string:
		return shownText(x, perTurn)
	case []any:
		list := make(shownList, len(x))
		for i, item := range x {
			var m bool
			list[i], m = shownValue(item, perTurn, depth+1)
			moves = moves || m
		}
		return settled(list, v, moves), moves
	case map[string]any:
		object := make(shownObject, 0, len(x))
		for k, item := range x {
			key, m := shownText(k, perTurn)
			value, n := shownValue(item, perTurn, depth+1)
			if text, isText := item.(string); secretName(k) && (n || isText && text != "") {
				value = fixed(quoted(secretMark))
			}
			object = append(object, shownMember{k, key, value})
			moves = moves || m || n
		}
		slices.SortFunc(object, func(a, b shownMember) int { return strings.Compare(a.name, b.name) })
		return settled(object, v, moves), moves
	}
	return settled(nil, v, false), false
}

// settled keeps a value without variables as JSON.
func settled(s shown, v any, moves bool) shown {
	if moves {
		return s
	}
	raw, err := plain.Marshal(v)
	if err != nil {
		return fixed("null")
	}
	return fixed(raw)
}

func shownText(s string, perTurn func(string) bool) (shown, bool) {
	var merged []piece
	for _, p := range split(s, inTemplate, parseTemplateHole) {
		literal := p.literal
		switch {
		case p.hole == nil:
		case withheld(p.hole.names), perTurn != nil && perTurn(p.hole.path):
			literal = "{{" + p.hole.path + "}}"
		case secretName(p.hole.names[len(p.hole.names)-1]):
			literal = secretMark
		default:
			merged = append(merged, p)
			continue
		}
		if n := len(merged); n > 0 && merged[n-1].hole == nil {
			merged[n-1].literal += literal
			continue
		}
		merged = append(merged, piece{literal: literal})
	}
	switch {
	case len(merged) == 0:
		return fixed(quoted(s)), false
	case len(merged) == 1 && merged[0].hole == nil:
		return fixed(quoted(merged[0].literal)), merged[0].literal != s
	case len(merged) == 1:
		return shownSole{merged[0].hole}, true
	}
	return shownMixture(merged), true
}

// withheld tells the variables that are never looked up for people: the environment may hold secrets, and a new id drawn
// here would not be the one that the step drew.
func withheld(names []string) bool {
	if names[0] == rootAlias && len(names) > 1 {
		names = names[1:]
	}
	return names[0] == rootEnv || names[0] == rootSystem && len(names) > 1 && names[1] == "genSnowflakeId"
}

// secretName tells whether what is called so is taken for a secret: what people submit may hold passwords.
func secretName(name string) bool {
	if len(name) < len("token") {
		return false
	}
	name = strings.ToLower(name)
	for _, part := range [...]string{"password", "passwd", "secret", "token", "apikey", "api_key"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

func quoted(s string) []byte {
	raw, err := plain.Marshal(s)
	if err != nil {
		return []byte(`""`) // a text is always JSON
	}
	return raw
}

// resolvedWriter writes JSON up to resolvedRoom.
type resolvedWriter struct {
	scope *Scope
	out   []byte
}

func (w *resolvedWriter) full() bool { return len(w.out) >= resolvedRoom }

type fixed []byte

func (f fixed) append(w *resolvedWriter) bool {
	if len(w.out)+len(f) > resolvedRoom {
		f = quoted(cutMark)
	}
	w.out = append(w.out, f...)
	return true
}

type shownSole struct{ hole *placeholder }

func (n shownSole) append(w *resolvedWriter) bool { return w.value(n.hole.value(w.scope), 0) }

type shownMixture []piece

// append writes the pieces where they belong and looks whether that is JSON already: most texts need no escapes.
func (n shownMixture) append(w *resolvedWriter) bool {
	start := len(w.out)
	w.out = append(w.out, '"')
	for _, p := range n {
		if p.hole == nil {
			w.out = append(w.out, p.literal...)
		} else {
			w.out = append(w.out, embedded(p.hole.value(w.scope))...)
		}
		if w.full() {
			break
		}
	}
	text := w.out[start+1:]
	if !w.full() && simple(text) {
		w.out = append(w.out, '"')
		return true
	}
	full := string(text)
	w.out = w.out[:start]
	w.text(full)
	return true
}

// simple tells whether a text is written as it is.
func simple(text []byte) bool {
	for _, c := range text {
		if c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return false
		}
	}
	return true
}

type shownList []shown

func (n shownList) append(w *resolvedWriter) bool {
	w.out = append(w.out, '[')
	for i, item := range n {
		if i > 0 {
			w.out = append(w.out, ',')
		}
		if w.full() {
			w.out = append(w.out, quoted(cutMark)...)
			break
		}
		if !item.append(w) {
			w.out = append(w.out, "null"...)
		}
	}
	w.out = append(w.out, ']')
	return true
}

type shownMember struct {
	name  string
	key   shown
	value shown
}

type shownObject []shownMember

func (n shownObject) append(w *resolvedWriter) bool {
	o := w.open()
	for _, m := range n {
		if !o.next(w) {
			break
		}
		switch key := m.key.(type) {
		case fixed:
			w.out = append(w.out, key...)
		case shownSole:
			w.text(embedded(key.hole.value(w.scope)))
		case shownMixture:
			key.append(w)
		}
		w.out = append(w.out, ':')
		o.keep(w, m.value.append(w))
	}
	w.out = append(w.out, '}')
	return true
}

// openObject is an object while its members are written.
type openObject struct {
	start int // of the member that is being written
	some  bool
}

func (w *resolvedWriter) open() openObject {
	w.out = append(w.out, '{')
	return openObject{}
}

// next begins a member; false when there is no room for another one.
func (o *openObject) next(w *resolvedWriter) bool {
	o.start = len(w.out)
	if o.some {
		w.out = append(w.out, ',')
	}
	if w.full() {
		w.out = append(append(append(w.out, quoted(cutMark)...), ':'), quoted(cutMark)...)
		return false
	}
	return true
}

// keep ends a member; one without a value is taken back.
func (o *openObject) keep(w *resolvedWriter, defined bool) {
	if !defined {
		w.out = w.out[:o.start]
		return
	}
	o.some = true
}

// value writes a variable's value.
func (w *resolvedWriter) value(v any, depth int) bool {
	if depth > resolvedDepth {
		w.text(cutMark)
		return true
	}
	switch x := canonical(v).(type) {
	case undefined:
		return false
	case string:
		w.text(x)
	case time.Time:
		w.text(clock.Format(x))
	case []any:
		w.list(x, depth)
	case map[string]any:
		w.object(x, depth)
	default:
		if raw, err := plain.Append(w.out, x); err == nil {
			w.out = raw
		} else {
			w.out = append(w.out, "null"...) // a number that JSON does not know
		}
	}
	return true
}

func (w *resolvedWriter) list(list []any, depth int) {
	w.out = append(w.out, '[')
	for i, item := range list {
		if i > 0 {
			w.out = append(w.out, ',')
		}
		if w.full() {
			w.text(cutMark)
			break
		}
		if !w.value(item, depth+1) {
			w.out = append(w.out, "null"...)
		}
	}
	w.out = append(w.out, ']')
}

func (w *resolvedWriter) object(m map[string]any, depth int) {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	o := w.open()
	for _, k := range keys {
		if !o.next(w) {
			break
		}
		w.text(k)
		w.out = append(w.out, ':')
		if secretName(k) && m[k] != nil {
			w.text(secretMark)
			o.keep(w, true)
			continue
		}
		o.keep(w, w.value(m[k], depth+1))
	}
	w.out = append(w.out, '}')
}

// text writes as much of a text as there is room for.
func (w *resolvedWriter) text(s string) {
	start, room := len(w.out), max(resolvedRoom-len(w.out), 0)
	for {
		cut := len(s) > room
		if cut {
			n := room
			for n > 0 && !utf8.RuneStart(s[n]) {
				n--
			}
			s = s[:n] + cutMark
		}
		raw, err := plain.Append(w.out[:start], s)
		if err != nil {
			raw = append(w.out[:start], `""`...) // a text is always JSON
		}
		w.out = raw
		if len(raw)-start <= room+16 || len(s) <= 16 {
			return
		}
		room /= 2 // escapes made it longer
	}
}
