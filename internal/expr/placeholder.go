package expr

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// placeholder is one {{…}} of a text.
type placeholder struct {
	path     string   // as written, trimmed
	names    []string // path, split at the dots
	fallback string   // the default value, meant when hasDefault
	hasDef   bool
}

// piece is a stretch of literal text, or a placeholder.
type piece struct {
	literal string
	hole    *placeholder
}

// split cuts s into literal text and placeholders. allowed tells which characters a placeholder may contain besides
// its braces; {{ without a proper end is literal text. parse makes the placeholder from what is between the braces,
// or refuses it.
func split(s string, allowed func(rune) bool, parse func(string) *placeholder) []piece {
	var pieces []piece
	start := 0
	for i := 0; ; {
		open := strings.Index(s[i:], "{{")
		if open < 0 {
			break
		}
		open += i
		end := run(s, open+2, allowed)
		if end == open+2 || !strings.HasPrefix(s[end:], "}}") {
			i = open + 1
			continue
		}
		i = end + 2
		hole := parse(s[open+2 : end])
		if hole == nil {
			continue
		}
		if open > start {
			pieces = append(pieces, piece{literal: s[start:open]})
		}
		pieces = append(pieces, piece{hole: hole})
		start = i
	}
	if start < len(s) {
		pieces = append(pieces, piece{literal: s[start:]})
	}
	return pieces
}

// run returns the index in s of the first character from i on that is not allowed.
func run(s string, i int, allowed func(rune) bool) int {
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !allowed(r) {
			break
		}
		i += size
	}
	return i
}

// inTemplate tells the characters of a placeholder in a JSON template.
func inTemplate(r rune) bool {
	return isWord(r) || isSpace(r) || strings.ContainsRune(":-+.,@/()?=*$", r)
}

// parseTemplateHole reads "path" or "path:default".
func parseTemplateHole(s string) *placeholder {
	path, def, has := strings.Cut(strings.TrimFunc(s, isSpace), ":")
	return &placeholder{path: path, names: strings.Split(path, "."), fallback: def, hasDef: has}
}

// inExpression tells the characters of a placeholder in an expression.
func inExpression(r rune) bool {
	return isWord(r) || isSpace(r) || strings.ContainsRune("$.-", r)
}

// parseExpressionHole reads a path that has no space inside and is not about "this".
func parseExpressionHole(s string) *placeholder {
	path := strings.TrimFunc(s, isSpace)
	if path == "" || strings.ContainsFunc(path, isSpace) || strings.HasPrefix(path, "this.") {
		return nil
	}
	return &placeholder{path: path, names: strings.Split(path, ".")}
}

func isWord(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// isSpace tells JavaScript's white space.
func isSpace(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\v', '\f', '\r', 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff:
		return true
	}
	return r >= 0x2000 && r <= 0x200a
}

// pathsOf lists the variables of the pieces, each once, sorted.
func pathsOf(pieces []piece, into []string) []string {
	for _, p := range pieces {
		if p.hole != nil {
			into = append(into, p.hole.path)
		}
	}
	return into
}

func sortedUnique(paths []string) []string {
	slices.Sort(paths)
	return slices.Compact(paths)
}
