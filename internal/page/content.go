package page

// The bounds of a page's content.
const (
	MaxBlocks  = 500     // blocks, those in pop-ups included
	MaxButtons = 1000    // buttons
	MaxDepth   = 8       // blocks inside each other
	MaxBytes   = 1 << 20 // of the content as JSON
	maxList    = 200     // entries of one list
)

// Content is everything on a page: one JSON document. The tags say what is accepted: need (must be there), enum (one of),
// max (characters), form (key, url).
type Content struct {
	Blocks []Block `json:"blocks" need:"true" doc:"What stands on the page, in order."`
}

// The types of blocks.
const (
	Table    = "table"
	Form     = "form"
	Details  = "details"
	List     = "list"
	Markdown = "markdown"
)

// Block shows or takes records of a collection, or text.
type Block struct {
	UID         string   `json:"uid" need:"true" form:"key" doc:"Identifies the block on its page."`
	Type        string   `json:"type" need:"true" enum:"table,form,details,list,markdown" doc:"What kind of block it is; settings follow it."`
	Collection  string   `json:"collection,omitempty" max:"63" doc:"The collection of its records. Not for markdown." as:"collection"`
	Association string   `json:"association,omitempty" max:"63" doc:"Inside a pop-up: the relation of the record around it whose records it shows. The collection is the relation's target."`
	Title       string   `json:"title,omitempty" max:"255" doc:"The heading."`
	Roles       []string `json:"roles,omitempty" doc:"Who sees the block; everybody who may open the page when empty." as:"roles"`
	Settings    any      `json:"settings" doc:"Depends on the type."`
	Buttons     []Button `json:"buttons,omitempty" doc:"Its buttons, in order."`
}

// Layout is where a block stands: rows from top to bottom, columns from left to right in each.
type Layout struct {
	Row    int `json:"row" doc:"The row, from 0."`
	Column int `json:"column" doc:"The column in the row, from 0."`
	Width  int `json:"width,omitempty" doc:"The share of the row's 24 parts; equal shares when 0." most:"24"`
}

// Field is one field that a block shows or takes.
type Field struct {
	Name     string `json:"name" need:"true" max:"640" doc:"A field of the collection, or a path through to-one relations: customer.name." as:"field"`
	Label    string `json:"label,omitempty" max:"255" doc:"Instead of the field's own title."`
	Help     string `json:"help,omitempty" max:"1000" doc:"A sentence below the field."`
	ReadOnly bool   `json:"readOnly,omitempty" doc:"Shown and not to be changed."`
	Required bool   `json:"required,omitempty" doc:"The form asks for it, also where the collection does not."`
	Default  any    `json:"default,omitempty" doc:"What a form for a new record begins with."`
	Width    int    `json:"width,omitempty" doc:"Of a table's column in pixels, of a form's field in 24 parts; automatic when 0." most:"2000"`
	Title    string `json:"titleField,omitempty" max:"63" doc:"For a relation: the field by which its records are shown and picked."`
}

// TableSettings are those of a table.
type TableSettings struct {
	Fields     []Field        `json:"fields" need:"true" doc:"The columns, in order."`
	Filter     map[string]any `json:"filter,omitempty" doc:"Which records are shown." as:"filter"`
	Sort       []string       `json:"sort,omitempty" doc:"The order: name, or -name for descending." as:"sort"`
	PageSize   int            `json:"pageSize,omitempty" doc:"Rows of a page; 20 when 0." most:"200"`
	Appends    []string       `json:"appends,omitempty" doc:"Relations to be loaded besides those of the fields." as:"appends"`
	InlineEdit bool           `json:"inlineEdit,omitempty" doc:"Cells may be edited in their place."`
	Layout     *Layout        `json:"layout,omitempty" doc:"Where the block stands."`
}

// FormSettings are those of a form.
type FormSettings struct {
	Mode    string         `json:"mode" need:"true" enum:"add,edit" doc:"For a new record, or for one that is there."`
	Fields  []Field        `json:"fields" need:"true" doc:"The fields, in order."`
	Filter  map[string]any `json:"filter,omitempty" doc:"Which record is edited, where neither a pop-up nor the address says it." as:"filter"`
	Appends []string       `json:"appends,omitempty" doc:"Relations to be loaded besides those of the fields." as:"appends"`
	Layout  *Layout        `json:"layout,omitempty" doc:"Where the block stands."`
}

// DetailsSettings are those of the view of one record.
type DetailsSettings struct {
	Fields  []Field        `json:"fields" need:"true" doc:"The fields, in order."`
	Filter  map[string]any `json:"filter,omitempty" doc:"Which record is shown, where neither a pop-up nor the address says it." as:"filter"`
	Sort    []string       `json:"sort,omitempty" doc:"The order in which one can go on to the next record." as:"sort"`
	Appends []string       `json:"appends,omitempty" doc:"Relations to be loaded besides those of the fields." as:"appends"`
	Layout  *Layout        `json:"layout,omitempty" doc:"Where the block stands."`
}

