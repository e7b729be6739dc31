// Package resource holds the actions of the system resources (users, roles, settings, collections, workflows,
// executions and what belongs to them), one file per resource, registered with the same pipeline as the actions on
// records.
//
// A handler reads the request, decides with access or definition, and writes in one transaction. It must not know HTTP
// or the engine's inner workings.
package resource
