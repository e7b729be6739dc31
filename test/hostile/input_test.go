package hostile

import (
	"fmt"
	"hash/fnv"
	"net/url"
	"os"
	"strings"
	"testing"
)

func TestStrangePathsMethodsAndHeaders(t *testing.T) {
	j := &journal{}
	w := newWorld(t, logged(j))
	before := w.snapshotAll(t)
	id := w.ids["order"]
	for _, path := range []string{
		"/api", "/api/", "/api//", "/api///", "/api/:", "/api/:list", "/api/orders::list", "/api/orders:list:list", "/api/orders%3Alist",
		"/api/orders%253Alist", "/api/..%2f..%2fetc%2fpasswd", "/api/../orders:list", "/api/./orders:list", "/api/orders/./items:list", "/api/orders//items:list",
		"/api/orders/%2F/items:list", "/api/orders/%00/items:list", "/api/orders/%ff%fe/items:list", "/api/%ff%fe:list", "/api/%00:list", "/api/orders%00:list",
		"/api/orders:list%00", "/api/orders:%6c%69st", "/api/orders.items:list", "/api/orders." + ":list", "/api/.:list", "/api/.items:list", "/api/orders.items.order:list",
		"/api/orders/" + id + "/items/" + "/items:list", "/api/orders/1/items/2/order:list", "/api/orders:get/a/b/c/d", "/api/orders:get/" + strings.Repeat("9", 400),
		"/api/orders:get/%7B%22id%22:1%7D", "/api/orders:get/%5B1,2%5D", "/api/orders/%7B%22id%22:[1,2]%7D/items:list", "/api/orders/%7B%7D/items:list", "/api/orders/null/items:list",
		"/api/orders/_/items:create", "/api/orders/_/items:destroy?filterByTk=1", "/api/orders/_/items:update?filterByTk=1", "/api/orders/_/tags:add?filterByTk=1", "/api/orders/_/customer:set",
		"/api/" + strings.Repeat("a", 9000) + ":list", "/api/orders:" + strings.Repeat("b", 9000), "/api/orders/" + strings.Repeat("c", 9000) + "/items:list",
		"/api/orders:list/", "/api/orders:list/?x", "/api/ORDERS:LIST", "/api/orders;list", "/api/__proto__:list", "/api/constructor:get",
		"/api/workflows/0/nodes:create", "/api/workflows/-1/nodes:list", "/api/workflows/abc/nodes:create", "/api/workflows/9223372036854775808/nodes:create", "/api/executions:cancel?filterByTk=x",
		"/api/executions:cancel", "/api/executions:retry", "/api/executions:rerun?filterByTk=1", "/api/jobs:resume", "/api/jobs:resume?filterByTk=9", "/api/flow_nodes:move?filterByTk=1", "/api/flow_nodes:test", "/api/flow_nodes:try",
		"/api/workflows:execute", "/api/workflows:revision?filterByTk=1", "/api/workflows:trigger", "/api/workflows:trigger?triggerWorkflows=a,b!c", "/api/orders:trigger?triggerWorkflows=x", "/api/buttons:effective",
		"/api/collections:setFields", "/api/collections:move", "/api/fields:list", "/api/roles:setDefaultRole", "/api/roles:setSystemRoleMode", "/api/users/x/roles:set", "/api/roles/x/users:add",
		"/api/collections/orders/fields:move", "/api/collections/nope/fields:list", "/api/collections/nope/fields:create", "/api/auth:signIn", "/api/auth:changePassword", "/api/auth:signUp",
		"/api/orderTags:get?filterByTk=1", "/api/orderTags:update?filterByTk=1", "/api/orderTags:destroy?filterByTk=1", "/api/orderTags:firstOrCreate?filterKeys=orderId", "/api/orderTags:updateOrCreate?filterKeys=orderId",
		"/api/orderTags:move?sourceId=1&sticky=1", "/api/orders:move?sourceId=" + id, "/api/orders:move?sourceId=" + id + "&targetId=" + id, "/api/orders:move?sourceId=" + id + "&targetId=abc", "/api/orders:move?sourceId=" + id + "&targetScope=x",
		"/api/orders:move?sourceId=" + id + "&sticky=1&sortField=title", "/api/orders:move?sourceId=" + id + "&sticky=1&sortField=id", "/api/orders:move?sourceId[]=1&sourceId[]=2&sticky=1",
	} {
		for _, method := range []string{"GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "BREW"} {
			if strings.Contains(path, "sticky=1") && method != "GET" && strings.Contains(path, "sourceId="+id+"&sticky=1") && !strings.Contains(path, "sortField") {
				continue
			}
			status, body := w.raw(t, method, path, "", nil)
			envelope(t, method+" "+path[:min(len(path), 120)], status, body)
		}
	}
	j.quiet(t, "strange paths")
	if after := w.snapshotAll(t); after != before {
		t.Errorf("data changed:\n%s", firstDifference(before, after))
	}
	for _, header := range []map[string]string{
		{"X-Timezone": "nonsense"}, {"X-Timezone": "+99:99"}, {"X-Timezone": "../../etc/passwd"}, {"X-Timezone": strings.Repeat("x", 9000)}, {"X-Timezone": "Local"}, {"X-Timezone": "-00:00"},
		{"X-Role": "root,admin"}, {"X-Role": "__union__"}, {"X-Role": "__system__"}, {"X-Role": "nobody"}, {"X-Role": strings.Repeat("r", 9000)}, {"X-Role": "anonymous"},
		{"X-Authenticator": "x"}, {"X-Data-Source": "other"}, {"X-Locale": strings.Repeat("é", 4000)}, {"Authorization": "Bearer"}, {"Authorization": "Bearer a.b.c"}, {"Authorization": "Basic cm9vdDpyb290"},
		{"Authorization": "Bearer " + strings.Repeat("x", 50_000)}, {"X-Request-Id": "\u00e9\"<x>"}, {"X-Sequitur-Chain": "garbage"}, {"Accept": "text/event-stream"}, {"Content-Type": "multipart/form-data; boundary=x"},
		{"Content-Type": "text/xml"}, {"Content-Type": ";;;"}, {"Content-Encoding": "gzip"}, {"X-Forwarded-For": "x, y"}, {"Origin": "null"}, {"If-None-Match": "*"},
	} {
		for _, call := range [][2]string{{"GET", "/api/orders:list?filter=%7B%22createdAt%22%3A%7B%22%24dateOn%22%3A%22today%22%7D%7D"}, {"POST", "/api/drops:create"}, {"GET", "/healthz"}, {"GET", "/api/app:getInfo"}} {
			status, body := w.raw(t, call[0], call[1], `{"note":"x"}`, header)
			if call[1] != "/healthz" {
				envelope(t, fmt.Sprintf("%s %s %.80v", call[0], call[1], header), status, body)
			}
		}
	}
	j.quiet(t, "strange headers")
}

