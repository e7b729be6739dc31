package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/sequitur-platform/sequitur/internal/app"
)

// settings finds the values that no flag gives: in SEQUITUR_* variables, then in the configuration file. It collects
// what is wrong with them, so that all problems are reported together.
type settings struct {
	byFlag   map[string]app.Setting
	lookup   func(name string) (string, bool)
	file     map[string]any
	name     string // of the file
	opened   bool
	problems []error
}

func newSettings(lookup func(string) (string, bool)) *settings {
	s := &settings{byFlag: map[string]app.Setting{}, lookup: lookup}
	for _, x := range app.Settings() {
		s.byFlag[strings.TrimPrefix(x.Flag, "--")] = x
	}
	return s
}

// Validate implements kong.Resolver. Problems are reported by check, together with those of the configuration.
func (s *settings) Validate(*kong.Application) error { return nil }

// Resolve implements kong.Resolver.
func (s *settings) Resolve(ctx *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	x, ok := s.byFlag[flag.Name]
	if !ok {
		return nil, nil
	}
	s.open(ctx)
	if v, _ := s.lookup(x.Variable); v != "" { // an empty variable says nothing
		return s.try(flag, x.Variable, v), nil
	}
	if v, ok := s.file[x.Key]; ok {
		text, ok := plain(v)
		if !ok {
			s.wrong("%s: %s: this value is not of the right type", s.name, x.Key)
			return nil, nil
		}
		return s.try(flag, s.name+": "+x.Key, text), nil
	}
	return nil, nil
}

// try returns text when the flag can take it, else nil: the problem is remembered and the default stands in.
func (s *settings) try(flag *kong.Flag, where, text string) any {
	if text == "" && flag.Target.Kind() == reflect.Slice {
		return nil // the empty list, not a list with an empty entry
	}
	target := reflect.New(flag.Target.Type()).Elem()
	if err := flag.Parse(kong.Scan().PushTyped(text, kong.FlagValueToken), target); err != nil {
		s.wrong("%s: %q cannot be used: %s", where, text, strings.TrimPrefix(err.Error(), flag.ShortSummary()+": "))
		return nil
	}
	return text
}

func (s *settings) wrong(format string, a ...any) {
	s.problems = append(s.problems, fmt.Errorf(format, a...))
}

// open reads the file that --config or SEQUITUR_CONFIG names, once.
func (s *settings) open(ctx *kong.Context) {
	if s.opened {
		return
	}
	s.opened = true
	if s.name = fileName(ctx, s.lookup); s.name == "" {
		return
	}
	raw, err := os.ReadFile(s.name)
	if err != nil {
		s.wrong("configuration file: %w", err)
		return
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&s.file); err != nil || d.More() {
		s.wrong("%s is not one JSON object", s.name)
		return
	}
	s.checkKeys()
}

func (s *settings) checkKeys() {
	known := map[string]bool{}
	for _, x := range s.byFlag {
		known[x.Key] = true
	}
	var unknown []string
	for key := range s.file {
		if !known[key] {
			unknown = append(unknown, key)
		}
	}
	slices.Sort(unknown)
	for _, key := range unknown {
		s.wrong("%s: there is no setting %q", s.name, key)
	}
}

func fileName(ctx *kong.Context, lookup func(string) (string, bool)) string {
	for _, p := range ctx.Path {
		if p.Flag != nil && p.Flag.Name == "config" {
			name, _ := ctx.FlagValue(p.Flag).(string)
			return name
		}
	}
	name, _ := lookup("SEQUITUR_CONFIG")
	return name
}

// plain is a JSON value as it would stand behind a flag.
func plain(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		return fmt.Sprint(v), true
	case []any:
		list := make([]string, len(v))
		for i, x := range v {
			text, ok := x.(string)
			if !ok || strings.Contains(text, ",") {
				return "", false
			}
			list[i] = text
		}
		return strings.Join(list, ","), true
	}
	return "", false
}

// check reports everything that is wrong with the configuration.
func (s *settings) check(c *app.Config) error {
	return errors.Join(append(slices.Clip(s.problems), c.Check())...)
}

// help adds the variable and the key to the description of a flag.
func (s *settings) help(v *kong.Value) string {
	if x, ok := s.byFlag[v.Name]; ok {
		return fmt.Sprintf("%s (%s, %q)", v.Help, x.Variable, x.Key)
	}
	return kong.DefaultHelpValueFormatter(v)
}
