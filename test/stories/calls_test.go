package stories

import (
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/testenv"
)

func (s *story) client() *testenv.Client { return s.users[s.as] }

func caller(method string) command {
	return func(s *story, rest string) { s.last = s.call(method, rest) }
}

var headerWord = regexp.MustCompile(`^[A-Z][A-Za-z]*(-[A-Z][A-Za-z]*)*=\S+$`)

func (s *story) call(method, rest string) *testenv.Answer {
	path, rest, _ := strings.Cut(rest, " ")
	c := s.client()
	for {
		word, more, _ := strings.Cut(strings.TrimSpace(rest), " ")
		if !headerWord.MatchString(word) {
			break
		}
		name, value, _ := strings.Cut(word, "=")
		c, rest = c.With(name, value), more
	}
	return c.Do(method, escape(path), s.body(rest))
}

// escape makes a path with a readable query one that may travel.
func escape(path string) string {
	head, raw, ok := strings.Cut(path, "?")
	if !ok {
		return path
	}
	parts := strings.Split(raw, "&")
	for i, p := range parts {
		if name, value, ok := strings.Cut(p, "="); ok {
			parts[i] = url.QueryEscape(name) + "=" + url.QueryEscape(value)
		}
	}
	return head + "?" + strings.Join(parts, "&")
}

func (s *story) status(rest string) {
	if have := strconv.Itoa(s.last.Status); have != rest {
		s.fail("%s answered %s: %s", s.last.Call, have, s.last.Body)
	}
}

func (s *story) json(rest string) {
	path, want, _ := strings.Cut(rest, " ")
	s.same(path, s.last.At(path), want)
}

// same compares decoded JSON with a JSON text, whatever the order of members.
func (s *story) same(what string, have any, want string) {
	raw, err := json.Marshal(have)
	if err != nil {
		s.fail("%v", err)
	}
	var a, b any
	if err := json.Unmarshal([]byte(want), &b); err != nil {
		s.fail("%q is no JSON: %v", want, err)
	}
	if err := json.Unmarshal(raw, &a); err != nil {
		s.fail("%v", err)
	}
	if !reflect.DeepEqual(a, b) {
		s.fail("%s is %s\n\tin %s", what, raw, s.last.Body)
	}
}

func (s *story) like(rest string) {
	path, want, _ := strings.Cut(rest, " ")
	if have := s.last.Text(path); !strings.Contains(have, want) {
		s.fail("%s is %q in %s", path, have, s.last.Body)
	}
}

func (s *story) nothing(path string) {
	if v := s.last.At(path); v != nil {
		s.fail("%s is %v in %s", path, v, s.last.Body)
	}
}

func (s *story) header(rest string) {
	name, want, _ := strings.Cut(rest, " ")
	if have := s.last.Header.Get(name); have != want {
		s.fail("%s is %q: %s", name, have, s.last.Body)
	}
}

func (s *story) let(rest string) {
	name, path, _ := strings.Cut(rest, " = ")
	v := s.last.At(path)
	if v == nil {
		s.fail("nothing stands at %s of %s", path, s.last.Body)
	}
	s.words[name] = fmt.Sprint(v)
}

func (s *story) count(rest string) {
	words := strings.Fields(rest)
	path := words[0] + ":list?pageSize=1"
	if len(words) > 2 {
		path += "&filter=" + strings.Join(words[1:len(words)-1], " ")
	}
	r := s.env.Root.Get(escape(path)).OK()
	if have := r.Text("meta.count"); have != words[len(words)-1] {
		s.fail("there are %s", have)
	}
}

func (s *story) wait(string) { s.env.Quiet() }

func (s *story) restart(string) {
	s.env.Stop()
	s.env.Start()
	for name, c := range s.users {
		if name == "root" {
			s.users[name] = s.env.Root
			continue
		}
		s.users[name] = c // sessions outlive the process
	}
}

func (s *story) collection(rest string) {
	name, fields, _ := strings.Cut(rest, " ")
	if strings.HasPrefix(strings.TrimSpace(fields), "{") || s.sections[strings.TrimSpace(fields)] != "" {
		def := s.object(fields)
		def["name"] = name
		s.env.Root.Post("collections:create", def).OK()
		return
	}
	var list []any
	for _, f := range strings.Fields(fields) {
		list = append(list, fieldOf(name, f))
	}
	s.env.Root.Post("collections:create", testenv.M{
		"name": name, "fields": list, "createdAt": true, "updatedAt": true, "createdBy": true, "updatedBy": true, "autoGenId": true,
	}).OK()
}

// fieldOf reads name:type, or name:relation=target.
func fieldOf(collection, text string) testenv.M {
	name, typ, _ := strings.Cut(text, ":")
	typ, target, related := strings.Cut(typ, "=")
	f := testenv.M{"name": name, "type": typ}
	if !related {
		return f
	}
	f["target"] = target
	switch typ {
	case "belongsTo":
		f["foreignKey"] = name + "Id"
	case "hasMany", "hasOne":
		target, key, _ := strings.Cut(target, "/")
		f["target"], f["foreignKey"] = target, key
	case "belongsToMany":
		f["through"], f["foreignKey"], f["otherKey"] = collection+"_"+name, "sourceId", "targetId"
	}
	return f
}

func (s *story) user(rest string) {
	words := strings.SplitN(rest, " ", 3)
	name, role := words[0], words[1]
	if len(words) == 3 {
		def := s.object(words[2])
		def["name"] = role
		s.env.Root.Post("roles:create", def).OK()
	}
	id := s.env.Root.Post("users:create", testenv.M{
		"username": name, "nickname": strings.ToUpper(name[:1]) + name[1:], "email": name + "@example.com", "password": testenv.Password,
		"roles": []string{role},
	}).OK().ID()
	s.words[name] = id
	s.users[name] = s.env.As(name+"@example.com", testenv.Password)
}

func (s *story) actAs(name string) {
	if s.users[name] == nil {
		s.fail("nobody is called %q", name)
	}
	s.as = name
}

func (s *story) until(rest string) {
	status, rest, _ := strings.Cut(rest, " ")
	method, rest, _ := strings.Cut(rest, " ")
	s.env.Eventually(s.line, func() bool {
		s.last = s.call(strings.ToUpper(method), rest)
		return strconv.Itoa(s.last.Status) == status
	})
}

func (s *story) begin(rest string) {
	name, rest, _ := strings.Cut(rest, " ")
	method, rest, _ := strings.Cut(rest, " ")
	answer := make(chan *testenv.Answer, 1)
	s.behind[name] = answer
	go func() { answer <- s.call(strings.ToUpper(method), rest) }()
}

func (s *story) answered(name string) { s.last = <-s.behind[name] }
