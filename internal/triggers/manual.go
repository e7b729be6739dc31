package triggers

// The bodies of manual runs, for forms. They are read by name (identity.go), because programs send them in several ways.

// manualPerson is in whose name a workflow runs.
type manualPerson struct {
	UserID   any    `json:"userId" doc:"The user that the workflow takes for the one who acts." as:"user" title:"User" required:"true"`
	RoleName string `json:"roleName" doc:"The role in which that user acts; by default the user's own." as:"role" title:"Role"`
}

// manualPostAction runs a post-action workflow.
type manualPostAction struct {
	Data any `json:"data" doc:"The record that the action was about." as:"record" title:"Record" required:"true"`
	manualPerson
}

// manualPreAction runs a pre-action workflow.
type manualPreAction struct {
	Action string `json:"action" doc:"The action that is about to be carried out." enum:"create,update,destroy" default:"create" as:"action"`
	Target any    `json:"target" doc:"The record, or the values that are submitted." as:"record" title:"Submitted values" required:"true"`
	manualPerson
}

// manualCustomAction runs a custom action.
type manualCustomAction struct {
	Data       any   `json:"data" doc:"The record, or what the button sends." as:"record" title:"Data" when:"@type=0|1"`
	FilterByTk []any `json:"filterByTk" doc:"The chosen records." as:"records" title:"Records" when:"@type=2"`
	manualPerson
}

// manualCollection runs a collection event.
type manualCollection struct {
	Data any `json:"data" doc:"The record that changed." as:"record" title:"Record" required:"true"`
}
