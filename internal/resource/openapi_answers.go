package resource

import (
	"reflect"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/inspect"
	"github.com/sequitur-platform/sequitur/internal/openapi"
	"github.com/sequitur-platform/sequitur/internal/sample"
)

type answers map[string]openapi.Answer

func answering[T any]() openapi.Answer { return openapi.Answer{Type: reflect.TypeFor[T]()} }

// answersOf tells what the actions of a resource answer, besides "list" and "get", which answer records unless something
// else is said here. Actions that are not named answer nothing of note.
func answersOf(resource string) answers {
	row, rows, removed := openapi.Answer{Row: true}, openapi.Answer{Rows: true}, answering[int64]()
	done := answering[string]()
	switch resource {
	case "auth":
		user := openapi.Answer{Named: []string{"User"}}
		return answers{"signIn": answering[signedIn](), "check": user, "changePassword": user}
	case "systemSettings":
		return answers{"get": answering[shownSettings](), "put": answering[shownSettings]()}
	case "users":
		return answers{"create": row, "update": rows, "destroy": removed, "updateProfile": rows, "setDefaultRole": done}
	case "roles":
		return answers{
			"create": row, "update": rows, "destroy": removed, "check": answering[roleCheck](), "setDefaultRole": done,
			"getSystemRoleMode": answering[shownRoleMode](),
		}
	case "roles.dataSourceResources", "roles.resources", "rolesResourcesScopes", "dataSources.rolesResourcesScopes":
		return answers{"create": row, "update": rows, "destroy": removed}
	case "availableActions":
		return answers{"list": answering[[]acl.AvailableAction]()}
	case "collections":
		return answers{"create": row, "update": rows, "destroy": removed, "listMeta": rows, "usage": answering[usedBy](), "move": done}
	case "collections.fields":
		return answers{"create": row, "update": rows, "destroy": removed, "usage": answering[usedBy](), "move": done}
	case "samples":
		return answers{"list": answering[[]sample.Sample](), "install": answering[sample.Sample]()}
	case "applications", "workflowCategories":
		return answers{"create": row, "update": rows, "destroy": removed}
	case "menuEntries":
		return answers{"create": row, "update": rows, "destroy": removed, "move": done}
	case "pages":
		return answers{
			"get":    {Named: []string{"PublishedPage", "DraftPage", "Page"}},
			"create": row, "update": row, "publish": row, "rollback": row, "destroy": removed, "check": answering[pageCheck](),
		}
	}
	return automationAnswers(resource)
}

func automationAnswers(resource string) answers {
	row, rows, removed := openapi.Answer{Row: true}, openapi.Answer{Rows: true}, answering[int64]()
	switch resource {
	case "workflows":
		return answers{
			"create": row, "update": rows, "destroy": removed, "revision": row, "arrange": row, "execute": answering[executed](),
			"triggerSpecs": answering[[]triggerSpec](), "check": answering[workflowCheck](), "checks": answering[[]problemCount](), "health": answering[[]workflowState](),
		}
	case "workflows.nodes":
		return answers{"create": row}
	case "workflows.buttons":
		return answers{"list": answering[[]boundButton]()}
	case "flow_nodes":
		return answers{
			"update": rows, "destroy": openapi.Answer{Row: true, Null: true}, "destroyBranch": openapi.Answer{Row: true, Null: true}, "duplicate": row, "move": row,
			"test": answering[tested](), "try": answering[tested](), "specs": answering[[]nodeSpec](), "branches": answering[map[string][]extension.Branch](),
			"variables": answering[[]inspect.Variable](), "preview": answering[previewed](),
		}
	case "executions":
		return answers{
			"destroy": removed, "cancel": row, "rerun": row, "retry": row, "queue": answering[queueState](),
			"failures": answering[[]failureGroup](),
		}
	case "jobs":
		return answers{"resume": row}
	case "receipts":
		return answers{"runs": answering[[]followed]()}
	case "buttons":
		return answers{"create": row, "update": rows, "destroy": removed, "effective": answering[buttonEffects]()}
	}
	return nil
}
