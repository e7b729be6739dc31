package page

import "github.com/sequitur-platform/sequitur/internal/acl"

// For returns what an actor sees of the content: the blocks and buttons whose roles name him. Who else may see them, and
// which workflows are bound to the buttons, is not told.
func (c *Content) For(a *acl.Actor) *Content { return &Content{Blocks: blocksFor(a, c.Blocks)} }

func blocksFor(a *acl.Actor, blocks []Block) []Block {
	out := make([]Block, 0, len(blocks))
	for _, b := range blocks {
		if !a.In(b.Roles) {
			continue
		}
		b.Roles, b.Buttons = nil, buttonsFor(a, b.Buttons)
		out = append(out, b)
	}
	return out
}

func buttonsFor(a *acl.Actor, buttons []Button) []Button {
	var out []Button
	for _, b := range buttons {
		if !a.In(b.Roles) {
			continue
		}
		b.Roles, b.Bindings = nil, nil
		if b.Blocks != nil {
			b.Blocks = blocksFor(a, b.Blocks)
		}
		out = append(out, b)
	}
	return out
}
