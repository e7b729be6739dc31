// Package stories tells what the product does, as files that people can read and the test runs: each .txtar file starts
// an application on an empty database and speaks to it as any client would.
//
// The part before the first section is the story: prose after "#", and one command on each line.
//
//	collection NAME FIELD...           make a collection; a field is name:type, name:belongsTo=target or {JSON}
//	user NAME ROLE [{JSON}]            make a user with one role and the password of the tests; <NAME> is the id
//	as NAME                            go on as this user (root, or one made before)
//	workflow SECTION | draft SECTION   make the workflow of a section, and enable it (or not); <KEY> is its id
//	post|get|put|patch|delete PATH [HEADER=value] [SECTION or JSON]
//	status N                           the last answer's status
//	json PATH VALUE                    what stands at a path of the last answer ("*" collects over a list)
//	like PATH TEXT                     the text at a path contains TEXT
//	nothing PATH                       nothing stands at the path
//	header NAME [VALUE]                a header of the answer; without VALUE it is not there
//	let NAME = PATH                    remember a value; <NAME> stands for it from then on
//	count COLLECTION [FILTER] N        how many records there are
//	                                   <large> stands for a text of 1.2 million letters
//	wait                               until nothing is owed or running any more
//	restart                            stop the application and start it again
//
//	receipt OUTCOME                    read the receipt of the last answer
//	started KEY=COUNT                  the receipt says that the workflow started
//	notstarted KEY REASON              the receipt says that it did not, and why ("-": no reason)
//	verdict KEY WORD [REASON]          the receipt's word about a workflow
//	considered KEY...                  the receipt's workflows, in order
//
//	ran KEY STATUS [NODE=STATUS...]    how the latest execution of a workflow ended, and its jobs in order; it becomes
//	                                   the answer that json looks at, with jobs
//	result KEY NODE VALUE              the latest result of a node in the latest execution
//	input KEY NODE VALUE               what its latest run worked with; null: nothing but the static configuration
//	runs KEY N                         how many executions there are
//	until N post ...                   do it again and again until its status is N
//	begin NAME post ...                do it in the background; "answered NAME" waits for the answer
//	at-gate N                          wait until N steps stand at a gate; "open" lets all of them pass
package stories

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/sequitur-platform/sequitur/internal/app"
	"github.com/sequitur-platform/sequitur/internal/script"
	"github.com/sequitur-platform/sequitur/internal/testenv"
)

func TestStories(t *testing.T) {
	files, err := filepath.Glob("*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no stories:", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(file, ".txtar"), func(t *testing.T) {
			t.Parallel()
			tell(t, file)
		})
	}
}

// story is one file while it is told.
type story struct {
	t        *testing.T
	env      *testenv.Env
	sections map[string]string
	words    map[string]string // <name> stands for
	users    map[string]*testenv.Client
	as       string
	last     *testenv.Answer
	receipt  any
	gate     *gate
	behind   map[string]chan *testenv.Answer
	line     string
}

type command func(s *story, rest string)

func commands() map[string]command {
	return map[string]command{
		"collection": (*story).collection, "user": (*story).user, "as": (*story).actAs,
		"workflow": (*story).workflow, "draft": (*story).draft,
		"post": caller("POST"), "get": caller("GET"), "put": caller("PUT"), "patch": caller("PATCH"), "delete": caller("DELETE"),
		"status": (*story).status, "json": (*story).json, "like": (*story).like, "nothing": (*story).nothing,
		"header": (*story).header, "let": (*story).let, "count": (*story).count,
		"wait": (*story).wait, "restart": (*story).restart,
		"receipt": (*story).readReceipt, "started": (*story).started, "notstarted": (*story).notStarted,
		"verdict": (*story).verdict, "considered": (*story).considered,
		"ran": (*story).ran, "result": (*story).result, "input": (*story).input, "runs": (*story).runs,
		"until": (*story).until, "begin": (*story).begin, "answered": (*story).answered, "at-gate": (*story).atGate, "open": (*story).open,
	}
}

