//go:build !testkit

package nodes

import "github.com/sequitur-platform/sequitur/internal/extension"

// testTypes lists the node types for tests: none in an ordinary build.
func testTypes() []extension.NodeType { return nil }
