package nodetest

import (
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// Schema is what configurations are checked against: posts, which belong to a category and have tags, comments and a
// cover; categories; tags; comments, which belong to a post; covers.
func Schema() (*schema.Snapshot, error) {
	return schema.NewSnapshot(1, []*schema.Collection{
		collection("posts", column("title", "string"), column("status", "string"), column("read", "integer"), column("publishedAt", "date"),
			column("categoryId", "bigInt"), relation("category", schema.BelongsTo, "categories", "categoryId"),
			relation("comments", schema.HasMany, "comments", "postId"), relation("cover", schema.HasOne, "covers", "postId"),
			&schema.Field{Name: "tags", Type: "belongsToMany", Relation: &schema.Relation{Type: schema.BelongsToMany, Target: "tags",
				Through: "postsTags", ForeignKey: "postId", OtherKey: "tagId", SourceKey: "id", TargetKey: "id"}}),
		collection("postsTags", column("postId", "bigInt"), column("tagId", "bigInt")),
		collection("categories", column("title", "string"), relation("posts", schema.HasMany, "posts", "categoryId")),
		collection("tags", column("title", "string")),
		collection("comments", column("content", "text"), column("postId", "bigInt"), relation("post", schema.BelongsTo, "posts", "postId")),
		collection("covers", column("url", "string"), column("postId", "bigInt")),
	})
}

func collection(name string, fields ...*schema.Field) *schema.Collection {
	id := column("id", "bigInt")
	id.PrimaryKey = true
	return &schema.Collection{Key: name, Name: name, Table: name, Fields: append([]*schema.Field{id}, fields...)}
}

func column(name, typ string) *schema.Field {
	return &schema.Field{Name: name, Type: typ, Column: name}
}

func relation(name string, typ schema.RelationType, target, foreignKey string) *schema.Field {
	return &schema.Field{Name: name, Type: string(typ), Relation: &schema.Relation{
		Type: typ, Target: target, ForeignKey: foreignKey, SourceKey: "id", TargetKey: "id",
	}}
}
