// Logcheck checks a log of gongkai from outside. It uses nothing of gongkai's code, only Go's standard library, so that it can be read in
// one sitting and does not repeat the other's mistakes.
//
// A log is a Merkle tree as in RFC 6962, handed out as C2SP's tlog-tiles has it; its checkpoint is signed with Ed25519 as in C2SP's
// signed-note. Whoever has kept one checkpoint finds every later change; whoever has kept the hashes too learns which entry is the first.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run returns 0 if everything is as it was, 1 if something was changed, 2 if that cannot be told.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("logcheck", flag.ContinueOnError)
	flags.SetOutput(stderr)
	key := flags.String("key", "", "公钥，或公钥文件；不给则取自来源本身，只能查出不一致，不能证明来源是谁")
	old := flags.String("old", "", "以前留存的检查点文件，或外存目录（能指出第一条不符的）")
	flags.Usage = func() {
		fmt.Fprintln(stderr, "用法：logcheck [选项] 来源\n来源是网址（如 https://网站/log），或者存有条目原文的目录（如 DIR/release）。")
		flags.PrintDefaults()
	}
	if flags.Parse(args) != nil {
		return 2
	}
	if flags.NArg() != 1 {
		flags.Usage()
		return 2
	}
	said, err := checkLog(flags.Arg(0), *key, *old)
	if errors.Is(err, errChanged) {
		fmt.Fprintln(stdout, err)
		return 1
	}
	if err != nil {
		fmt.Fprintln(stderr, "没有核对："+err.Error())
		return 2
	}
	fmt.Fprintln(stdout, "相符："+said)
	return 0
}

// errChanged reports something that is not as it was.
var errChanged = errors.New("不符")

func changed(format string, args ...any) error {
	return fmt.Errorf("%w：%s", errChanged, fmt.Sprintf(format, args...))
}

type digest = [sha256.Size]byte

func leafHash(leaf []byte) digest { return sha256.Sum256(append([]byte{0}, leaf...)) }

func nodeHash(a, b digest) digest { return sha256.Sum256(append(append([]byte{1}, a[:]...), b[:]...)) }

// root is that of a tree over leaves (RFC 6962, 2.1).
func root(leaves []digest) digest {
	switch len(leaves) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return leaves[0]
	}
	k := half(len(leaves))
	return nodeHash(root(leaves[:k]), root(leaves[k:]))
}

// half is the largest power of two below n.
func half(n int) int {
	k := 1
	for k*2 < n {
		k *= 2
	}
	return k
}

// checkpoint is a signed statement of how long a log is and what its root is.
type checkpoint struct {
	origin string
	size   int64
	root   digest
}

// openCheckpoint reads a signed note and checks its signature with a key of the form name+hash+base64.
func openCheckpoint(note []byte, key string) (c checkpoint, err error) {
	text, sigs, ok := strings.Cut(string(note), "\n\n")
	if !ok {
		return c, errors.New("检查点的格式不对")
	}
	text += "\n"
	parts := strings.SplitN(strings.TrimSpace(key), "+", 3)
	if len(parts) != 3 {
		return c, errors.New("公钥的格式不对")
	}
	pub, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(pub) != 1+ed25519.PublicKeySize || pub[0] != 1 {
		return c, errors.New("公钥不是 Ed25519 的")
	}
	id := sha256.Sum256(append([]byte(parts[0]+"\n"), pub...))
	signed := false
	for line := range strings.SplitSeq(sigs, "\n") {
		f := strings.Fields(line)
		if len(f) != 3 || f[0] != "—" || f[1] != parts[0] {
			continue
		}
		sig, err := base64.StdEncoding.DecodeString(f[2])
		signed = signed || err == nil && len(sig) == 4+ed25519.SignatureSize && bytes.Equal(sig[:4], id[:4]) && ed25519.Verify(pub[1:], []byte(text), sig[4:])
	}
	if !signed {
		return c, changed("检查点的签名不对")
	}
	lines := strings.SplitN(text+"\n\n", "\n", 4)
	c.origin = lines[0]
	size, err1 := strconv.ParseInt(lines[1], 10, 64)
	sum, err2 := base64.StdEncoding.DecodeString(lines[2])
	if errors.Join(err1, err2) != nil || size < 0 || len(sum) != sha256.Size {
		return c, errors.New("检查点的格式不对")
	}
	c.size, c.root = size, digest(sum)
	return c, nil
}

// source reads a log's files by their addresses.
type source func(path string) ([]byte, error)

