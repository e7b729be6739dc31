package nodes

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// itemScanner finds one item of a long list in the JSON text of a loop's meta without decoding the others: the
// variables of a turn are asked for before every step, so decoding all of them would cost the square of the length. It
// only reads what was valid JSON when it was stored; on anything else it gives up.
type itemScanner struct {
	text []byte
	at   int
}

// loopNumber reads a number of the meta: its length, or the turn that failed.
func loopNumber(meta []byte, name string) (int, bool) {
	s := itemScanner{text: meta}
	if !s.member(name) {
		return 0, false
	}
	from := s.at
	if !s.skip() {
		return 0, false
	}
	n, err := strconv.Atoi(string(s.text[from:s.at]))
	return n, err == nil
}

// loopItem returns the item at index; none when the loop is over a number.
func loopItem(meta []byte, index int) (json.RawMessage, bool) {
	s := itemScanner{text: meta}
	if !s.member("items") || !s.take('[') {
		return nil, false
	}
	for range index {
		if !s.skip() || !s.take(',') {
			return nil, false
		}
	}
	s.space()
	from := s.at
	if !s.skip() || s.at == from {
		return nil, false
	}
	return json.RawMessage(s.text[from:s.at]), true
}

// member goes to the value of a member of the object that the text is.
func (s *itemScanner) member(name string) bool {
	if !s.take('{') {
		return false
	}
	for {
		s.space()
		from := s.at
		if !s.skip() || s.at == from {
			return false
		}
		found := string(s.text[from:s.at]) == strconv.Quote(name)
		if !s.take(':') {
			return false
		}
		s.space()
		if found {
			return true
		}
		if !s.skip() || !s.take(',') {
			return false
		}
	}
}

func (s *itemScanner) space() {
	for s.at < len(s.text) && (s.text[s.at] == ' ' || s.text[s.at] == '\n' || s.text[s.at] == '\t' || s.text[s.at] == '\r') {
		s.at++
	}
}

// take passes c, if that comes next.
func (s *itemScanner) take(c byte) bool {
	s.space()
	if s.at >= len(s.text) || s.text[s.at] != c {
		return false
	}
	s.at++
	return true
}

// skip passes one value.
func (s *itemScanner) skip() bool {
	s.space()
	depth := 0
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case '"':
			if !s.string() {
				return false
			}
			if depth == 0 {
				return true
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return true // the end of what is around: a number or word ends here
			}
			if depth--; depth == 0 {
				s.at++
				return true
			}
		case ',', ' ', '\n', '\t', '\r':
			if depth == 0 {
				return true
			}
		}
		s.at++
	}
	return false
}

// string passes a text in quotes.
func (s *itemScanner) string() bool {
	for i := s.at + 1; ; i++ {
		n := bytes.IndexByte(s.text[i:], '"')
		if n < 0 {
			return false
		}
		i += n
		escapes := 0
		for s.text[i-1-escapes] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			s.at = i + 1
			return true
		}
	}
}
