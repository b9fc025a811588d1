// Package ledgertest changes logs in every way an intruder might, and says which entry is then the first that is not what it was.
package ledgertest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"gongkai/internal/ledger"
	"gongkai/internal/ref"
)

// Leaves returns n entries of a log.
func Leaves(log ledger.Log, from, n int) [][]byte {
	out := make([][]byte, n)
	for i := range out {
		out[i] = ledger.Entry{
			Log: log, Kind: "released", Ref: ref.Ref{Kind: "item", ID: int64(from+i)/2 + 1}, Digest: fmt.Sprintf("%064x", from+i),
			At: time.Date(2026, 11, 20, 0, 30, from+i, 0, time.UTC), By: "jyj", Note: fmt.Sprint("第", from+i, "条"),
		}.Leaf()
	}
	return out
}

// Forgery is a log that has been changed.
type Forgery struct {
	What   string
	Leaves [][]byte
	First  int // the first entry that is not what it was
}

// Forge changes a log somewhere in its first known entries: an entry is edited, taken out, put in, exchanged with another, or all from one
// on are cut off, and perhaps others put in their place.
func Forge(rnd *rand.Rand, log ledger.Log, leaves [][]byte, known int) Forgery {
	at := rnd.IntN(known)
	out := slices.Clone(leaves)
	other := Leaves(log, 100_000+rnd.IntN(1000), 1)[0]
	kind := rnd.IntN(7)
	if len(leaves) == 1 && kind == 4 {
		kind = 5 // there is nothing to exchange it with
	}
	switch kind {
	case 0:
		e, err := ledger.ParseLeaf(log, out[at])
		if err != nil {
			panic(err) // our own
		}
		e.At = e.At.AddDate(0, 0, -1-rnd.IntN(300))
		out[at] = e.Leaf()
		return Forgery{"back-dated", out, at}
	case 1:
		b := bytes.Clone(out[at])
		i := bytes.Index(b, []byte(`"digest":"`)) + len(`"digest":"`) + rnd.IntN(64)
		b[i] = "0123456789abcdef"[(bytes.IndexByte([]byte("0123456789abcdef"), b[i])+1)%16]
		out[at] = b
		return Forgery{"one digit of a digest", out, at}
	case 2:
		return Forgery{"taken out", slices.Delete(out, at, at+1), at}
	case 3:
		return Forgery{"put in", slices.Insert(out, at, other), at}
	case 4:
		with := rnd.IntN(len(leaves))
		if with == at {
			with = (at + 1) % len(leaves)
		}
		out[at], out[with] = out[with], out[at]
		return Forgery{"exchanged", out, min(at, with)}
	case 5:
		return Forgery{"cut off", out[:at], at}
	default:
		return Forgery{"rolled back and gone on otherwise", append(out[:at:at], Leaves(log, 200_000, 1+rnd.IntN(known+5))...), at}
	}
}

// Hashes are the stored hashes of a log, in memory.
type Hashes []tlog.Hash

// HashesOf returns those of a log with these leaves.
func HashesOf(leaves [][]byte) Hashes {
	var out Hashes
	for i, l := range leaves {
		hs, err := tlog.StoredHashes(int64(i), l, out)
		if err != nil {
			panic(err) // it holds every hash it can be asked for
		}
		out = append(out, hs...)
	}
	return out
}

// ReadHashes implements tlog.HashReader.
func (s Hashes) ReadHashes(at []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(at))
	for i, n := range at {
		out[i] = s[n]
	}
	return out, nil
}

// Trials is how many forgeries a test makes: GONGKAI_TAMPER says, or else as many as given.
func Trials(usual int) int {
	if n, err := strconv.Atoi(os.Getenv("GONGKAI_TAMPER")); err == nil {
		return n
	}
	return usual
}
