package page

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// maxMistakes is how many mistakes are told at once.
const maxMistakes = 100

// Decode reads decoded JSON (numbers as json.Number) as the content of a page. Whatever it does not know is a mistake;
// all mistakes are told with their places, which begin with at. The content holds what could be read even then.
// Errors: CONTENT_INVALID, UNKNOWN_MEMBER, UID_REPEATED, CONTENT_TOO_LARGE.
func Decode(raw any, at string) (*Content, error) {
	d := &decoder{uids: map[string]string{}}
	c := &Content{}
	d.value(at, raw, reflect.ValueOf(c).Elem(), "")
	if c.Blocks == nil {
		c.Blocks = []Block{}
	}
	if err := d.mistakes.Or(); err != nil {
		return c, err
	}
	text, err := encode(c)
	if err == nil && len(text) > MaxBytes {
		err = errs.New(errs.Invalid, CodeContentTooLarge, "a page has at most %d bytes of JSON, this one has %d", MaxBytes, len(text)).On(at)
	}
	return c, err
}

// Stored reads content that was checked when it was stored. What a later version does not know any more is left out, so
// that the rest of the page still opens.
func Stored(raw any) *Content {
	c, err := Decode(raw, "")
	if err != nil && c.Blocks == nil {
		c.Blocks = []Block{}
	}
	return c
}

// encode writes content as it is stored.
func encode(c *Content) (json.RawMessage, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(c); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// decoder walks the content beside its description.
type decoder struct {
	mistakes errs.List
	uids     map[string]string // where each was seen
	blocks   int
	buttons  int
	depth    int
}

func (d *decoder) mistake(at, code, format string, a ...any) {
	if len(d.mistakes) < maxMistakes {
		d.mistakes = append(d.mistakes, errs.New(errs.Invalid, code, format, a...).On(at))
	}
}

func (d *decoder) wrong(at, format string, a ...any) { d.mistake(at, CodeContentInvalid, format, a...) }

// value reads raw into v. tag is that of the struct's field it belongs to.
func (d *decoder) value(at string, raw any, v reflect.Value, tag reflect.StructTag) {
	if len(d.mistakes) >= maxMistakes {
		return
	}
	switch v.Kind() {
	case reflect.String:
		d.text(at, raw, v, tag)
	case reflect.Bool:
		if b, ok := raw.(bool); ok {
			v.SetBool(b)
		} else {
			d.wrong(at, "must be true or false")
		}
	case reflect.Int:
		d.number(at, raw, v, tag)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(at, raw, v.Elem(), tag)
	case reflect.Slice:
		d.list(at, raw, v)
	case reflect.Map:
		if m, ok := raw.(map[string]any); ok {
			v.Set(reflect.ValueOf(m))
		} else {
			d.wrong(at, "must be an object")
		}
	case reflect.Struct:
		d.object(at, raw, v)
	default: // any JSON
		v.Set(reflect.ValueOf(&raw).Elem())
	}
}

func (d *decoder) text(at string, raw any, v reflect.Value, tag reflect.StructTag) {
	s, ok := raw.(string)
	if !ok {
		d.wrong(at, "must be a text")
		return
	}
	if strings.ContainsRune(s, 0) || !utf8.ValidString(s) {
		d.wrong(at, "must be valid text")
		return
	}
	if v.SetString(s); s == "" {
		if tag.Get("need") != "" {
			d.wrong(at, "is missing")
		}
		return
	}
	if most, err := strconv.Atoi(tag.Get("max")); err == nil && utf8.RuneCountInString(s) > most {
		d.wrong(at, "has at most %d characters", most)
	}
	if enum := tag.Get("enum"); enum != "" && !contains(strings.Split(enum, ","), s) {
		d.wrong(at, "must be one of %s", strings.ReplaceAll(enum, ",", ", "))
	}
	switch form := tag.Get("form"); {
	case form == "key" && !workflow.ValidKey(s):
		d.wrong(at, "consists of letters, digits, _ and -, and does not begin with -")
	case form == "url" && !SafeURL(s):
		d.wrong(at, "must be an address with http or https, or a relative one")
	}
}

func (d *decoder) number(at string, raw any, v reflect.Value, tag reflect.StructTag) {
	text := ""
	if n, ok := raw.(json.Number); ok {
		text = n.String()
	}
	most := 10_000
	if m, err := strconv.Atoi(tag.Get("most")); err == nil {
		most = m
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > most {
		d.wrong(at, "must be a whole number from 0 to %d", most)
		return
	}
	v.SetInt(int64(n))
}

func (d *decoder) list(at string, raw any, v reflect.Value) {
	items, ok := raw.([]any)
	if !ok {
		d.wrong(at, "must be a list")
		return
	}
	element := v.Type().Elem()
	switch {
	case element == reflect.TypeFor[Block]() && !d.enter(at, len(items)):
		return
	case element == reflect.TypeFor[Button]():
		if d.buttons += len(items); d.buttons > MaxButtons {
			d.mistake(at, CodeContentTooLarge, "a page has at most %d buttons", MaxButtons)
			return
		}
	case element != reflect.TypeFor[Block]() && len(items) > maxList:
		d.wrong(at, "has at most %d entries", maxList)
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(items), len(items)))
	for i, item := range items {
		d.value(fmt.Sprintf("%s.%d", at, i), item, v.Index(i), "")
	}
	if element == reflect.TypeFor[Block]() {
		d.depth--
	}
}

// enter counts the blocks of a list and how deep it is.
func (d *decoder) enter(at string, n int) bool {
	if d.depth == MaxDepth {
		d.mistake(at, CodeContentTooLarge, "blocks are nested at most %d deep", MaxDepth)
		return false
	}
	if d.blocks += n; d.blocks > MaxBlocks {
		d.mistake(at, CodeContentTooLarge, "a page has at most %d blocks", MaxBlocks)
		return false
	}
	d.depth++
	return true
}

func (d *decoder) object(at string, raw any, v reflect.Value) {
	m, ok := raw.(map[string]any)
	if !ok {
		d.wrong(at, "must be an object")
		return
	}
	known := map[string]bool{}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		known[name] = true
		item, given := m[name]
		switch {
		case given && item != nil:
			d.value(join(at, name), item, v.Field(i), f.Tag)
		case f.Tag.Get("need") != "":
			d.wrong(join(at, name), "is missing")
		}
	}
	for _, name := range sortedKeys(m) {
		if !known[name] {
			d.mistake(join(at, name), CodeUnknownMember, "is not known here")
		}
	}
	d.whole(at, v.Addr().Interface())
}

