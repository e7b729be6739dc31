package main

import (
	"fmt"
	"math"
)

// figure is what a row is compared with, and whether it is what it should be.
type figure struct {
	Name     string `json:"name"`
	Measured string `json:"measured"`
	Target   string `json:"target"`
	Reached  string `json:"reached"` // yes, no, "" without a target
}

// judgement collects figures; what was not measured in this run is left out.
type judgement struct {
	b   *bench
	all []figure
}

func (j *judgement) atLeast(name string, s spread, target float64) { j.add(name, s, target, "≥") }
func (j *judgement) atMost(name string, s spread, target float64)  { j.add(name, s, target, "≤") }

// note adds a figure without a target.
func (j *judgement) note(name string, s spread) { j.add(name, s, math.NaN(), "") }

func (j *judgement) add(name string, s spread, target float64, sign string) {
	if math.IsNaN(s.median) {
		return
	}
	f := figure{Name: name, Measured: s.String()}
	if sign != "" {
		f.Target = sign + " " + short(target)
		f.Reached = "no"
		if sign == "≥" && s.median >= target || sign == "≤" && s.median <= target {
			f.Reached = "yes"
		}
	}
	j.all = append(j.all, f)
}

// cells finds a row by round.
func (b *bench) cellsOf(row, system string, connections int) map[int]*cell {
	found := map[int]*cell{}
	for _, c := range b.cells {
		if c.Row == row && c.System == system && c.Connections == connections {
			found[c.Round] = c
		}
	}
	return found
}

// rounds collects a number of each round. Rounds in which others disturbed a cell count only when all were disturbed.
type rounds struct{ clean, all []float64 }

func (r *rounds) add(v float64, from ...*cell) {
	r.all = append(r.all, v)
	for _, c := range from {
		if c.OtherCores > disturbed {
			return
		}
	}
	r.clean = append(r.clean, v)
}

func (r *rounds) spread() spread {
	if len(r.clean) > 0 {
		return spreadOf(r.clean)
	}
	return spreadOf(r.all)
}

// value is one number of a row over the rounds.
func (b *bench) value(row string, connections int, fn func(*cell) float64) spread {
	var r rounds
	for _, c := range b.cellsOf(row, sequitur, connections) {
		r.add(fn(c), c)
	}
	return r.spread()
}

func more(name string) func(*cell) float64 { return func(c *cell) float64 { return c.More[name] } }

// pair compares two rows round by round, so that a slow minute of the machine counts for both.
func (b *bench) pair(row, system, otherRow, otherSystem string, connections int, fn func(a, b *cell) float64) spread {
	others := b.cellsOf(otherRow, otherSystem, connections)
	var r rounds
	for n, c := range b.cellsOf(row, system, connections) {
		if o := others[n]; o != nil && o.Rate > 0 && c.Rate > 0 {
			r.add(fn(c, o), c, o)
		}
	}
	return r.spread()
}

func rates(a, b *cell) float64 { return a.Rate / b.Rate }

func cpu(a, b *cell) float64 { return (a.ServerUser + a.ServerSys) / (b.ServerUser + b.ServerSys) }

func (b *bench) judge() []figure {
	j := &judgement{b: b}
	for _, fn := range []func(){j.peers, j.overhead, j.keepingUp, j.delays, j.steps, j.slow, j.lists, j.reread, j.footprint} {
		fn()
	}
	return j.all
}

func at(name string, connections int) string {
	return fmt.Sprintf("%s, %d connections", name, connections)
}

// loaded are the numbers of connections that targets are set for.
func loaded() []int { return []int{8, 64} }

func (j *judgement) peers() {
	least := map[int]float64{8: 1.5, 64: 3}
	for _, row := range [][2]string{{rowCreate, rowCreate}, {rowBound, rowHook}} {
		for _, system := range []string{peerNormal, peerFull} {
			for _, n := range loaded() {
				j.atLeast(at(row[0]+" ÷ "+system+"'s "+row[1], n), j.b.pair(row[0], sequitur, row[1], system, n, rates), least[n])
			}
		}
	}
}

