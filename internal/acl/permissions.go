package acl

// The values of the system setting roleMode: what the union of a user's roles is good for.
const (
	ModeDefault   = "default"         // one role at a time
	ModeUnion     = "allow-use-union" // the union may be chosen
	ModeUnionOnly = "only-use-union"  // always the union
)

// Permissions are all roles with what they grant, as of one definitions version. Immutable and safe for concurrent
// use.
type Permissions struct {
	Version  uint64
	Mode     string // ModeDefault, ModeUnion or ModeUnionOnly
	Roles    map[string]*Role
	snippets []Snippet
}

// Role is one role with what it grants.
type Role struct {
	Name           string
	Title          string
	Default        bool
	Hidden         bool
	AllowConfigure bool
	AllowNewMenu   bool
	Strategy       Strategy
	StrategyRaw    map[string]any // the strategy as stored, for clients
	Snippets       []string       // rules as stored
	Resources      map[string]*Entry

	held []Snippet // what Snippets leave of the built-in ones
}

// Entry is the resource permission of a role for one collection. It replaces the role's strategy there entirely.
type Entry struct {
	Actions map[string]*EntryAction // by permission
}

// EntryAction grants one permission.
type EntryAction struct {
	Fields []string // nil means all fields, empty none
	Scope  any      // row filter as decoded JSON; nil or empty means all rows
}

// New makes a snapshot of roles. It takes ownership of them.
func New(version uint64, mode string, roles []*Role, snippets []Snippet) *Permissions {
	p := &Permissions{Version: version, Mode: mode, Roles: make(map[string]*Role, len(roles)), snippets: snippets}
	for _, r := range roles {
		r.held = parseRules(r.Snippets).effective(snippets)
		p.Roles[r.Name] = r
	}
	return p
}

// System tells whether a snippet of an acting role grants "resource:action". In union mode one role must grant it
// by itself: what each role forbids for itself is not opened by another that is merely silent about it.
func (p *Permissions) System(a *Actor, resource, action string) bool {
	if a.Root() {
		return true
	}
	name := resource + ":" + action
	for _, r := range p.acting(a) {
		for _, s := range r.held {
			if matchesAny(s.Actions, name) {
				return true
			}
		}
	}
	return false
}

// Covers tells whether the actor holds every snippet that the named roles hold. It is the rule against raising
// oneself: only whom you cover you may administer, only roles you cover you may hand out. Root is covered by root
// alone.
func (p *Permissions) Covers(a *Actor, roles ...string) bool {
	if a.Root() {
		return true
	}
	for _, name := range roles {
		if name == RoleRoot {
			return false
		}
		if r := p.Roles[name]; r != nil && !p.holdsAll(a, r.held) {
			return false
		}
	}
	return true
}

// CoversRules is Covers for snippet rules that are about to be given to a role.
func (p *Permissions) CoversRules(a *Actor, list []string) bool {
	return a.Root() || p.holdsAll(a, parseRules(list).effective(p.snippets))
}

func (p *Permissions) holdsAll(a *Actor, wanted []Snippet) bool {
	for _, s := range wanted {
		if !p.holds(a, s.Name) {
			return false
		}
	}
	return true
}

func (p *Permissions) holds(a *Actor, snippet string) bool {
	for _, r := range p.acting(a) {
		for _, s := range r.held {
			if s.Name == snippet {
				return true
			}
		}
	}
	return false
}

// acting returns the roles of the actor that count now and exist.
func (p *Permissions) acting(a *Actor) []*Role {
	if a == nil {
		return nil
	}
	out := make([]*Role, 0, len(a.Acting))
	for _, name := range a.Acting {
		if r := p.Roles[name]; r != nil {
			out = append(out, r)
		}
	}
	return out
}

// DefaultRole returns the role that new users get, or nil.
func (p *Permissions) DefaultRole() *Role {
	for _, r := range p.Roles {
		if r.Default {
			return r
		}
	}
	return nil
}
