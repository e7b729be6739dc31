package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"text/tabwriter"
	"time"
)

// progress tells a finished cell, so that a long run can be watched.
func (b *bench) progress(c *cell) {
	fmt.Printf("round %d  %-46s %-19s %2d  %8.0f/s  p50 %7.2f  p99 %7.2f ms  CPU %5.0f + %4.0f  generator %3.0f µs  %4.0f MB  speed %4.0f  fsync %5.2f ms  others %.2f cores",
		c.Round, c.Row, c.System, c.Connections, c.Rate, c.P50, c.P99, c.ServerUser, c.ServerSys, c.Client, c.Memory, c.Speed, c.Sync, c.OtherCores)
	if c.Failures > 0 {
		fmt.Printf("  %d FAILED (%s)", c.Failures, c.Failure)
	}
	fmt.Println()
}

// group of cells: the same row, system and connections in all rounds.
func (b *bench) grouped() (groups [][]*cell) {
	at := map[string]int{}
	for _, c := range b.cells {
		key := fmt.Sprint(c.Row, "|", c.System, "|", c.Connections)
		i, known := at[key]
		if !known {
			i = len(groups)
			at[key] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], c)
	}
	sort.SliceStable(groups, func(i, k int) bool {
		a, c := groups[i][0], groups[k][0]
		return a.System == c.System && a.Row == c.Row && a.Connections < c.Connections
	})
	return groups
}

func over(cells []*cell, value func(*cell) float64) spread {
	values := make([]float64, len(cells))
	for i, c := range cells {
		values[i] = value(c)
	}
	return spreadOf(values)
}

// print writes the table of medians, what only some rows have, and the targets.
func (b *bench) print(out io.Writer) {
	fmt.Fprintf(out, "\nMedians of %d rounds of %s [smallest – largest]\n\n", b.rounds, b.seconds)
	b.printTable(out)
	noisy := 0
	for _, c := range b.cells {
		if c.OtherCores > disturbed {
			noisy++
		}
	}
	if noisy > 0 {
		fmt.Fprintf(out, "\nOthers used more than %.1f cores in %d of %d cells. Figures leave those rounds out where others are left.\n", disturbed, noisy, len(b.cells))
	}
	b.printMore(out)
	b.printFootprint(out)
	b.printFigures(out)
}

// column is one number of the table.
type column struct {
	name, format string
	value        func(*cell) float64
}

func (b *bench) columns() []column {
	fastest := 1.0
	for _, c := range b.cells {
		fastest = max(fastest, c.Speed)
	}
	return []column{
		{"p50 ms", "%.2f", func(c *cell) float64 { return c.P50 }},
		{"p99 ms", "%.2f", func(c *cell) float64 { return c.P99 }},
		{"server CPU µs", "%.0f", func(c *cell) float64 { return c.ServerUser + c.ServerSys }},
		{"of it system", "%.0f", func(c *cell) float64 { return c.ServerSys }},
		{"generator µs", "%.0f", func(c *cell) float64 { return c.Client }},
		{"kB written", "%.1f", func(c *cell) float64 { return c.Written }},
		{"MB", "%.0f", func(c *cell) float64 { return c.Memory }},
		{"speed %", "%.0f", func(c *cell) float64 { return 100 * c.Speed / fastest }},
		{"fsync ms", "%.2f", func(c *cell) float64 { return c.Sync }},
		{"others' cores", "%.2f", func(c *cell) float64 { return c.OtherCores }},
		{"failed", "%.0f", func(c *cell) float64 { return float64(c.Failures) }},
	}
}

func (b *bench) printTable(out io.Writer) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprint(w, "row\tsystem\tconn\tper s\t")
	for _, c := range b.columns() {
		fmt.Fprint(w, "\t", c.name)
	}
	fmt.Fprintln(w)
	for _, g := range b.grouped() {
		rate := over(g, func(c *cell) float64 { return c.Rate })
		fmt.Fprintf(w, "%s\t%s\t%d\t%.0f\t[%.0f – %.0f]", g[0].Row, g[0].System, g[0].Connections, rate.median, rate.min, rate.max)
		for _, c := range b.columns() {
			fmt.Fprintf(w, "\t"+c.format, over(g, c.value).median)
		}
		fmt.Fprintln(w)
	}
	_ = w.Flush() // to the terminal
}

func (b *bench) printMore(out io.Writer) {
	fmt.Fprintln(out)
	for _, g := range b.grouped() {
		var names []string
		for name := range g[0].More {
			names = append(names, name)
		}
		if len(names) == 0 {
			continue
		}
		slices.Sort(names)
		var all []string
		for _, name := range names {
			s := over(g, func(c *cell) float64 { return c.More[name] })
			all = append(all, fmt.Sprintf("%s %s", name, s))
		}
		fmt.Fprintf(out, "%s, %d connections: %s\n", g[0].Row, g[0].Connections, strings.Join(all, ", "))
	}
}

func (b *bench) printFootprint(out io.Writer) {
	if f := b.footprint; f != nil {
		fmt.Fprintf(out, "\n%d collections, %d enabled workflows, two lists of %d rows: started in %s ms, idle %.0f MB, with both engines loaded %.0f MB, after the lists %.0f MB (PocketBase idle with the lists: %.0f MB)\n",
			f.Collections, f.Workflows, f.Rows, spreadOf(f.Starts), f.Idle, f.Engines, f.Lists, f.Peer)
	}
}

func (b *bench) printFigures(out io.Writer) {
	b.figures = b.judge()
	fmt.Fprintln(out)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "figure\tmeasured\ttarget\treached")
	for _, f := range b.figures {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", f.Name, f.Measured, f.Target, f.Reached)
	}
	_ = w.Flush() // to the terminal
}

// String shows the median, and the other rounds when they differ.
func (s spread) String() string {
	if s.min == s.max {
		return short(s.median)
	}
	return fmt.Sprintf("%s [%s – %s]", short(s.median), short(s.min), short(s.max))
}

func short(v float64) string {
	switch {
	case v >= 100 || v == float64(int64(v)):
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// save writes everything that was measured.
func (b *bench) save() (string, error) {
	if err := os.MkdirAll(b.out, 0o755); err != nil {
		return "", err
	}
	path := filepath.Join(b.out, b.begun.UTC().Format("2006-01-02T150405Z")+".json")
	raw, err := json.MarshalIndent(struct {
		Begun     time.Time  `json:"begun"`
		Took      string     `json:"took"`
		Rounds    int        `json:"rounds"`
		Machine   machine    `json:"machine"`
		Figures   []figure   `json:"figures"`
		Footprint *footprint `json:"footprint,omitempty"`
		Cells     []*cell    `json:"cells"`
	}{b.begun, time.Since(b.begun).Round(time.Second).String(), b.rounds, b.machine, b.figures, b.footprint, b.cells}, "", "  ")
	if err != nil {
		return "", err
	}
	return path, os.WriteFile(path, append(raw, '\n'), 0o644)
}
