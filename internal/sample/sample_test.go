package sample_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/testenv"
)

type m = testenv.M

// notUnderRace leaves a story to the run without race detector: its calculations are JavaScript, and slow there.
func notUnderRace(t *testing.T) {
	t.Helper()
	if underRace {
		t.Skip("run without -race: the engines are JavaScript, and slow there")
	}
}

func install(env *testenv.Env, key, language string) *testenv.Answer {
	env.T.Helper()
	return env.Root.Post("samples:install", m{"key": key, "language": language})
}

func TestSamplesAreOfferedAndInstalledInALanguage(t *testing.T) {
	env := testenv.New(t)
	list := env.Root.Get("samples:list?language=fr-FR").OK()
	list.Want("data.*.key", []any{"expenses", "orders"})
	list.Want("data.*.title", []any{"Notes de frais", "Commandes et stock"})
	list.Want("data.*.state", []any{"absent", "absent"})
	for _, key := range []string{"expenses", "orders"} {
		done := install(env, key, "fr-FR").OK()
		done.Want("data.state", "installed")
		done.Want("data.application", key)
	}
	env.Root.Get("samples:list").OK().Want("data.*.state", []any{"installed", "installed"})
	env.Root.Get("collections:get?filterByTk=expense_claims").OK().Want("data.title", "Notes de frais")
	for _, id := range values(env.Root.Get("workflows:list?paginate=false").OK(), "data.*.id") {
		env.Root.Get("workflows:check?filterByTk="+id).OK().Want("data.problems", []any{})
	}
	for _, uid := range values(env.Root.Get("pages:list?paginate=false").OK(), "data.*.uid") {
		env.Root.Get("pages:check?filterByTk="+uid).OK().Want("data.problems", []any{})
	}
	if n := env.Root.Get("executions:list").OK().Text("meta.count"); n != "0" {
		t.Errorf("installing started %s executions", n)
	}
}

func values(a *testenv.Answer, path string) []string {
	var out []string
	list, _ := a.At(path).([]any)
	for _, v := range list {
		out = append(out, fmt.Sprint(v))
	}
	return out
}

func TestAnInstallationThatWasInterruptedGoesOn(t *testing.T) {
	env := testenv.New(t)
	install(env, "expenses", "en-US").OK()
	for _, line := range values(env.Root.Get("menuEntries:list").OK(), "data.*.id") {
		env.Root.Post("menuEntries:destroy?filterByTk="+line, m{}).OK()
	}
	env.Root.Post("pages:destroy?filterByTk=expenses-people&force=true", m{}).OK()
	env.Root.Post("workflows:destroy?"+testenv.Filter(m{"key": "expenses-warn"}), m{}).OK()
	env.Root.Post("employees:destroy?"+testenv.Filter(m{"name": "Ada Martin"}), m{}).OK()
	env.Root.Get("samples:list").OK().Want("data.0.state", "partial")

	install(env, "expenses", "en-US").OK().Want("data.state", "installed")
	env.Root.Get("menuEntries:list").OK().Want("meta.count", 3)
	env.Root.Get("pages:get?filterByTk=expenses-people").OK().Want("data.publishedVersion", 1)
	env.Root.Get("workflows:list?"+testenv.Filter(m{"key": "expenses-warn"})).OK().Want("data.0.enabled", true)
	env.Root.Get("employees:list").OK().Want("data.*.name", []any{"Louis Bernard"}) // what people removed stays away

	install(env, "expenses", "en-US").OK().Want("data.state", "installed")
	env.Root.Get("expense_claims:list").OK().Want("meta.count", 2)
	env.Root.Get("workflows:list").OK().Want("meta.count", 6)
}

