package page_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/page"
)

func decoded(t testing.TB, text string) any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// places are the mistakes of an error as "place CODE".
func places(err error) []string {
	var list errs.List
	var one *errs.Error
	switch {
	case errors.As(err, &list):
	case errors.As(err, &one):
		list = errs.List{one}
	}
	out := []string{}
	for _, e := range list {
		out = append(out, e.Field+" "+e.Code)
	}
	return out
}

func text(uid, more string) string {
	return fmt.Sprintf(`{"uid":%q,"type":"markdown"%s}`, uid, more)
}

func table(uid, more string) string {
	return fmt.Sprintf(`{"uid":%q,"type":"table","collection":"orders","settings":{"fields":[]}%s}`, uid, more)
}

func content(blocks ...string) string { return `{"blocks":[` + strings.Join(blocks, ",") + `]}` }

func button(more string) string {
	return content(table("t", `,"buttons":[{"uid":"b","kind":"update"`+more+`}]`))
}

// nested is a pop-up in a pop-up, so deep.
func nested(depth int) string {
	inner := ""
	for i := depth; i > 0; i-- {
		block := table(fmt.Sprintf("t%d", i), "")
		if inner != "" {
			block = table(fmt.Sprintf("t%d", i), fmt.Sprintf(`,"buttons":[{"uid":"b%d","kind":"popup","blocks":[%s]}]`, i, inner))
		}
		inner = block
	}
	return content(inner)
}

func many(n int) string {
	blocks := make([]string, n)
	for i := range blocks {
		blocks[i] = text(fmt.Sprintf("m%d", i), "")
	}
	return content(blocks...)
}