func TestStrangeParameters(t *testing.T) {
	j := &journal{}
	w := newWorld(t, logged(j))
	big := strings.Repeat("x", 30_000)
	values := []string{
		"", "null", "true", "0", "-1", "-0", "1e400", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1.5", "NaN", "Infinity", "[]", "{}", "[[]]", "[{}]", `{"a":1}`, `{"$and":[]}`, `{"$or":{}}`,
		`{"$not":null}`, `{"$and":"x"}`, `{"id":{"$in":[]}}`, `{"id":{"$in":[null,{},[]]}}`, `{"id":{"$gt":{}}}`, `{"id":{"$nope":1}}`, `{"title":{"$includes":null}}`, `{"title":{"$in":"x"}}`, `{"":1}`, `{".":1}`, `{"a..b":1}`,
		`{"customer":1}`, `{"customer":null}`, `{"customer":{"$exists":"maybe"}}`, `{"items":{"$eq":1}}`, `{"createdAt":{"$dateOn":"x"}}`, `{"createdAt":{"$dateBetween":[]}}`, `{"createdAt":{"$dateBetween":["2020-01-01"]}}`,
		`{"createdAt":{"$dateOn":{"type":"past","number":1e9,"unit":"day"}}}`, `{"createdAt":{"$dateOn":{"type":"past","number":-1,"unit":"eon"}}}`, `{"createdAt":{"$dateBefore":"99999-99-99"}}`, `{"createdAt":"0000-00-00"}`, `{"createdAt":{"$dateOn":"9999-12-31"}}`,
		`{"title":"{{$user.id}}"}`, `{"title":"{{$user.password}}"}`, `{"title":"{{"}`, `{"title":"{{$nDate.today}}"}`, `{"title":"{{$nDate.x.y.z}}"}`, `{"meta":{"a":{"b":1}}}`, `{"meta.a.b":1}`, `{"meta":{"$match":[1]}}`,
		`{"title":{"$eq":"a` + "\x00" + `b"}}`, "\xff\xfe", "\x00", big, strings.Repeat("[", 10_000), strings.Repeat(`{"$and":[`, 2000), strings.Repeat(`{"$not":`, 2000), `{"$and":[` + strings.TrimSuffix(strings.Repeat(`{"id":1},`, 3000), ",") + `]}`,
		`{"id":[` + strings.TrimSuffix(strings.Repeat("1,", 9_000), ",") + `]}`, "a,b,c", "-", "--id", "-,-", "id,id,id,id,id,id,id,id,id,id,id,id,id,id,id,id,id,id", "customer.customer.customer", "items.order.items.order.items.order.items.order.items.order.items.order", "__proto__", "constructor.x", "*", "%", "'", `"`, `\`, "id;drop table orders", "parent(recursively=true)",
	}
	names := []string{"filter", "filterByTk", "filterByTks", "fields", "appends", "except", "sort", "page", "pageSize", "paginate", "whitelist", "blacklist", "updateAssociationValues", "filterKeys", "forceUpdate", "triggerWorkflows", "button", "sourceId", "targetId", "targetScope", "sortField", "method", "sticky", "tree", "token"}
	calls := []string{"orders:list", "orders:get", "orders:firstOrCreate", "orders/{order}/items:list", "workflows:list", "users:list", "collections:list", "executions:list", "orders:trigger"}
	for _, name := range names {
		for _, v := range values {
			for _, shape := range []string{name + "=%s", name + "[]=%s", name + "[a]=%s", name + "[a][]=%s"} {
				q := fmt.Sprintf(shape, url.QueryEscape(v))
				if len(q) > 60_000 {
					continue
				}
				for _, call := range calls {
					if !chosen(8, call, q) {
						continue
					}
					if shape != name+"=%s" && call != "orders:list" && call != "orders:get" {
						continue
					}
					method := "GET"
					if strings.Contains(call, "Create") || strings.Contains(call, "trigger") {
						method = "POST"
					}
					status, body := w.raw(t, method, "/api/"+w.at(call)+"?"+q, "{}", nil)
					envelope(t, fmt.Sprintf("%s %s?%.150s", method, call, q), status, body)
				}
			}
		}
		j.quiet(t, name)
	}
	for _, q := range []string{strings.Repeat("a=1&", 20_000), strings.Repeat("a[]=1&", 5000), "a" + strings.Repeat("[b]", 10_000) + "=1", strings.Repeat("filter[$and][][id]=1&", 900), "filter[$and][100000]=1", "filter[$and][99][id]=1", "filter[id][$in][0]=1&filter[id][$in][5]=2",
		"a=1&a[b]=2&a[]=3", "[]=1", "[=1", "]=1", "a[=1", "a]=1", "=1", "&&&&", "%", "%zz", "a=%zz", "filter[%00]=1", "fields[id]=1", "page[]=1&page[]=2"} {
		status, body := w.raw(t, "GET", "/api/orders:list?"+q, "", nil)
		envelope(t, fmt.Sprintf("list?%.100s", q), status, body)
	}
	j.quiet(t, "queries")
}

// all tells whether every combination is wanted; a normal run takes some, always the same ones.
func all() bool { return os.Getenv("SEQUITUR_HOSTILE") == "all" }

// chosen thins out one in so many combinations, large ones further.
func chosen(one uint32, parts ...string) bool {
	h := fnv.New32a()
	n := 0
	for _, p := range parts {
		h.Write([]byte(p))
		n += len(p)
	}
	if n > 10_000 {
		one *= 10
	}
	return all() || h.Sum32()%(one*sparse) == 0
}

func TestStrangeBodies(t *testing.T) {
	j := &journal{}
	w := newWorld(t, logged(j))
	w.collection("kinds", "s:string", "t:text", "i:integer", "b:bigInt", "d:double", "f:float", "m:decimal", "o:boolean", "a:date", "e:dateOnly", "n:datetimeNoTz", "h:time", "x:unixTimestamp", "j:json", "p:password", "u:uuid", "q:nanoid", "z:sort", "l:array", "y:set")
	values := []string{
		`null`, `true`, `false`, `0`, `-0`, `-0.0`, `1`, `1.5`, `1e400`, `-1e400`, `1e-400`, `1e15`, `9007199254740993`, `9223372036854775807`, `9223372036854775808`, `-9223372036854775809`, `123456789012345678901234567890.123456789`, `1` + strings.Repeat("0", 5000),
		`""`, `" "`, `"x"`, `"NaN"`, `"Infinity"`, `"-0"`, `"1e400"`, `"0x10"`, `"1_000"`, `"\u0000"`, `"a\u0000b"`, `"\ud800"`, `"\udfff\ud800"`, "\"\xff\xfe\"", `"true"`, `"2020-02-30"`, `"2020-01-01"`, `"0000-01-01"`, `"99999-01-01"`, `"-0001-01-01"`, `"2020-01-01T00:00:00+99:99"`, `"9999-12-31T23:59:59.999999999Z"`, `"25:61:61"`, `"23:59:60"`,
		`[]`, `[null]`, `[[[[]]]]`, `{}`, `{"a":null}`, `{"$eq":1}`, `{"id":1}`, `{"id":null}`, `{"id":{}}`, `[{"id":1},{"id":1}]`, `{"":{"":{}}}`, `{"__proto__":{"x":1}}`, `"` + strings.Repeat("é", 200_000) + `"`, `[` + strings.TrimSuffix(strings.Repeat("1,", 100_000), ",") + `]`, strings.Repeat("[", 45) + strings.Repeat("]", 45), strings.Repeat(`{"a":`, 200) + "1" + strings.Repeat("}", 200), `{"a":` + strings.Repeat("[", 9990) + strings.Repeat("]", 9990) + `}`,
	}
	for _, v := range values {
		for _, f := range strings.Split("s t i b d f m o a e n h x j p u q z l y id createdAt createdById createdBy updatedBy nope", " ") {
			if !chosen(12, v, f) {
				continue
			}
			status, body := w.raw(t, "POST", "/api/kinds:create", fmt.Sprintf(`{%q:%s}`, f, v), nil)
			envelope(t, fmt.Sprintf("kinds.%s=%.60s", f, v), status, body)
		}
		for _, f := range strings.Split("customer customerId items tags safe", " ") {
			if !chosen(12, v, f) {
				continue
			}
			status, body := w.raw(t, "POST", "/api/orders:create?updateAssociationValues=customer,items,tags", fmt.Sprintf(`{%q:%s}`, f, v), nil)
			envelope(t, fmt.Sprintf("orders.%s=%.60s", f, v), status, body)
		}
		for _, call := range []string{
			"kinds:create", "kinds:update?filterByTk=1", "kinds:firstOrCreate?filterKeys=s", "orders/{order}/tags:add", "orders/{order}/tags:set", "orders/{order}/tags:toggle", "orders/{order}/items:set", "orders/{order}/customer:set",
			"workflows:create", "workflows:update?filterByTk=1", "users:create", "roles:create", "collections:create", "collections/orders/fields:create", "buttons:create", "buttons:update?filterByTk=x", "roles/clerk/resources:create",
			"rolesResourcesScopes:create", "jobs:resume?filterByTk=1", "flow_nodes:test", "flow_nodes:try", "flow_nodes:update?filterByTk=1", "executions:retry?filterByTk=1", "executions:rerun?filterByTk=1",
			"workflows:trigger?triggerWorkflows=x", "orders:list", "orders:get", "orders:destroy?filterByTk=1", "systemSettings:put", "roles:setSystemRoleMode", "users:updateProfile", "users:updateLang", "workflows:execute?filterByTk=1", "workflowCategories:create", "roles:applyDataPermissions?filterByTk=clerk", "collections:setFields?filterByTk=vault",
		} {
			if !chosen(20, v, call) {
				continue
			}
			status, body := w.raw(t, "POST", "/api/"+w.at(call), v, nil)
			envelope(t, fmt.Sprintf("%s %.60s", call, v), status, body)
		}
		j.quiet(t, fmt.Sprintf("%.60s", v))
	}
	// The same value as every known member of the resources that have a shape of their own.
	members := map[string]string{
		"workflows:create":                            "title type key enabled sync config options description categories triggerTitle current allExecuted executed nodes revisions",
		"users:create":                                "nickname username email phone password roles appLang systemSettings sort",
		"roles:create":                                "name title strategy snippets default hidden allowConfigure allowNewMenu description",
		"collections:create":                          "name title fields options template autoGenId createdAt createdBy filterTargetKey sortable logging inherits titleField hidden simplePaginate",
		"collections/vault/fields:create":             "name type interface uiSchema target foreignKey otherKey through targetKey sourceKey onDelete unique primaryKey autoIncrement defaultValue validation options sortBy scopeKey length precision scale allowNull reverseField collectionName",
		"buttons:create":                              "uid title collection action bindings",
		"roles/clerk/resources:create":                "name usingActionsConfig actions dataSourceKey",
		"rolesResourcesScopes:create":                 "name resourceName scope key dataSourceKey",
		"roles:applyDataPermissions?filterByTk=clerk": "dataSourceKey resources",
		"auth:changePassword":                         "oldPassword newPassword confirmPassword",
		"jobs:resume?filterByTk=1":                    "status result",
		"flow_nodes:test":                             "type config",
		"systemSettings:put":                          "title roleMode options allowSignUp enableEditProfile enableChangePassword appLang enabledLanguages",
	}
	base := map[string]string{"workflows:create": `"type":"action"`, "collections:create": `"title":"x"`, "collections/vault/fields:create": `"name":"zz","type":"belongsTo"`, "flow_nodes:test": `"type":"calculation"`}
	n := 0
	for call, list := range members {
		for _, m := range strings.Fields(list) {
			for _, v := range values {
				if n++; !chosen(30, v, m, call) {
					continue
				}
				body := fmt.Sprintf(`{%q:%s}`, m, v)
				if b := base[call]; b != "" && !strings.Contains(b, `"`+m+`"`) {
					body = fmt.Sprintf(`{%s,%q:%s}`, b, m, v)
				}
				if call == "collections:create" && m != "name" {
					body = fmt.Sprintf(`{"name":"c%d",%q:%s}`, n, m, v)
				}
				status, answer := w.raw(t, "POST", "/api/"+call, body, nil)
				envelope(t, fmt.Sprintf("%s %.120s", call, body), status, answer)
			}
		}
		j.quiet(t, call)
	}
	w.Root.Get("orders:get/" + w.ids["order"]).OK()
	w.Root.Get("collections:listMeta").OK()
}

func TestBodiesAreBounded(t *testing.T) {
	j := &journal{}
	w := newWorld(t, logged(j))
	for name, body := range map[string]string{
		"too large": `{"note":"` + strings.Repeat("x", 11<<20) + `"}`, "two values": `{} {}`, "trailing": `{}x`, "unclosed": `{"note":`, "deep": strings.Repeat(`{"extra":`, 5000) + "1" + strings.Repeat("}", 5000),
		"wide": "[" + strings.TrimSuffix(strings.Repeat("{},", 20_000), ",") + "]", "duplicate keys": `{"note":"a","note":"b"}`, "long key": `{"` + strings.Repeat("k", 1<<20) + `":1}`, "many keys": manyKeys(100_000), "big json": `{"extra":"` + strings.Repeat("y", 2<<20) + `"}`,
		"many links": `{"x":[` + strings.TrimSuffix(strings.Repeat(`{"id":5},`, 50_000), ",") + `]}`, "a byte order mark": "\ufeff{}", "scalar": `3`, "text": `"x"`,
	} {
		status, answer := w.raw(t, "POST", "/api/drops:create", body, nil)
		envelope(t, name, status, answer)
		status, answer = w.raw(t, "POST", "/api/drops:create", body, map[string]string{"Content-Type": "application/x-www-form-urlencoded"})
		envelope(t, name+" as a form", status, answer)
	}
	j.quiet(t, "bodies")
	w.Root.Get("drops:list").OK()
}

func manyKeys(n int) string {
	var b strings.Builder
	b.WriteString("{")
	for i := range n {
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, `"k%d":%d`, i, i)
	}
	b.WriteString("}")
	return b.String()
}
