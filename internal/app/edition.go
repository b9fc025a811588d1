package app

import (
	"context"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/catalog"
	"gongkai/internal/publication"
)

// editionReleaser lets editions of the catalogue go through the gate; the catalogue itself does not know it.
type editionReleaser struct {
	editions    *catalog.Editions
	assignments *catalog.Assignments
}

// Ready implements publication.Releaser.
func (r editionReleaser) Ready(ctx context.Context, c publication.Cargo, at time.Time) ([]act.Effect, error) {
	id := catalog.EditionID(c.Ref.ID)
	effects, err := r.editions.Release(ctx, id, c.Root, at)
	if err != nil {
		return nil, err
	}
	owed, err := r.assignments.Adopt(ctx, id, at)
	return append(effects, owed...), err
}