func TestContentIsReadStrictly(t *testing.T) {
	for name, c := range map[string]struct {
		content string
		want    []string
	}{
		"an empty page":                         {content(), nil},
		"a member that is null is missing":      {content(text("a", `,"title":null`)), nil},
		"no object":                             {`[]`, []string{"draft CONTENT_INVALID"}},
		"nothing":                               {`null`, []string{"draft CONTENT_INVALID"}},
		"blocks are missing":                    {`{}`, []string{"draft.blocks CONTENT_INVALID"}},
		"blocks are no list":                    {`{"blocks":{}}`, []string{"draft.blocks CONTENT_INVALID"}},
		"an unknown member at the top":          {`{"blocks":[],"colour":1}`, []string{"draft.colour UNKNOWN_MEMBER"}},
		"an unknown member of a block":          {content(text("a", `,"colour":1`)), []string{"draft.blocks.0.colour UNKNOWN_MEMBER"}},
		"an unknown member of settings":         {content(text("a", `,"settings":{"pageSize":1}`)), []string{"draft.blocks.0.settings.pageSize UNKNOWN_MEMBER"}},
		"an unknown member of a button":         {button(`,"x":1`), []string{"draft.blocks.0.buttons.0.x UNKNOWN_MEMBER"}},
		"a block that is a text":                {content(`"a"`), []string{"draft.blocks.0 CONTENT_INVALID"}},
		"a block without uid and type":          {content(`{}`), []string{"draft.blocks.0.uid CONTENT_INVALID", "draft.blocks.0.type CONTENT_INVALID"}},
		"a uid with spaces":                     {content(text("a b", "")), []string{"draft.blocks.0.uid CONTENT_INVALID"}},
		"a uid that is a number":                {content(`{"uid":1,"type":"markdown"}`), []string{"draft.blocks.0.uid CONTENT_INVALID"}},
		"a uid twice":                           {content(text("a", ""), text("a", "")), []string{"draft.blocks.1.uid UID_REPEATED"}},
		"a button called like a block":          {content(table("b", `,"buttons":[{"uid":"b","kind":"update"}]`)), []string{"draft.blocks.0.uid UID_REPEATED"}},
		"an unknown type":                       {content(`{"uid":"a","type":"chart"}`), []string{"draft.blocks.0.type CONTENT_INVALID"}},
		"a table without collection and fields": {content(`{"uid":"a","type":"table"}`), []string{"draft.blocks.0.collection CONTENT_INVALID", "draft.blocks.0.settings.fields CONTENT_INVALID"}},
		"a text with a collection":              {content(text("a", `,"collection":"orders"`)), []string{"draft.blocks.0.collection CONTENT_INVALID"}},
		"a form without a mode":                 {content(`{"uid":"a","type":"form","collection":"c","settings":{"fields":[]}}`), []string{"draft.blocks.0.settings.mode CONTENT_INVALID"}},
		"a title that is too long":              {content(text("a", `,"title":"`+strings.Repeat("ä", 256)+`"`)), []string{"draft.blocks.0.title CONTENT_INVALID"}},
		"a title of as many letters as allowed": {content(text("a", `,"title":"`+strings.Repeat("ä", 255)+`"`)), nil},
		"roles that are a text":                 {content(text("a", `,"roles":"member"`)), []string{"draft.blocks.0.roles CONTENT_INVALID"}},
		"a role that is a number":               {content(text("a", `,"roles":["a",1]`)), []string{"draft.blocks.0.roles.1 CONTENT_INVALID"}},
		"a text with a NUL":                     {content(text("a", `,"title":"\u0000"`)), []string{"draft.blocks.0.title CONTENT_INVALID"}},
		"a page size beyond the largest":        {content(`{"uid":"a","type":"table","collection":"c","settings":{"fields":[],"pageSize":201}}`), []string{"draft.blocks.0.settings.pageSize CONTENT_INVALID"}},
		"a page size that is a fraction":        {content(`{"uid":"a","type":"list","collection":"c","settings":{"fields":[],"pageSize":1.5}}`), []string{"draft.blocks.0.settings.pageSize CONTENT_INVALID"}},
		"a width below nothing":                 {content(text("a", `,"settings":{"layout":{"width":-1}}`)), []string{"draft.blocks.0.settings.layout.width CONTENT_INVALID"}},
		"a switch that is a text":               {content(`{"uid":"a","type":"table","collection":"c","settings":{"fields":[],"inlineEdit":"yes"}}`), []string{"draft.blocks.0.settings.inlineEdit CONTENT_INVALID"}},
		"a filter that is a list":               {content(`{"uid":"a","type":"table","collection":"c","settings":{"fields":[],"filter":[]}}`), []string{"draft.blocks.0.settings.filter CONTENT_INVALID"}},
		"a field without a name":                {content(`{"uid":"a","type":"table","collection":"c","settings":{"fields":[{"label":"x"}]}}`), []string{"draft.blocks.0.settings.fields.0.name CONTENT_INVALID"}},
		"a field with an empty name":            {content(`{"uid":"a","type":"table","collection":"c","settings":{"fields":[{"name":""}]}}`), []string{"draft.blocks.0.settings.fields.0.name CONTENT_INVALID"}},
		"any JSON is a default":                 {content(`{"uid":"a","type":"form","collection":"c","settings":{"mode":"add","fields":[{"name":"x","default":{"y":[1]}}]}}`), nil},
		"an unknown kind of button":             {content(table("t", `,"buttons":[{"uid":"b","kind":"explode"}]`)), []string{"draft.blocks.0.buttons.0.kind CONTENT_INVALID"}},
		"blocks in a button that is no pop-up":  {button(`,"blocks":[]`), []string{"draft.blocks.0.buttons.0.blocks CONTENT_INVALID"}},
		"a button to two places":                {button(`,"page":"p","url":"/x"`), []string{"draft.blocks.0.buttons.0.url CONTENT_INVALID"}},
		"a script for a link":                   {button(`,"url":"javascript:alert(1)"`), []string{"draft.blocks.0.buttons.0.url CONTENT_INVALID"}},
		"an action that only reads":             {button(`,"action":"list"`), []string{"draft.blocks.0.buttons.0.action CONTENT_INVALID"}},
		"a binding without a key":               {button(`,"bindings":[{"path":"customer"}]`), []string{"draft.blocks.0.buttons.0.bindings.0.key CONTENT_INVALID"}},
		"a binding that is a text":              {button(`,"bindings":["key"]`), []string{"draft.blocks.0.buttons.0.bindings.0 CONTENT_INVALID"}},
		"values that are a list":                {button(`,"values":[1]`), []string{"draft.blocks.0.buttons.0.values CONTENT_INVALID"}},
		"as many blocks as allowed":             {many(page.MaxBlocks), nil},
		"a block too many":                      {many(page.MaxBlocks + 1), []string{"draft.blocks CONTENT_TOO_LARGE"}},
		"as deep as allowed":                    {nested(page.MaxDepth), nil},
		"too deep":                              {nested(page.MaxDepth + 1), []string{"draft.blocks.0" + strings.Repeat(".buttons.0.blocks.0", page.MaxDepth-1) + ".buttons.0.blocks CONTENT_TOO_LARGE"}},
		"too many bytes":                        {content(text("a", `,"settings":{"text":"`+strings.Repeat("x", page.MaxBytes)+`"}`)), []string{"draft CONTENT_TOO_LARGE"}},
		"too many entries":                      {content(text("a", `,"roles":[`+strings.Repeat(`"r",`, 200)+`"r"]`)), []string{"draft.blocks.0.roles CONTENT_INVALID"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := page.Decode(decoded(t, c.content), "draft")
			if c.want == nil && err != nil {
				t.Fatal(err)
			}
			if got := places(err); c.want != nil && !cmp.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
			if err != nil && errs.KindOf(err) != errs.Invalid {
				t.Errorf("kind %d", errs.KindOf(err))
			}
		})
	}
}

