package catalog

import (
	"slices"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/schema"
)

// maxName is the longest identifier that every database keeps in full.
const maxName = 63

// reservedNames are resources of the API and tables that are no collections: a collection of that name could not be
// reached, or would clash with them. Compared without case.
func reservedNames() []string {
	return []string{
		"apikeys", "app", "attachments", "auth", "authenticators", "blocks", "collectioncategories", "datasources",
		"datasourcescollections", "datasourcesfields", "dbviews", "desktoproutes", "environmentvariables", "localization",
		"maindatasource", "mobileroutes", "pages", "receiptrecords", "replays", "resourcer", "rolesresources", "rolesresourcesactions",
		"rolesresourcesscopes", "rolesuischemas", "secrets", "storages", "swagger", "tokenblacklist", "tokencontrolconfig",
		"uischemas", "usersjobs", "userworkflowtasks",
	}
}

// reservedPrefixes begin the names of the databases' and Sequitur's own tables.
func reservedPrefixes() []string { return []string{"sqlite_", "pg_", "river_", "sequitur_", "__"} }

// checkName refuses what cannot be an identifier in the API and in every database.
func checkName(what, name string) error {
	if name == "" || len(name) > maxName {
		return invalid(CodeInvalidName, "the name of a %s has 1 to %d characters", what, maxName).On("name")
	}
	for i := range len(name) {
		c := name[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_'
		if !letter && (c != '-' || i == 0) {
			return invalid(CodeInvalidName, "%q is no name of a %s: letters, digits, _ and - are allowed", name, what).On("name")
		}
	}
	return nil
}

func checkCollectionName(name string) error {
	if err := checkName("collection", name); err != nil {
		return err
	}
	lower := strings.ToLower(name)
	reserved := slices.Contains(reservedNames(), lower) || slices.ContainsFunc(schema.System(), func(c *schema.Collection) bool {
		return strings.EqualFold(c.Name, name)
	})
	for _, prefix := range reservedPrefixes() {
		reserved = reserved || strings.HasPrefix(lower, prefix)
	}
	if reserved {
		return invalid(CodeInvalidName, "the name %q is reserved", name).On("name")
	}
	return nil
}

func checkFieldName(name string) error {
	if err := checkName("field", name); err != nil {
		return err
	}
	if strings.HasPrefix(name, "__") || name == "constructor" || name == "prototype" {
		return invalid(CodeInvalidName, "the name %q is reserved", name).On("name")
	}
	return nil
}
