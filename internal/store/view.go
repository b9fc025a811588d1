package store

import (
	"context"
	"fmt"
)

// AddViews adds to the count of views of each path.
func (db *DB) AddViews(ctx context.Context, views map[string]int64) error {
	if len(views) == 0 {
		return nil
	}
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		for path, n := range views {
			if err := c.exec(ctx, `INSERT INTO page_view (path, views) VALUES (?, ?) ON CONFLICT (path) DO UPDATE SET views = page_view.views + excluded.views`, path, n); err != nil {
				return fmt.Errorf("count views: %w", err)
			}
		}
		return nil
	})
}
