package resource

import (
	"reflect"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/inspect"
	"github.com/sequitur-platform/sequitur/internal/openapi"
	"github.com/sequitur-platform/sequitur/internal/page"
	"github.com/sequitur-platform/sequitur/internal/sample"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// Types that exist only to give values a name in the document.
type (
	fieldTypeName   string
	abortReason     string
	jobStatusNumber workflow.Status
	menuEntryType   string
	targetKey       any
	strategyActions any
)

func words[T any](name, doc string, values ...T) openapi.Shape {
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = reflect.ValueOf(v).Interface()
		if s := reflect.ValueOf(v); s.Kind() == reflect.String {
			list[i] = s.String()
		}
	}
	return openapi.Shape{Name: name, Doc: doc, Type: reflect.TypeFor[T](), Values: list}
}

// wordShapes are the types that have few values.
func wordShapes() []openapi.Shape {
	var fieldTypes []fieldTypeName
	for _, k := range schema.Kinds() {
		fieldTypes = append(fieldTypes, fieldTypeName(k.Type()))
	}
	return append(statusShapes(),
		words("Outcome", "What a receipt says of the whole request.", workflow.OutcomeOpen, workflow.OutcomeSaved, workflow.OutcomeTriggered,
			workflow.OutcomeBlocked, workflow.OutcomeIntercepted, workflow.OutcomeRolledBack, workflow.OutcomeRefused,
			workflow.OutcomeFailedAfterSave, workflow.OutcomeInterrupted),
		words("Layer", "Where around an action a workflow stands.", workflow.PreAction, workflow.PostAction, workflow.CustomAction,
			workflow.Collection, workflow.Manual),
		words("Decision", "What became of a candidate workflow.", workflow.DecisionStarted, workflow.DecisionSkipped, workflow.DecisionAborted,
			workflow.DecisionFailed, workflow.DecisionBlocked, workflow.DecisionIntercepted, workflow.DecisionRolledBack),
		words("Reason", "Why a candidate workflow did not start, or did not end well.", workflow.Disabled, workflow.OtherCollection,
			workflow.ActionNotConfigured, workflow.UnknownKey, workflow.PathEmpty, workflow.ConditionFalse, workflow.FieldUnchanged,
			workflow.ChainLimit, workflow.Duplicate, workflow.EarlierFailed),
		words[abortReason]("AbortReason", "Why an execution was aborted.", workflow.ReasonTimeout, workflow.ReasonManualCancel,
			workflow.ReasonParentAborted, workflow.ReasonRequestLost, workflow.ReasonEarlierFailed, workflow.ReasonUnexpectedWait),
		words("Severity", "How bad a problem is: an error will fail or do something else than what is meant, a warning may.",
			inspect.Error, inspect.Warning),
		words("ValueType", "A type of values, as far as it is known before a workflow runs.", extension.AnyValue, extension.TextValue,
			extension.NumberValue, extension.BooleanValue, extension.DateValue, extension.RecordValue, extension.ObjectValue, extension.ListValue),
		words[menuEntryType]("MenuEntryType", "What a line of a menu is.", page.EntryGroup, page.EntryPage, page.EntryLink),
		words("RelationType", "The types of fields that are relations.", schema.BelongsTo, schema.HasOne, schema.HasMany, schema.BelongsToMany),
		words("FieldType", "The types of fields.", fieldTypes...),
	)
}

func statusShapes() []openapi.Shape {
	statuses := []workflow.Status{
		workflow.Started, workflow.Resolved, workflow.Failed, workflow.Errored, workflow.Aborted, workflow.Canceled, workflow.Rejected,
		workflow.RetryNeeded,
	}
	names := []string{"started", "resolved", "failed", "error", "aborted", "canceled", "rejected", "retryNeeded"}
	executions := words("ExecutionStatus", "The statuses of executions; null while queued.", statuses...)
	executions.Words = names
	jobs := words("JobStatus", "The statuses of jobs. A resume may give another one: it counts by its sign.", statuses...)
	jobs.Type, jobs.Words = reflect.TypeFor[jobStatusNumber](), append([]string{"pending"}, names[1:]...)
	return []openapi.Shape{executions, jobs}
}

func shape[T any](name, doc string) openapi.Shape {
	return openapi.Shape{Name: name, Doc: doc, Type: reflect.TypeFor[T]()}
}

func either[T any](name, doc string, types ...reflect.Type) openapi.Shape {
	return openapi.Shape{Name: name, Doc: doc, Type: reflect.TypeFor[T](), Either: types}
}