func open(name string) source {
	if !strings.HasPrefix(name, "http://") && !strings.HasPrefix(name, "https://") {
		return func(path string) ([]byte, error) { return os.ReadFile(filepath.Join(name, filepath.FromSlash(path))) }
	}
	client := &http.Client{Timeout: time.Minute}
	return func(path string) ([]byte, error) {
		resp, err := client.Get(strings.TrimSuffix(name, "/") + "/" + path)
		if err != nil {
			return nil, err
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			return nil, fmt.Errorf("%s：%s", path, resp.Status)
		}
		return io.ReadAll(io.LimitReader(resp.Body, 32<<20))
	}
}

const tileSize = 256

// tile reads the n-th tile of a kind that has w parts: the full one where it is there already.
func (s source) tile(kind string, n int64, w int) ([]byte, error) {
	name := fmt.Sprintf("%03d", n%1000)
	for n /= 1000; n > 0; n /= 1000 {
		name = fmt.Sprintf("x%03d/%s", n%1000, name)
	}
	path := "tile/" + kind + "/" + name
	if w == tileSize {
		return s(path)
	}
	if b, err := s(fmt.Sprintf("%s.p/%d", path, w)); err == nil {
		return b, nil
	}
	return s(path)
}

// each calls fn with the part of every tile of a kind that a log of a size has; fn takes one entry or hash and returns the rest.
func (s source) each(kind string, size int64, one func(b []byte) (h digest, rest []byte, ok bool)) (out []digest, err error) {
	for n := int64(0); n*tileSize < size; n++ {
		w := int(min(tileSize, size-n*tileSize))
		b, err := s.tile(kind, n, w)
		if err != nil {
			return nil, err
		}
		for range w {
			h, rest, ok := one(b)
			if !ok {
				return nil, changed("第 %d 条不完整", len(out)+1)
			}
			out, b = append(out, h), rest
		}
	}
	return out, nil
}

// entry hashes the first entry of a bundle.
func entry(b []byte) (h digest, rest []byte, ok bool) {
	if len(b) < 2 || len(b) < 2+int(binary.BigEndian.Uint16(b)) {
		return h, nil, false
	}
	end := 2 + int(binary.BigEndian.Uint16(b))
	return leafHash(b[2:end]), b[end:], true
}

// hashed reads the first hash of a tile.
func hashed(b []byte) (h digest, rest []byte, ok bool) {
	if len(b) < len(h) {
		return h, nil, false
	}
	return digest(b[:len(h)]), b[len(h):], true
}

func checkLog(name, key, old string) (string, error) {
	from := open(name)
	if key == "" {
		b, err := from("key")
		if err != nil {
			return "", fmt.Errorf("来源里没有公钥，请用 -key 给出：%w", err)
		}
		key = string(b)
	} else if b, err := os.ReadFile(key); err == nil {
		key = string(b)
	}
	note, err := from("checkpoint")
	if err != nil {
		return "", err
	}
	now, err := openCheckpoint(note, key)
	if err != nil {
		return "", err
	}
	leaves, err := from.each("entries", now.size, entry)
	if err != nil {
		return "", err
	}
	said := fmt.Sprintf("%s 共 %d 条，与签署的检查点一致", now.origin, now.size)
	if old != "" { // first: it may tell which entry
		was, err := compare(leaves, now, key, old)
		if err != nil {
			return "", err
		}
		said += fmt.Sprintf("；与留存的检查点（%d 条）一致", was.size)
	}
	if root(leaves) != now.root {
		return "", changed("条目与签署的检查点不一致")
	}
	return said, nil
}

// compare looks whether a log goes on from what was kept of it.
func compare(leaves []digest, now checkpoint, key, old string) (was checkpoint, err error) {
	at, inFolder := old, false
	if info, err := os.Stat(old); err == nil && info.IsDir() {
		at, inFolder = filepath.Join(old, "checkpoint"), true
	}
	note, err := os.ReadFile(at)
	if err != nil {
		return was, err
	}
	if was, err = openCheckpoint(note, key); err != nil {
		return was, err
	}
	if was.origin != now.origin {
		return was, fmt.Errorf("留存的检查点是另一本登记簿的：%s", was.origin)
	}
	if inFolder {
		kept, err := open(old).each("0", was.size, hashed)
		if err != nil {
			return was, err
		}
		if root(kept) != was.root {
			return was, errors.New("外存目录里的散列与它的检查点不一致，不能用来核对")
		}
		for i, h := range kept {
			if i < len(leaves) && leaves[i] != h {
				return was, changed("第 %d 条起与登记时不一致", i+1)
			}
		}
	}
	if now.size < was.size {
		return was, changed("第 %d 条起缺失：现有 %d 条，留存检查点时已有 %d 条", now.size+1, now.size, was.size)
	}
	if root(leaves[:was.size]) != was.root {
		return was, changed("前 %d 条与留存的检查点不一致", was.size)
	}
	return was, nil
}