func TestASampleDoesNotMixWithWhatBelongsToSomebody(t *testing.T) {
	env := testenv.New(t)
	env.Collection("payments", "amount:integer")
	env.Root.Get("samples:list").OK().Want("data.0.taken", []any{"payments"}).Want("data.1.taken", []any{})
	install(env, "expenses", "en-US").Code(409, "SAMPLE_NAME_TAKEN").Want("errors.*.field", []any{"payments"})
	env.Root.Get("collections:get?filterByTk=employees").OK().Want("data", nil)
	env.Root.Get("samples:list").OK().Want("data.0.state", "absent")

	env.Root.Post("applications:create", m{"key": "orders", "title": "My orders"}).OK()
	install(env, "orders", "en-US").Code(409, "SAMPLE_NAME_TAKEN").Want("errors.*.field", []any{"orders"})
	install(env, "chess", "en-US").Code(400, "UNKNOWN_SAMPLE")
}

func TestOnlyThoseWhoBuildInstallSamples(t *testing.T) {
	env := testenv.New(t)
	for name, roles := range map[string][]string{"ada": {"admin"}, "mia": {"member"}} {
		env.Root.Post("users:create", m{"username": name, "password": "some-Password-1", "roles": roles}).OK()
	}
	mia := env.As("mia", "some-Password-1")
	mia.Get("samples:list").Code(403, "NO_PERMISSION")
	mia.Post("samples:install", m{"key": "expenses"}).Code(403, "NO_PERMISSION")
	env.Client().Get("samples:list").Is(401)
	env.As("ada", "some-Password-1").Post("samples:install", m{"key": "orders"}).OK().Want("data.state", "installed")
}

// hired makes somebody who has one role and signs him in.
func hired(env *testenv.Env, name, role string) *testenv.Client {
	env.T.Helper()
	env.Root.Post("users:create", m{"username": name, "password": "some-Password-1", "roles": []string{role}}).OK()
	return env.As(name, "some-Password-1")
}

func TestARoleIsAllThatSomebodyNeedsToUseASample(t *testing.T) {
	env := testenv.New(t)
	offered := env.Root.Get("samples:list?language=fr-FR").OK()
	offered.Want("data.0.roles.*.title", []any{"Collaborateur", "Comptabilité"}).Want("data.1.roles.*.name", []any{"orders-sales"})
	install(env, "expenses", "en-US").OK().Want("data.roles.*.title", []any{"Employee", "Accounting"})
	install(env, "orders", "en-US").OK().Want("data.roles.*.title", []any{"Sales"})
	pages := func(c *testenv.Client) *testenv.Answer { return c.Get("pages:list?sort=uid").OK() }

	mia := hired(env, "mia", "member")
	mia.Get("applications:list").OK().Want("data", []any{})
	pages(mia).Want("data", []any{})

	eli := hired(env, "eli", "expenses-employee")
	eli.Get("applications:list").OK().Want("data.*.key", []any{"expenses"})
	pages(eli).Want("data.*.uid", []any{"expenses-claims"})
	eli.Get("expense_claims:list").OK().Want("meta.count", 0) // those of others
	person := eli.Get("employees:list?sort=name").OK().Want("data.0.name", "Ada Martin")
	person.Want("data.0.budget", nil)
	claim := eli.Post("expense_claims:create?button=expenses-keep", m{
		"title": "Taxi", "amount": 90, "status": "draft", "applicant": json.Number(person.Text("data.0.id")),
	}).OK()
	eli.Post("expense_claims:update?filterByTk="+claim.ID()+"&button=expenses-save", m{"amount": 95}).OK()
	eli.Post("expense_claims:trigger/"+claim.ID()+"?button=expenses-remind", m{}).OK()
	eli.Get("payments:list").Code(403, "NO_PERMISSION")
	eli.Post("employees:update?filterByTk="+person.Text("data.0.id"), m{"budget": 9000}).Code(403, "NO_PERMISSION")

	ann := hired(env, "ann", "expenses-accounting")
	pages(ann).Want("data.*.uid", []any{"expenses-claims", "expenses-payments", "expenses-people"})
	ann.Get("expense_claims:list").OK().Want("meta.count", 3)
	for _, name := range []string{"payments", "reminders", "budget_warnings"} {
		ann.Get(name + ":list").OK()
	}
	ann.Post("employees:update?filterByTk="+person.Text("data.0.id"), m{"budget": 900}).OK()
	ann.Post("expense_claims:destroy?filterByTk="+claim.ID()+"&button=expenses-delete", m{}).OK()

	sam := hired(env, "sam", "orders-sales")
	sam.Get("applications:list").OK().Want("data.*.key", []any{"orders"})
	pages(sam).Want("data.*.uid", []any{"orders-invoices", "orders-orders", "orders-stock"})
	lamp := sam.Get("products:list?" + testenv.Filter(m{"name": "Desk lamp"})).OK().Text("data.0.id")
	sam.Post("products:trigger/"+lamp+"?button=orders-more", m{}).OK()
	restock := sam.Get("restocks:list").OK().Text("data.0.id")
	sam.Post("restocks:update?filterByTk="+restock+"&button=orders-arrived", m{"status": "arrived"}).OK()
	customer := sam.Post("customers:create", m{"name": "South Hotel"}).OK().ID()
	order := sam.Post("orders:create", m{"product": json.Number(lamp), "customer": json.Number(customer), "quantity": 1}).OK()
	sam.Post("orders:update?filterByTk="+order.ID()+"&button=orders-ship", m{"status": "shipped"}).OK()
	env.Quiet()
	sam.Get("invoices:list").OK().Want("meta.count", 1)
	sam.Get("expense_claims:list").Code(403, "NO_PERMISSION")
}