// answerShapes are the answers that are no records.
func answerShapes() []openapi.Shape {
	return []openapi.Shape{
		shape[workflow.Verdict]("Verdict", "What became of one candidate workflow."),
		shape[workflow.CausedBy]("CausedBy", "The step whose write raised an event."),
		{Name: "FieldUI", Doc: "How a field is shown.", Type: reflect.TypeFor[fieldUI](), Open: true},
		shape[fieldValidation]("FieldValidation", "What values of a field must be like."),
		shape[fieldRule]("FieldRule", "One rule for values; its arguments depend on it."),
		shape[collectionIndex]("CollectionIndex", "An index over columns."),
		shape[membership]("Membership", "That a user has a role."),
		shape[roleStrategy]("RoleStrategy", "What a role may do with every collection that has no permission of its own."),
		either[strategyActions]("StrategyActions", "A list of permissions such as `view:own`, `*`, or whether there are any.",
			reflect.TypeFor[[]string](), reflect.TypeFor[string](), reflect.TypeFor[bool]()),
		either[targetKey]("TargetKey", "The field, or the fields, by which records are told apart.", reflect.TypeFor[string](), reflect.TypeFor[[]string]()),
		shape[strategyCheck]("StrategyCheck", "The strategy of the role that counts."),
		{
			Name: "WorkflowOptions", Doc: "The settings of a workflow version; what is missing has its default.",
			Type: reflect.TypeFor[workflowOptions](), Open: true,
		},
		shape[listMeta]("ListMeta", "`meta` of a list."),
		shape[uncountedMeta]("UncountedMeta", "`meta` of a list that is not counted."),
		shape[signedIn]("SignIn", "`auth:signIn`."),
		shape[shownSettings]("Settings", "`systemSettings:get`; `options` only for those who may change them."),
		shape[roleCheck]("RoleCheck", "`roles:check`: what the user may do in the role that counts."),
		shape[acl.ActionSummary]("ActionGrant", "What a role may do with the records of a collection."),
		shape[acl.AvailableAction]("AvailableAction", "A permission that roles can have."),
		shape[shownRoleMode]("RoleMode", "How the roles of a user go together."),
		shape[nodeSpec]("NodeSpec", "A node type: enough to offer it and to make its form."),
		shape[triggerSpec]("TriggerSpec", "A trigger type."),
		shape[extension.Branch]("Branch", "A branch that a node offers; index -1 stands for as many as people add."),
		{Name: "ConfigSchema", Doc: "JSON Schema of a configuration, from which forms are made.", Type: reflect.TypeFor[configSchema](), Open: true},
		shape[workflowCheck]("WorkflowCheck", "`workflows:check`."),
		shape[problemCount]("ProblemCount", "`workflows:checks`: how many problems the current version of a workflow has."),
		shape[inspect.Problem]("WorkflowProblem", "What is wrong with a workflow version. Without a node it is about the trigger or the version as a whole."),
		shape[inspect.Variable]("Variable", "A variable that a node may refer to, with its parts."),
		shape[usedBy]("Usage", "Who uses a collection or a field."),
		shape[workflowUse]("WorkflowUse", "A workflow version that uses something, and where."),
		shape[inspect.Use]("WorkflowPlace", "A place in a workflow version; without a node it is the trigger."),
		shape[page.Use]("PageUse", "A page that uses something, and where."),
		shape[workflowState]("WorkflowHealth", "How a workflow did in the last seven days, all versions together."),
		shape[runOf]("LastRun", "The newest run of a workflow."),
		shape[recordRef]("RecordRef", "A record by its collection and key."),
		shape[queueState]("QueueState", "`executions:queue`: what runs and what waits."),
		shape[rate]("RunRate", "What became of the executions of a time."),
		shape[failureGroup]("FailureGroup", "What failed in the same way: one workflow, one step, one error."),
		shape[person]("Person", "A user by name."),
		shape[failureMeta]("FailureMeta", "`meta` of `executions:failures`."),
		{
			Name: "QueuedRun", Doc: "An execution that has not ended, and where it stands.", Type: reflect.TypeFor[queuedRun](),
			Enums: map[string]string{"state": "QueuedState"},
		},
		shape[followed]("FollowedRun", "A run that follows from an action, as the one who took the action may see it."),
		shape[followedStep]("FollowedStep", "One step of such a run."),
		shape[stepError]("StepError", "Why a step ended badly. The message comes to those who may see executions."),
		shape[executed]("ManualRun", "`workflows:execute`."),
		shape[executedRun]("StartedRun", "A run that was asked for."),
		shape[tested]("NodeTest", "`flow_nodes:test` and `flow_nodes:try`."),
		shape[previewed]("NodePreview", "`flow_nodes:preview`."),
		shape[boundButton]("BoundButton", "A button as requests know it."),
		shape[buttonEffects]("ButtonEffects", "`buttons:effective`: a button with what it sets off, in order."),
		shape[follower]("Follower", "A workflow that a button sets off, or names in vain."),
		shape[publishedPage]("PublishedPage", "A page as its readers get it: what is published, cut to what they may see."),
		shape[draftPage]("DraftPage", "A page as its readers would get it, were the draft published."),
		{
			Name: "Sample", Doc: "A sample application as it is offered.", Type: reflect.TypeFor[sample.Sample](),
			Enums: map[string]string{"state": "SampleState"},
		},
		shape[pageCheck]("PageCheck", "`pages:check`."),
		shape[problem]("PageProblem", "A place of a page that does not work."),
	}
}

