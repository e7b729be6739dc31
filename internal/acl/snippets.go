package acl

import "strings"

// Snippet is a named bundle of actions on system resources, such as "users:*". Roles allow snippets by rules over
// their names ("pm.*") and forbid them with a leading "!".
type Snippet struct {
	Name    string
	Actions []string // globs over "resource:action"
}

// BuiltinSnippets lists the snippets of the system resources. What no snippet names (jobs:resume,
// executions:rerun) is left to root.
func BuiltinSnippets() []Snippet {
	return []Snippet{
		{"pm", []string{"pm:*"}},
		{"pm.users", []string{"users:*", "users.roles:*", "roles:list", "roles:get"}},
		{"pm.acl.roles", []string{
			"roles:*", "roles.*:*", "users.roles:*", "users:list", "users:get", "users:listExcludeRole", "availableActions:list",
			"rolesResourcesScopes:*", "dataSources.rolesResourcesScopes:*", "dataSources.roles:*", "dataSourcesRolesResources:list",
		}},
		{"pm.auth.authenticators", []string{"authenticators:*"}},
		{"pm.api-keys.configuration", []string{"apiKeys:list", "apiKeys:create", "apiKeys:destroy"}},
		{"pm.data-source-manager", []string{"dataSources:*"}},
		{"pm.data-source-manager.data-source-main", []string{
			"collections:*", "collections.fields:*", "fields:*", "collectionCategories:*", "mainDataSource:*", "dbViews:*",
		}},
		{"pm.workflow.workflows", []string{
			"workflows:*", "workflows.nodes:*", "workflows.buttons:*", "workflowCategories:*",
			"executions:list", "executions:get", "executions:cancel", "executions:destroy", "executions:retry",
			"executions:queue", "executions:failures",
			"flow_nodes:list", "flow_nodes:get", "flow_nodes:update", "flow_nodes:destroy", "flow_nodes:destroyBranch",
			"flow_nodes:duplicate", "flow_nodes:move", "flow_nodes:test", "flow_nodes:try", "flow_nodes:specs", "flow_nodes:branches",
			"flow_nodes:variables", "flow_nodes:preview",
			"jobs:get", "jobs:list", "buttons:*", "receipts:list", "receipts:get",
		}},
		{"pm.environment-variables", []string{"environmentVariables:*"}},
		{"pm.system-settings.system-settings", []string{"systemSettings:put", "systemSettings:update"}},
		{"pm.samples", []string{"samples:*"}},
		{"ui.workflows", []string{"workflows:list"}},
		{"ui.pages", []string{"applications:*", "menuEntries:*", "pages:*", "pageVersions:*", "buttons:*"}},
	}
}

// rules are a role's snippet rules, apart.
type rules struct{ allow, deny []string }

func parseRules(list []string) rules {
	var r rules
	for _, rule := range list {
		if name, denied := strings.CutPrefix(rule, "!"); denied {
			r.deny = append(r.deny, name)
		} else {
			r.allow = append(r.allow, rule)
		}
	}
	return r
}

// effective returns the snippets that the rules leave: a snippet that is both allowed and forbidden is out.
func (r rules) effective(all []Snippet) []Snippet {
	var out []Snippet
	for _, s := range all {
		if matchesAny(r.allow, s.Name) && !matchesAny(r.deny, s.Name) {
			out = append(out, s)
		}
	}
	return out
}

func matchesAny(patterns []string, name string) bool {
	for _, p := range patterns {
		if match(p, name) {
			return true
		}
	}
	return false
}

// match compares name with a pattern in which "*" stands for any run of characters.
func match(pattern, name string) bool {
	head, rest, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == name
	}
	if !strings.HasPrefix(name, head) {
		return false
	}
	name = name[len(head):]
	for {
		part, next, more := strings.Cut(rest, "*")
		if !more {
			return strings.HasSuffix(name, part)
		}
		at := strings.Index(name, part)
		if at < 0 {
			return false
		}
		name, rest = name[at+len(part):], next
	}
}