// ListSettings are those of a list.
type ListSettings struct {
	Title    string         `json:"titleField,omitempty" max:"640" doc:"The field that heads each entry; the collection's title field when empty." as:"field"`
	Fields   []Field        `json:"fields" need:"true" doc:"What is told of each record, in order."`
	Filter   map[string]any `json:"filter,omitempty" doc:"Which records are shown." as:"filter"`
	Sort     []string       `json:"sort,omitempty" doc:"The order: name, or -name for descending." as:"sort"`
	PageSize int            `json:"pageSize,omitempty" doc:"Entries of a page; 20 when 0." most:"200"`
	Appends  []string       `json:"appends,omitempty" doc:"Relations to be loaded besides those of the fields." as:"appends"`
	Layout   *Layout        `json:"layout,omitempty" doc:"Where the block stands."`
}

// MarkdownSettings are those of a text.
type MarkdownSettings struct {
	Text   string  `json:"text" doc:"Markdown. HTML in it is text like any other."`
	Layout *Layout `json:"layout,omitempty" doc:"Where the block stands."`
}

// BlockTypes lists the types of blocks with a zero value of their settings.
func BlockTypes() map[string]any {
	return map[string]any{
		Table: TableSettings{}, Form: FormSettings{}, Details: DetailsSettings{}, List: ListSettings{}, Markdown: MarkdownSettings{},
	}
}

// The kinds of buttons.
const (
	Submit     = "submit"
	Save       = "save"
	Update     = "update"
	Delete     = "delete"
	BulkUpdate = "bulkUpdate"
	Trigger    = "trigger"
	Link       = "link"
	Popup      = "popup"
)

// Button does something with the block's record, with chosen records, or leads somewhere.
type Button struct {
	UID        string         `json:"uid" need:"true" form:"key" doc:"Identifies the button in the whole system: requests name it, workflows are bound to it."`
	Title      string         `json:"title,omitempty" max:"255" doc:"What stands on it."`
	Icon       string         `json:"icon,omitempty" max:"100" doc:"The name of an icon."`
	Style      string         `json:"style,omitempty" enum:"default,primary,danger,text" doc:"How it looks."`
	Kind       string         `json:"kind" need:"true" enum:"submit,save,update,delete,bulkUpdate,trigger,link,popup" doc:"What it does."`
	On         string         `json:"on,omitempty" enum:"nothing,record,selection" doc:"What it acts on in a table or list: nothing (it stands above it), each record, or the chosen ones. By default what its kind asks for."`
	Collection *string        `json:"collection,omitempty" max:"63" doc:"What its action acts on; the block's collection when missing. An empty text: a trigger without a record." as:"collection"`
	Action     string         `json:"action,omitempty" enum:"create,update,destroy,updateOrCreate,firstOrCreate,trigger" doc:"The action that it stands for; by default what its kind asks for." as:"action"`
	Roles      []string       `json:"roles,omitempty" doc:"Who sees and may press it; everybody who sees the block when empty." as:"roles"`
	Confirm    string         `json:"confirm,omitempty" max:"1000" doc:"A question before it acts."`
	Values     map[string]any `json:"values,omitempty" doc:"The values that it writes or sends." as:"values"`
	Bindings   []Binding      `json:"bindings,omitempty" doc:"The workflows bound to it, in order."`
	Page       string         `json:"page,omitempty" form:"key" doc:"The page that it leads to; for other kinds than link: afterwards." as:"page"`
	URL        string         `json:"url,omitempty" max:"2000" form:"url" doc:"The address that it leads to: http, https or relative."`
	Blocks     []Block        `json:"blocks,omitempty" doc:"What stands in its pop-up."`
}

// Binding is a workflow bound to a button.
type Binding struct {
	Key  string `json:"key" need:"true" form:"key" doc:"The key of the workflow." as:"workflow"`
	Path string `json:"path,omitempty" max:"640" doc:"The way to the related record that the workflow is about." as:"path"`
}

// Acts tells whether the button stands for an action, so that the server knows it.
func (b *Button) Acts() bool { return b.Kind != Link && b.Kind != Popup }

// Target is the collection that the button's action acts on, "" for none. around is that of its block.
func (b *Button) Target(around string) string {
	if b.Collection != nil {
		return *b.Collection
	}
	return around
}

// ActionIn is the action that the button stands for in a block.
func (b *Button) ActionIn(block *Block) string {
	if b.Action != "" {
		return b.Action
	}
	switch b.Kind {
	case Submit, Save:
		if form, ok := block.Settings.(*FormSettings); ok && form.Mode == "edit" {
			return "update"
		}
		return "create"
	case Update, BulkUpdate:
		return "update"
	case Delete:
		return "destroy"
	case Trigger:
		return "trigger"
	}
	return ""
}
