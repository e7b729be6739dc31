package live

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
)

// topic is something to be told of. It is the key by which streams are found.
type topic struct {
	kind string
	name string // a collection
	id   string // a record, an execution, a receipt; of myReceipts the user
}

// The kinds of topics, as they are written before the first colon.
const (
	myReceipts     = "receipts"
	oneReceipt     = "receipt"
	oneRecord      = "record"
	allRecords     = "collection"
	oneExecution   = "execution"
	allExecutions  = "executions"
	newDefinitions = "definitions"
)

// ear is a part of what is written to the database; each can be listened to by itself.
type ear uint8

const (
	earRecords ear = iota
	earExecutions
	earReceipts
	earDefinitions // of which no transaction has to tell
	ears
)

func (t topic) ear() ear {
	switch t.kind {
	case oneRecord, allRecords:
		return earRecords
	case oneExecution, allExecutions:
		return earExecutions
	case myReceipts, oneReceipt:
		return earReceipts
	}
	return earDefinitions
}

// resource is what one must be allowed to list for the whole topic, "" when it depends on each event alone.
func (t topic) resource() string {
	switch t.kind {
	case oneRecord, allRecords:
		return t.name
	case allExecutions:
		return executions
	}
	return ""
}

// The resources whose permissions count for events that are no records.
const (
	executions = "executions"
	receipts   = "receipts"
)

// parseTopics reads a list such as "receipts,collection:orders,record:orders:7". Each member is escaped like a part of a
// path, so that ids may hold commas. written are the topics as they came, without doubles.
func parseTopics(list string, user int64, limit int) (topics []topic, written []string, err error) {
	for _, part := range strings.Split(list, ",") {
		text, err := url.PathUnescape(strings.TrimSpace(part))
		if err != nil {
			return nil, nil, errTopic(part)
		}
		t, ok := parseTopic(text, user)
		if !ok {
			return nil, nil, errTopic(text)
		}
		if slices.Contains(topics, t) {
			continue
		}
		if topics, written = append(topics, t), append(written, text); len(topics) > limit {
			return nil, nil, errs.New(errs.Invalid, codeTooManyTopics, "a stream has at most %d topics", limit).On("topics")
		}
	}
	return topics, written, nil
}

func errTopic(text string) error {
	return errs.New(errs.Invalid, codeUnknownTopic, "there is no topic %q", text).On("topics")
}

func parseTopic(text string, user int64) (topic, bool) {
	kind, rest, _ := strings.Cut(text, ":")
	switch kind {
	case myReceipts:
		return topic{kind: kind, id: strconv.FormatInt(user, 10)}, text == kind
	case allExecutions, newDefinitions:
		return topic{kind: kind}, text == kind
	case oneExecution, oneReceipt:
		id, err := strconv.ParseInt(rest, 10, 64)
		return topic{kind: kind, id: strconv.FormatInt(id, 10)}, err == nil && id > 0
	case allRecords:
		return topic{kind: kind, name: rest}, isName(rest)
	case oneRecord:
		name, id, _ := strings.Cut(rest, ":")
		return topic{kind: kind, name: name, id: id}, isName(name) && id != ""
	}
	return topic{}, false
}

// isName tells whether a text can be the name of a collection; associations have a dot.
func isName(s string) bool { return s != "" && !strings.ContainsAny(s, ".:/") }
