package app

import (
	"context"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/catalog"
	"gongkai/internal/publication"
)

// editionReleaser lets editions of the catalogue go through the gate; the catalogue itself does not know it.
type editionReleaser struct{ editions *catalog.Editions }

// Ready implements publication.Releaser.
func (r editionReleaser) Ready(ctx context.Context, c publication.Cargo, at time.Time) ([]act.Effect, error) {
	return r.editions.Release(ctx, catalog.EditionID(c.Ref.ID), c.Root, at)
}