func TestMistakesAreToldUpToABound(t *testing.T) {
	blocks := make([]string, 300)
	for i := range blocks {
		blocks[i] = "1"
	}
	_, err := page.Decode(decoded(t, content(blocks...)), "draft")
	if n := len(places(err)); n != 100 {
		t.Errorf("%d mistakes", n)
	}
}

func TestContentIsStoredAsItWasSent(t *testing.T) {
	const sent = `{"blocks":[{"uid":"t","type":"table","collection":"orders","title":"<b>","settings":{"fields":[{"name":"title","width":120}],` +
		`"filter":{"amount.$gt":12345678901234567890.5},"pageSize":50},"buttons":[{"uid":"b","kind":"trigger","collection":"","values":{"n":1.0}}]}]}`
	c, err := page.Decode(decoded(t, sent), "")
	if err != nil {
		t.Fatal(err)
	}
	var have strings.Builder
	e := json.NewEncoder(&have)
	e.SetEscapeHTML(false)
	if err := e.Encode(c); err != nil {
		t.Fatal(err)
	}
	if strings.TrimSpace(have.String()) != sent {
		t.Errorf("stored\n%swant\n%s", have.String(), sent)
	}
}

func TestStoredContentOpensAlsoWhenThisVersionDoesNotKnowAllOfIt(t *testing.T) {
	c := page.Stored(decoded(t, content(text("a", `,"later":1`), `{"uid":"b","type":"chart","title":"Sales"}`)))
	if len(c.Blocks) != 2 || c.Blocks[0].UID != "a" || c.Blocks[1].Title != "Sales" {
		t.Errorf("%+v", c)
	}
	if c := page.Stored(nil); c.Blocks == nil {
		t.Error("a page without content has no list of blocks")
	}
}

func TestWhichAddressesALinkMayHave(t *testing.T) {
	for url, want := range map[string]bool{
		"https://example.com/a?b=c#d": true, "http://example.com": true, "/orders": true, "orders/7": true, "?x=1": true, "#top": true,
		"javascript:alert(1)": false, "JavaScript:alert(1)": false, "data:text/html,x": false, "//evil.example": false, "/\\evil.example": false,
		"\\\\evil": false, " https://example.com": false, "java\nscript:alert(1)": false, "https://": false, "https://user:pw@example.com": false,
		"ftp://example.com": false, "mailto:a@example.com": false, "http:example.com": false, "https:///x": false,
	} {
		if page.SafeURL(url) != want {
			t.Errorf("%q: want %v", url, want)
		}
	}
}

func TestAReaderSeesWhatNamesHimOrNobody(t *testing.T) {
	c, err := page.Decode(decoded(t, content(
		text("all", ""), text("sales", `,"roles":["sales","boss"]`),
		table("t", `,"buttons":[{"uid":"b1","kind":"update","bindings":[{"key":"w"}]},{"uid":"b2","kind":"delete","roles":["boss"]},`+
			`{"uid":"b3","kind":"popup","blocks":[{"uid":"in","type":"markdown","roles":["boss"]},{"uid":"out","type":"markdown"}]}]`),
	)), "")
	if err != nil {
		t.Fatal(err)
	}
	for roles, want := range map[string]string{
		"":           "all t b1 b3 out",
		"clerk":      "all t b1 b3 out",
		"sales":      "all sales t b1 b3 out",
		"boss":       "all sales t b1 b2 b3 in out",
		"clerk,boss": "all sales t b1 b2 b3 in out",
		"root":       "all sales t b1 b2 b3 in out",
	} {
		a := &acl.Actor{UserID: 1}
		if roles != "" {
			a.Acting = strings.Split(roles, ",")
		}
		seen := c.For(a)
		if got := strings.Join(uids(seen.Blocks), " "); got != want {
			t.Errorf("%s sees %s, want %s", roles, got, want)
		}
		raw, err := json.Marshal(seen)
		if err != nil || strings.Contains(string(raw), "roles") || strings.Contains(string(raw), "bindings") {
			t.Errorf("%s is told %s %v", roles, raw, err)
		}
	}
	if c.Blocks[1].Roles == nil || c.Blocks[2].Buttons[0].Bindings == nil {
		t.Error("reading changed the content")
	}
}

func uids(blocks []page.Block) (out []string) {
	for _, b := range blocks {
		out = append(out, b.UID)
		for _, button := range b.Buttons {
			out = append(append(out, button.UID), uids(button.Blocks)...)
		}
	}
	return out
}
