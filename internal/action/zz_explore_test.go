package action_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/testenv"
)

func TestZZExplore(t *testing.T) {
	raw, err := os.ReadFile("/tmp/explore/calls")
	if err != nil {
		t.Skip()
	}
	e := blog(t)
	for _, line := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		parts := strings.SplitN(line, " ", 3)
		var body any
		if len(parts) == 3 {
			body = parts[2]
		}
		a := e.Root.Do(parts[0], parts[1], body)
		fmt.Printf("%s\n   %d %.600s\n", line, a.Status, a.Body)
	}
	_ = testenv.M{}
}