func (j *judgement) overhead() {
	pair := func(a, b string, n int, fn func(a, b *cell) float64) spread {
		return j.b.pair(a, sequitur, b, sequitur, n, fn)
	}
	lost := func(a, b *cell) float64 { return 100 * (1 - a.Rate/b.Rate) }
	j.atLeast(at("create ÷ empty handler", 64), pair(rowCreate, rowEmpty, 64, rates), 0.3)
	j.note(at("create ÷ empty handler", 8), pair(rowCreate, rowEmpty, 8, rates))
	j.note(at("create ÷ empty handler, server CPU", 64), pair(rowCreate, rowEmpty, 64, cpu))
	for _, n := range loads() {
		s := pair(rowBound, rowCreate, n, lost)
		if n == 1 {
			j.note(at("create rate lost to a bound asynchronous workflow, %", n), s)
			continue
		}
		j.atMost(at("create rate lost to a bound asynchronous workflow, %", n), s, 35)
	}
	for _, n := range loaded() {
		j.atLeast(at("create with synchronous workflow ÷ create", n), pair(rowSync, rowCreate, n, rates), 0.5)
	}
	for _, n := range loaded() {
		j.note(at("create ÷ raw group commit of its row", n), j.b.pair(rowCreate, sequitur, rowRawCreate, rawSQLite, n, rates))
		j.note(at("bound create ÷ raw group commit of three rows", n), j.b.pair(rowBound, sequitur, rowRawBound, rawSQLite, n, rates))
		j.note(at("bound create ÷ raw group commit of all its rows", n), j.b.pair(rowBound, sequitur, rowRawAll, rawSQLite, n, rates))
	}
}

func (j *judgement) keepingUp() {
	for _, n := range loaded() {
		j.atLeast(at("executions finished ÷ requests while saturated", n), j.b.value(rowBound, n, more("finishedPerRequest")), 0.9)
		j.atMost(at("seconds of work left at the end", n), j.b.value(rowBound, n, more("secondsLeft")), 1)
	}
}

func (j *judgement) delays() {
	for _, n := range loaded() {
		j.atMost(at("answer to finished at 30 % load, p50 ms", n), j.b.value(rowDelay, n, more("delayP50ms")), 2)
		j.atMost(at("answer to finished at 30 % load, p99 ms", n), j.b.value(rowDelay, n, more("delayP99ms")), 20)
	}
}

// steps compares the time that a hundred steps add to a create with the time that one adds.
func (j *judgement) steps() {
	for _, engine := range []string{"string", "math.js"} {
		base, one, hundred := j.b.cellsOf(rowBesideNodes(engine), sequitur, 8), j.b.cellsOf(rowNodes(engine, 1), sequitur, 8), j.b.cellsOf(rowNodes(engine, 100), sequitur, 8)
		var r rounds
		for n, c := range base {
			if a, b := one[n], hundred[n]; a != nil && b != nil && a.Rate > 0 && b.Rate > 0 && c.Rate > a.Rate {
				r.add((1/b.Rate-1/c.Rate)/(1/a.Rate-1/c.Rate), a, b, c)
			}
		}
		name := "time added by 100 calculations ÷ by one (" + engine + "), 8 connections"
		if engine == "string" {
			j.atMost(name, r.spread(), 12)
		} else {
			j.note(name, r.spread())
		}
	}
}

func (j *judgement) slow() {
	s := j.b.pair(rowBeside, sequitur, rowAlone, sequitur, 16, func(a, b *cell) float64 { return a.P99 / b.P99 })
	j.atMost("p99 of 1,000 actions/s beside slow workflows ÷ without", s, 3)
}

func (j *judgement) lists() {
	j.atLeast("list without index ÷ PocketBase's without", j.b.pair(rowList, sequitur, rowList, peerNormal, 8, rates), 1.2)
	j.atLeast("list with declared index ÷ PocketBase's without", j.b.pair(rowIndexed, sequitur, rowList, peerNormal, 8, rates), 8)
	j.note("list with declared index ÷ PocketBase's with the same", j.b.pair(rowIndexed, sequitur, rowIndexed, peerNormal, 8, rates))
}

func (j *judgement) reread() {
	misses, reads := 0.0, 0
	for _, c := range j.b.cells {
		if c.Row == rowReread {
			misses += c.More["misses"]
			reads += c.Requests
		}
	}
	if reads > 0 {
		j.atMost(fmt.Sprintf("records missed right after their answer, of %d", reads), spreadOf([]float64{misses}), 0)
	}
}

func (j *judgement) footprint() {
	if f := j.b.footprint; f != nil {
		j.atMost("start to first 200, ms", spreadOf(f.Starts), 200)
		j.atMost("memory idle, MB", spreadOf([]float64{f.Idle}), 60)
		j.note("memory idle with both JavaScript engines loaded, MB", spreadOf([]float64{f.Engines}))
	}
	var most []float64
	for _, row := range []string{rowCreate, rowBound, rowSync} {
		for _, c := range j.b.cellsOf(row, sequitur, 64) {
			most = append(most, c.Memory)
		}
	}
	if len(most) > 0 {
		s := spreadOf(most)
		j.atMost("memory at 64 connections, most of any cell, MB", spread{s.max, s.max, s.max}, 150)
	}
}