func tell(t *testing.T, file string) {
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(raw, []byte("math.js")) || bytes.Contains(raw, []byte("formula.js")) {
		needsEngines(t)
	}
	archive := txtar.Parse(raw)
	s := &story{
		t: t, gate: newGate(), sections: map[string]string{}, words: map[string]string{"large": strings.Repeat("x", 1200*1024)}, as: "root",
		behind: map[string]chan *testenv.Answer{},
	}
	for _, f := range archive.Files {
		s.sections[f.Name] = string(f.Data)
	}
	s.env = testenv.New(t, s.options)
	t.Cleanup(s.gate.open)
	s.users = map[string]*testenv.Client{"root": s.env.Root}
	all := commands()
	for i, line := range strings.Split(string(archive.Comment), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, rest, _ := strings.Cut(line, " ")
		do := all[name]
		if do == nil {
			t.Fatalf("%s:%d: there is no command %q", file, i+1, name)
		}
		s.line = fmt.Sprintf("%s:%d: %s", file, i+1, line)
		do(s, s.fill(strings.TrimSpace(rest)))
	}
}

// needsEngines skips a story that calculates when the formula engines are not built in. Where they must be, their
// absence is a failure.
func needsEngines(t *testing.T) {
	t.Helper()
	if underRace {
		t.Skip("run without -race: the engines are JavaScript, and slow there")
	}
	p := script.New(script.Options{})
	defer p.Close()
	err := p.Available()
	switch {
	case err == nil:
	case os.Getenv("SEQUITUR_REQUIRE_ENGINES") == "1":
		t.Fatal(err)
	default:
		t.Skipf("NOT TESTED: %v", err)
	}
}

// options adds the test types and the settings of the section "settings".
func (s *story) options(o *app.Options) {
	o.Nodes = append(o.Nodes, testTypes(s.gate)...)
	if os.Getenv("SEQUITUR_TEST_LOG") == "" {
		o.Logger = slog.New(slog.DiscardHandler) // faults are part of the stories
	}
	raw, ok := s.sections["settings"]
	if !ok {
		return
	}
	var settings struct {
		SyncLimit, PreLimit string
		Timezone            string
		Backlog             int64
	}
	if err := json.Unmarshal([]byte(raw), &settings); err != nil {
		s.t.Fatal("settings:", err)
	}
	s.duration(&o.Config.SyncLimit, settings.SyncLimit)
	s.duration(&o.Config.PreLimit, settings.PreLimit)
	if settings.Backlog != 0 {
		o.Config.Backlog = settings.Backlog
	}
	if settings.Timezone != "" {
		o.Config.Timezone = settings.Timezone
	}
}

func (s *story) duration(d *time.Duration, text string) {
	if text == "" {
		return
	}
	v, err := time.ParseDuration(text)
	if err != nil {
		s.t.Fatal("settings:", err)
	}
	*d = v
}

func (s *story) fail(format string, a ...any) {
	s.t.Helper()
	s.t.Fatalf("%s\n\t%s", s.line, fmt.Sprintf(format, a...))
}

// fill puts remembered values in the place of their names.
func (s *story) fill(text string) string {
	for name, value := range s.words {
		text = strings.ReplaceAll(text, "<"+name+">", value)
	}
	return text
}

// body is a JSON text, or that of a section.
func (s *story) body(text string) any {
	text = strings.TrimSpace(text)
	if section, ok := s.sections[text]; ok {
		text = s.fill(section)
	}
	if text == "" {
		return nil
	}
	if !json.Valid([]byte(text)) {
		s.fail("neither JSON nor a section: %s", text)
	}
	return text
}

func (s *story) object(text string) testenv.M {
	var m testenv.M
	if err := json.Unmarshal([]byte(fmt.Sprint(s.body(text))), &m); err != nil {
		s.fail("%v", err)
	}
	return m
}