// whole looks at what concerns more than one member.
func (d *decoder) whole(at string, v any) {
	switch v := v.(type) {
	case *Block:
		d.unique(at, v.UID)
		d.settings(at, v)
	case *Button:
		d.unique(at, v.UID)
		if v.Blocks != nil && v.Kind != Popup {
			d.wrong(at+".blocks", "belong to buttons of the kind popup")
		}
		if v.Page != "" && v.URL != "" {
			d.wrong(at+".url", "stands beside page: a button leads to one place")
		}
	}
}

func (d *decoder) unique(at, uid string) {
	if uid == "" {
		return
	}
	if first, twice := d.uids[uid]; twice {
		d.mistake(at+".uid", CodeUIDRepeated, "%q is used at %s, too", uid, first)
		return
	}
	d.uids[uid] = at
}

// settings reads the settings again, now that the type is known.
func (d *decoder) settings(at string, b *Block) {
	zero, ok := BlockTypes()[b.Type]
	if !ok {
		return // the type was found wrong
	}
	switch markdown := b.Type == Markdown; {
	case markdown && b.Collection != "":
		d.wrong(at+".collection", "does not belong to a text")
	case !markdown && b.Collection == "":
		d.wrong(at+".collection", "is missing")
	}
	raw := b.Settings
	if raw == nil {
		raw = map[string]any{}
	}
	v := reflect.New(reflect.TypeOf(zero))
	d.value(at+".settings", raw, v.Elem(), "")
	b.Settings = v.Interface()
}

// SafeURL tells whether a text may be the address of a link: http, https, or relative to the application.
func SafeURL(s string) bool {
	if strings.HasPrefix(s, "//") || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7f }) {
		return false
	}
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return false
	case u.Scheme == "":
		return u.Host == ""
	}
	return (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil
}

func join(at, name string) string {
	if at == "" {
		return name
	}
	return at + "." + name
}