func TestARoleOfASampleIsMadeOnce(t *testing.T) {
	env := testenv.New(t)
	env.Root.Post("roles:create", m{"name": "orders-sales", "title": "Mine"}).OK()
	install(env, "orders", "en-US").Code(409, "SAMPLE_NAME_TAKEN").Want("errors.*.field", []any{"orders-sales"})
	env.Root.Get("samples:list").OK().Want("data.1.state", "absent")

	install(env, "expenses", "en-US").OK()
	entry := "roles/expenses-employee/resources:destroy?" + testenv.Filter(m{"name": "employees"})
	env.Root.Post(entry, m{}).OK()
	env.Root.Post("roles:destroy?filterByTk=expenses-accounting", m{}).OK()
	for _, line := range values(env.Root.Get("menuEntries:list").OK(), "data.*.id") {
		env.Root.Post("menuEntries:destroy?filterByTk="+line, m{}).OK()
	}
	install(env, "expenses", "en-US").OK().Want("data.roles.*.name", []any{"expenses-employee", "expenses-accounting"})
	env.Root.Get("roles/expenses-employee/resources:list").OK().Want("data.*.name", []any{"expense_claims"}) // what people changed stays
	env.Root.Get("roles/expenses-accounting/resources:list").OK().Want("data.0.actions.*.name", []any{"create", "view", "update", "destroy", "trigger"})

	env.Root.Post("roles:destroy?filterByTk=expenses-accounting", m{}).OK()
	env.Root.Get("samples:list").OK().Want("data.0.state", "installed").Want("data.0.roles.*.name", []any{"expenses-employee"})
}

