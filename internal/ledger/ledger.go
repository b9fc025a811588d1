// Package ledger is the one memory: two append-only Merkle logs, of what was published and of what the staff did.
//
// An entry says what happened to which record, when, and the digest of exactly what it was. Entries are leaves of a tree
// as in RFC 6962; a signed checkpoint fixes the whole log, and whoever holds one finds any later edit, deletion, swap or
// cut. Where the entries are kept is the store's matter; this package knows how they are written, hashed and proved.
package ledger

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"gongkai/internal/fault"
	"gongkai/internal/ref"
)

// Log names one of the two logs.
type Log string

const (
	Release Log = "release" // public: published, corrected, withdrawn; no name of any person
	Acts    Log = "act"     // staff: who did what
)

// Logs lists both, in the order they are shown.
var Logs = []Log{Release, Acts}

// Entry is one line of a log.
type Entry struct {
	Log    Log
	Kind   string    // what happened: "released", "withdrawn", or an act's verb
	Ref    ref.Ref   // to which record
	Digest string    // of exactly what it was, hex; empty where nothing was fixed
	At     time.Time // when, to the millisecond
	By     string    // who: the person's number in the act log, the unit's code in the release log
	Note   string    // a title or a reason; never personal data
}

// leaf fixes the order and the names of the fields; it must never change, only grow at the end.
type leaf struct {
	Kind   string `json:"kind"`
	Ref    string `json:"ref"`
	Digest string `json:"digest,omitempty"`
	At     string `json:"at"`
	By     string `json:"by,omitempty"`
	Note   string `json:"note,omitempty"`
}

const stamp = "2006-01-02T15:04:05.000Z"

// Leaf returns the bytes that enter the tree.
func (e Entry) Leaf() []byte {
	b, err := json.Marshal(leaf{e.Kind, e.Ref.String(), e.Digest, e.At.UTC().Format(stamp), e.By, e.Note})
	if err != nil {
		panic(err) // strings only: cannot fail
	}
	return b
}

// ParseLeaf reads an entry of a log from its bytes.
func ParseLeaf(log Log, b []byte) (Entry, error) {
	var l leaf
	if err := json.Unmarshal(b, &l); err != nil {
		return Entry{}, fmt.Errorf("parse ledger leaf: %w", err)
	}
	r, err := ref.Parse(l.Ref)
	if err != nil {
		return Entry{}, fmt.Errorf("parse ledger leaf: %w", err)
	}
	at, err := time.Parse(stamp, l.At)
	if err != nil {
		return Entry{}, fmt.Errorf("parse ledger leaf: %w", err)
	}
	return Entry{log, l.Kind, r, l.Digest, at, l.By, l.Note}, nil
}

// Head is the size of a log and its root.
type Head struct {
	Size int64
	Root tlog.Hash
}

// Signer signs checkpoints of the two logs with one Ed25519 key.
type Signer struct {
	name     string
	signer   note.Signer
	verifier note.Verifier
	key      string
}

// NewSigner makes a signer from a 32-byte seed; name is the site's, such as "jyj.example.gov.cn/ledger".
func NewSigner(name string, seed []byte) (*Signer, error) {
	priv := ed25519.NewKeyFromSeed(seed)
	pub := priv.Public().(ed25519.PublicKey)
	// The algorithm's byte, 1 for Ed25519, comes before the key: see golang.org/x/mod/sumdb/note.
	vkey, err := note.NewEd25519VerifierKey(name, pub)
	if err != nil {
		return nil, fmt.Errorf("ledger key: %w", err)
	}
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return nil, fmt.Errorf("ledger key: %w", err)
	}
	skey := fmt.Sprintf("PRIVATE+KEY+%s+%08x+%s", name, verifier.KeyHash(), base64.StdEncoding.EncodeToString(append([]byte{1}, seed...)))
	signer, err := note.NewSigner(skey)
	if err != nil {
		return nil, fmt.Errorf("ledger key: %w", err)
	}
	return &Signer{name, signer, verifier, vkey}, nil
}

