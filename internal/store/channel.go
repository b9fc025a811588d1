package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/channel"
	"gongkai/internal/ref"
)

func (c conn) queueDeliveries(ctx context.Context, ds []channel.Delivery) error {
	i, err := c.next(ctx, "delivery", len(ds))
	if err != nil {
		return err
	}
	for chunk := range slices.Chunk(ds, rowsPerInsert) {
		args := make([]any, 0, 12*len(chunk))
		for _, d := range chunk {
			args = append(args, i, d.Key, d.Subject.String(), d.Unit, d.Channel, d.Digest, d.Payload.Blob, d.Payload.Offset, d.Payload.Length, d.Meets, channel.Waiting, ms(d.NextAt))
			i++
		}
		if err := c.exec(ctx, insertMany(`INSERT INTO delivery (id, key, subject, unit, channel, digest, blob, part, length, meets, state, next_at) VALUES `, 12, len(chunk)), args...); err != nil {
			return err
		}
	}
	c.touch("deliveries")
	return nil
}

type deliveryRow struct {
	d       channel.Delivery
	subject string
}

const deliveryCols = `id, key, subject, unit, channel, digest, blob, part, length, meets, state, attempts, next_at, receipt, at, reply`

func (r *deliveryRow) fields() []any {
	d := &r.d
	return []any{
		&d.ID, &d.Key, &r.subject, &d.Unit, &d.Channel, &d.Digest, &d.Payload.Blob, &d.Payload.Offset, &d.Payload.Length, &d.Meets,
		&d.State, &d.Attempts,
		millis{&d.NextAt},
		&d.Receipt,
		millis{&d.At},
		&d.Reply,
	}
}

func deliveries(rows []deliveryRow) ([]channel.Delivery, error) {
	out := make([]channel.Delivery, len(rows))
	for i, r := range rows {
		var err error
		if r.d.Subject, err = ref.Parse(r.subject); err != nil {
			return nil, err
		}
		out[i] = r.d
	}
	return out, nil
}

// Claim implements channel.Store.
func (db *DB) Claim(ctx context.Context, now time.Time, lease time.Duration, n int) ([]channel.Delivery, error) {
	var rows []deliveryRow
	err := db.tx(ctx, func(ctx context.Context, c conn) error {
		var err error
		rows, err = all(ctx, c, (*deliveryRow).fields, db.dialect.claim()+deliveryCols, ms(now.Add(lease)), ms(now), n)
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(rows, func(a, b deliveryRow) int { return int(a.d.ID - b.d.ID) })
	return deliveries(rows)
}

// Settle implements channel.Store.
func (db *DB) Settle(ctx context.Context, ds []channel.Delivery, a act.Act) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		for i := range ds {
			if err := c.saveDelivery(ctx, &ds[i]); err != nil {
				return err
			}
		}
		return c.save(ctx, a)
	})
}

func (c conn) saveDelivery(ctx context.Context, d *channel.Delivery) error {
	c.touch("deliveries")
	return c.execOne(ctx, `UPDATE delivery SET state = ?, attempts = ?, next_at = ?, receipt = ?, at = ?, reply = ? WHERE id = ? AND state <> 'delivered'`,
		d.State, d.Attempts, ms(d.NextAt), d.Receipt, ms(d.At), d.Reply, d.ID)
}

// UpdateDelivery implements channel.Store.
func (db *DB) UpdateDelivery(ctx context.Context, id channel.ID, fn func(*channel.Delivery) (act.Act, error)) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		r, err := one(ctx, c, (*deliveryRow).fields, channel.ErrNotFound, `SELECT `+deliveryCols+` FROM delivery WHERE id = ?`, id)
		if err != nil {
			return fmt.Errorf("delivery %d: %w", id, err)
		}
		ds, err := deliveries([]deliveryRow{*r})
		if err != nil {
			return err
		}
		deed, err := fn(&ds[0])
		if err != nil {
			return err
		}
		if err := c.saveDelivery(ctx, &ds[0]); err != nil {
			return err
		}
		return c.save(ctx, deed)
	})
}

// Deliveries implements channel.Store.
func (db *DB) Deliveries(ctx context.Context, f channel.Filter) ([]channel.Delivery, error) {
	w := where{}
	w.when(f.Unit != 0, `unit = ?`, f.Unit)
	w.when(f.Channel != "", `channel = ?`, f.Channel)
	w.when(f.State != "", `state = ?`, f.State)
	w.when(!f.Subject.IsZero(), `subject = ?`, f.Subject.String())
	w.when(f.Receipt != "", `receipt = ?`, f.Receipt)
	rows, err := all(ctx, db.reader(), (*deliveryRow).fields, `SELECT `+deliveryCols+` FROM delivery`+w.text+` ORDER BY at DESC, id DESC LIMIT ? OFFSET ?`,
		append(w.args, limit(f.Limit), f.Offset)...)
	if err != nil {
		return nil, err
	}
	return deliveries(rows)
}

// CountDeliveries implements channel.Store.
func (db *DB) CountDeliveries(ctx context.Context, unit int64) ([]channel.Count, error) {
	return all(ctx, db.reader(), func(n *channel.Count) []any { return []any{&n.Channel, &n.State, &n.N} },
		`SELECT channel, state, COUNT(*) FROM delivery WHERE (? = 0 OR unit = ?) GROUP BY channel, state`, unit, unit)
}