func TestExpenseClaimsTellTheirStory(t *testing.T) {
	notUnderRace(t)
	env := testenv.New(t)
	install(env, "expenses", "en-US").OK()
	ada := env.Root.Get("employees:list?" + testenv.Filter(m{"name": "Ada Martin"})).OK().Text("data.0.id")
	submit := func(values m) *testenv.Answer {
		values["applicant"] = json.Number(ada)
		return env.Root.Post("expense_claims:create?button=expenses-submit", values)
	}
	refused := submit(m{"title": "Taxi", "amount": 90, "receiptNo": ""}).Code(400, "PRE_ACTION_BLOCKED")
	refused.Want("errors", []any{m{"code": "PRE_ACTION_BLOCKED", "field": "receiptNo", "message": "A claim needs a receipt number."}})

	small := submit(m{"title": "Taxi", "amount": 90, "receiptNo": "R-1"}).OK().Want("data.category", "other")
	small.Want("messages.0.message", "Thank you, Administrator: “Taxi” is on its way.")
	large := submit(m{"title": "Laptop", "amount": 1900, "receiptNo": "R-2", "category": "equipment"}).OK().Want("data.category", "equipment")
	env.Quiet()
	env.Root.Get("expense_claims:get?filterByTk="+small.ID()).OK().Want("data.status", "approved")
	env.Root.Get("expense_claims:get?filterByTk="+large.ID()).OK().Want("data.status", "review")
	env.Root.Get("payments:list?"+testenv.Filter(m{"claimId": json.Number(small.ID())})).OK().Want("data.*.amount", []any{90})
	env.Root.Get("employees:get?filterByTk="+ada).OK().Want("data.total", 170)
	env.Root.Get("budget_warnings:list").OK().Want("data.*.text", []any{"Ada Martin has been paid 170 of 150."})

	before := env.Root.Get("executions:list").OK().Text("meta.count")
	env.Root.Post("expense_claims:create?button=expenses-keep", m{"title": "Later", "status": "draft"}).OK().Want("data.status", "draft")
	env.Quiet()
	env.Root.Get("executions:list").OK().Want("meta.count", json.Number(before))

	env.Root.Post("expense_claims:trigger/"+large.ID()+"?button=expenses-remind", m{}).OK().
		Want("messages.0.message", "The reminder for “Laptop” is written.")
	env.Root.Get("reminders:list").OK().Want("data.*.text", []any{"Please settle “Laptop”."})
}

func TestOrdersTellTheirStory(t *testing.T) {
	notUnderRace(t)
	env := testenv.New(t)
	install(env, "orders", "en-US").OK()
	lamp := env.Root.Get("products:list?" + testenv.Filter(m{"name": "Desk lamp"})).OK().Text("data.0.id")
	customer := env.Root.Get("customers:list").OK().Text("data.0.id")
	place := func(quantity any) *testenv.Answer {
		return env.Root.Post("orders:create?button=orders-place", m{"product": json.Number(lamp), "customer": json.Number(customer), "quantity": quantity})
	}
	for _, none := range []any{0, -3, nil} {
		place(none).Code(400, "PRE_ACTION_BLOCKED").Want("errors.*.field", []any{"quantity"})
	}
	order := place(6).OK()
	order.Want("messages.*.message", []any{"Confirmed. Desk lamp: 2 left."})
	env.Quiet()
	env.Root.Get("orders:get?filterByTk="+order.ID()).OK().Want("data.status", "confirmed").Want("data.total", 237)
	env.Root.Get("restocks:list").OK().Want("data.*.reason", []any{"Only 2 left"})
	place(3).OK().Want("messages.*.message", []any{"Only 2 in stock: the order waits, and a delivery is asked for."})
	env.Quiet()
	restock := env.Root.Get("restocks:list?sort=-id").OK().Want("data.0.quantity", 3).Text("data.0.id")

	env.Root.Post("orders:update?filterByTk="+order.ID()+"&button=orders-ship", m{"status": "shipped"}).OK()
	env.Root.Post("restocks:update?filterByTk="+restock+"&button=orders-arrived", m{"status": "arrived"}).OK()
	env.Root.Post("products:trigger/"+lamp+"?button=orders-more", m{}).OK().Want("messages.0.message", "10 more of “Desk lamp” are asked for.")
	env.Quiet()
	env.Root.Get("invoices:list").OK().Want("data.*.amount", []any{237})
	env.Root.Get("products:get?filterByTk="+lamp).OK().Want("data.stock", 5)
}