// PublicKey returns the verifier key to hand out, in the form of golang.org/x/mod/sumdb/note.
func (s *Signer) PublicKey() string { return s.key }

// Checkpoint signs the head of a log. The text names the log, its size, its root and the time.
func (s *Signer) Checkpoint(log Log, h Head, at time.Time) ([]byte, error) {
	text := fmt.Sprintf("%s/%s\n%d\n%s\n%s\n", s.name, log, h.Size, base64.StdEncoding.EncodeToString(h.Root[:]), at.UTC().Format(stamp))
	b, err := note.Sign(&note.Note{Text: text}, s.signer)
	if err != nil {
		return nil, fmt.Errorf("sign checkpoint: %w", err)
	}
	return b, nil
}

// ErrCheckpoint reports a checkpoint that is not ours, or not whole.
var ErrCheckpoint = fault.New(fault.Invalid, "bad-checkpoint", "检查点不是本系统签发的，或者内容不完整。")

// Open reads a checkpoint and checks its signature.
func (s *Signer) Open(b []byte) (Log, Head, error) {
	n, err := note.Open(b, note.VerifierList(s.verifier))
	if err != nil {
		return "", Head{}, fmt.Errorf("open checkpoint: %w: %w", ErrCheckpoint, err)
	}
	var origin, root, at string
	var h Head
	if _, err := fmt.Sscanf(n.Text, "%s\n%d\n%s\n%s\n", &origin, &h.Size, &root, &at); err != nil {
		return "", Head{}, fmt.Errorf("open checkpoint: %w: %w", ErrCheckpoint, err)
	}
	sum, err := base64.StdEncoding.DecodeString(root)
	if err != nil || len(sum) != len(h.Root) {
		return "", Head{}, fmt.Errorf("open checkpoint: %w", ErrCheckpoint)
	}
	copy(h.Root[:], sum)
	for _, log := range Logs {
		if origin == s.name+"/"+string(log) {
			return log, h, nil
		}
	}
	return "", Head{}, fmt.Errorf("open checkpoint: %w", ErrCheckpoint)
}

// Tree is a Merkle tree over rows that are not kept: how a batch of records is fixed by one digest.
type Tree struct {
	hashes stored
	n      int64
}

// Add appends a row.
func (t *Tree) Add(row []byte) { t.addHash(tlog.RecordHash(row)) }

func (t *Tree) addHash(h tlog.Hash) {
	hs, err := tlog.StoredHashesForRecordHash(t.n, h, t.hashes)
	if err != nil {
		panic(err) // the tree holds every hash it can be asked for
	}
	t.hashes = append(t.hashes, hs...)
	t.n++
}

// Root returns the root over the rows so far, in hex.
func (t *Tree) Root() string {
	h, err := tlog.TreeHash(t.n, t.hashes)
	if err != nil {
		panic(err) // likewise
	}
	return fmt.Sprintf("%x", h[:])
}

// stored reads stored hashes from memory.
type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, n := range indexes {
		if n >= int64(len(s)) {
			return nil, fmt.Errorf("no stored hash %d", n)
		}
		out[i] = s[n]
	}
	return out, nil
}

// Short is how a digest is shown to people: four groups of four, enough to compare by eye.
func Short(digest string) string {
	if len(digest) < 16 {
		return digest
	}
	return digest[:4] + " " + digest[4:8] + " " + digest[8:12] + " " + digest[12:16]
}

// ErrNoEntry reports an entry that is not in the log.
var ErrNoEntry = fault.New(fault.NotFound, "no-entry", "账本中没有这一条。")

// Line is an entry with its place in the log, counted from 0.
type Line struct {
	Index int64
	Entry
}

// Search looks through a log from its end.
type Search struct {
	Log          Log
	Before       int64     // entries before this index; negative: from the end
	Since, Until time.Time // entries from Since on and before Until; zero: no bound
	Match        func(Entry) bool
	Limit        int // so many at most
	Scan         int // looked through at most
}