// pageShapes are what stands on pages.
func pageShapes() []openapi.Shape {
	settings := map[string]reflect.Type{}
	shapes := []openapi.Shape{
		shape[page.Content]("PageContent", "Everything on a page."),
		shape[page.Layout]("Layout", "Where a block stands: rows from top to bottom, columns from left to right in each."),
		shape[page.Field]("BlockField", "A field that a block shows or takes."),
		shape[page.Binding]("Binding", "A workflow bound to a button."),
		{
			Name: "PageButton", Doc: "Does something with the block's record, with chosen records, or leads somewhere.",
			Type: reflect.TypeFor[page.Button](), Enums: map[string]string{
				"kind": "ButtonKind", "style": "ButtonStyle", "on": "ButtonScope", "action": "ButtonAction",
			},
		},
		shape[page.TableSettings]("TableSettings", "The settings of a table."),
		{
			Name: "FormSettings", Doc: "The settings of a form.", Type: reflect.TypeFor[page.FormSettings](),
			Enums: map[string]string{"mode": "FormMode"},
		},
		shape[page.DetailsSettings]("DetailsSettings", "The settings of the view of one record."),
		shape[page.ListSettings]("ListSettings", "The settings of a list."),
		shape[page.MarkdownSettings]("MarkdownSettings", "The settings of a text."),
	}
	for name, zero := range page.BlockTypes() {
		settings[name] = reflect.TypeOf(zero)
	}
	return append(shapes, openapi.Shape{
		Name: "Block", Doc: "Shows or takes records of a collection, or text.", Type: reflect.TypeFor[page.Block](),
		Enums:    map[string]string{"type": "BlockType"},
		Variants: &openapi.Variants{By: "type", In: "settings", Types: settings},
	})
}

// What follows is not encoded from these types but has their shape.

type listMeta struct {
	Count     int64 `json:"count"`
	Page      int   `json:"page"`
	PageSize  int   `json:"pageSize"`
	TotalPage int64 `json:"totalPage"`
}

type uncountedMeta struct {
	Page     int  `json:"page"`
	PageSize int  `json:"pageSize"`
	HasNext  bool `json:"hasNext"`
}

type shownSettings struct {
	ID                   int64          `json:"id"`
	Title                *string        `json:"title"`
	RawTitle             *string        `json:"raw_title"`
	Logo                 any            `json:"logo"`
	AppLang              *string        `json:"appLang"`
	EnabledLanguages     []string       `json:"enabledLanguages"`
	RoleMode             string         `json:"roleMode"`
	AllowSignUp          bool           `json:"allowSignUp"`
	EnableEditProfile    bool           `json:"enableEditProfile"`
	EnableChangePassword bool           `json:"enableChangePassword"`
	Options              map[string]any `json:"options,omitempty" nullable:"true"`
}

type shownRoleMode struct {
	RoleMode string `json:"roleMode"`
}

// configSchema is what extension.ConfigSchema makes.
type configSchema struct {
	Type        string                  `json:"type,omitempty"`
	Title       string                  `json:"title,omitempty"`
	Description string                  `json:"description,omitempty"`
	Default     any                     `json:"default,omitempty"`
	Enum        []any                   `json:"enum,omitempty"`
	Properties  map[string]configSchema `json:"properties,omitempty"`
	Items       *configSchema           `json:"items,omitempty"`
	Required    []string                `json:"required,omitempty"`
	Order       []string                `json:"x-order,omitempty" doc:"The keys of an object in the order in which people want them."`
	As          string                  `json:"x-as,omitempty" doc:"What a value stands for: collection, field, fields, filter, values, appends, sort, template, expression, calculation, node, actions, submitted, uid, record, records, user, role, branches."`
	Labels      []string                `json:"x-labels,omitempty" doc:"What people call the values of enum, or yes and no."`
	When        map[string][]string     `json:"x-when,omitempty" doc:"The values of other keys for which it counts; a key with a slash begins at the root, one with @ is of the workflow's configuration."`
	Optional    bool                    `json:"x-optional,omitempty" doc:"An object that may be missing or false."`
	Hidden      bool                    `json:"x-hidden,omitempty" doc:"Forms do not show it."`
}
