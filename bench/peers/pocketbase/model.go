package main

import (
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// setUp makes the collections and a user on a new database and returns a token for the user.
func setUp(app core.App, o options) (string, error) {
	if !o.logs {
		settings := app.Settings()
		settings.Logs.MaxDays = 0
		if err := app.Save(settings); err != nil {
			return "", err
		}
	}
	if _, err := app.FindCollectionByNameOrId("orders"); err != nil {
		if err := model(app); err != nil {
			return "", err
		}
	}
	if err := fill(app, o.rows); err != nil {
		return "", err
	}
	return signIn(app)
}

func model(app core.App) error {
	indexed := orders("indexed_orders")
	indexed.AddIndex("idx_indexed_orders_customer", false, "customer", "")
	indexed.AddIndex("idx_indexed_orders_status", false, "status", "")
	audits := core.NewBaseCollection("audits")
	audits.Fields.Add(&core.TextField{Name: "no"}, &core.NumberField{Name: "amount"})
	return errors.Join(
		app.Save(orders("orders")), app.Save(orders("bound_orders")), app.Save(orders("list_orders")), app.Save(indexed),
		app.Save(stamped(audits)),
	)
}

func orders(name string) *core.Collection {
	c := core.NewBaseCollection(name)
	c.Fields.Add(
		&core.TextField{Name: "no"}, &core.TextField{Name: "customer"}, &core.TextField{Name: "status"},
		&core.NumberField{Name: "amount"}, &core.NumberField{Name: "quantity", OnlyInt: true}, &core.TextField{Name: "note"},
	)
	return stamped(c)
}

// stamped adds what both systems keep of a record's times, and the rule: whoever has signed in.
func stamped(c *core.Collection) *core.Collection {
	c.Fields.Add(&core.AutodateField{Name: "created", OnCreate: true}, &core.AutodateField{Name: "updated", OnCreate: true, OnUpdate: true})
	rule := types.Pointer(`@request.auth.id != ""`)
	c.CreateRule, c.ViewRule, c.ListRule = rule, rule, rule
	return c
}

// fill gives the two collections for the list the same rows as Sequitur's.
func fill(app core.App, rows int) error {
	if rows == 0 {
		return nil
	}
	now := types.NowDateTime().String()
	return app.RunInTransaction(func(tx core.App) error {
		for _, collection := range []string{"list_orders", "indexed_orders"} {
			for n := range rows {
				status := "open"
				if n%4 == 3 {
					status = "closed"
				}
				_, err := tx.DB().Insert(collection, dbx.Params{
					"id": fmt.Sprintf("r%014d", n), "no": fmt.Sprintf("A-%09d", n), "customer": fmt.Sprintf("c-%04d", n/4%1000), "status": status,
					"amount": float64(n*7919%100000) / 100, "quantity": 3, "note": "a note of ordinary length", "created": now, "updated": now,
				}).Execute()
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func signIn(app core.App) (string, error) {
	users, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		return "", err
	}
	const email = "clerk@example.com"
	user, err := app.FindAuthRecordByEmail(users, email)
	if err != nil {
		user = core.NewRecord(users)
		user.SetEmail(email)
		user.SetPassword("bench-Password-2")
		user.SetVerified(true)
		if err := app.Save(user); err != nil {
			return "", err
		}
	}
	return user.NewAuthToken()
}
