// Package bundle makes the evidence of a case into one archive: the pieces, numbered; an index of them (证据目录) as docx and HTML; and a
// manifest with the digest of every file. It is a pure function: the same input gives the same bytes, and nothing is read or kept.
//
// What the pieces are and who may have them is package dispute's.
package bundle

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Fact is a line about the case: what, and how much.
type Fact struct{ Name, Value string }

// Input is all that goes into an archive.
type Input struct {
	Case  string // number of the case
	Agent string // who hands the evidence in: the unit
	Facts []Fact // above the index: forum, number, deadline
	Items []Item // in their order
}

// Item is one piece of evidence.
type Item struct {
	Title   string // 政府信息公开申请表
	Name    string // of its file; what a file system does not take is replaced
	Source  string // from whom
	Where   string // page or item
	Proves  string // 证明对象
	Content []byte
}

// Archive is what was made.
type Archive struct {
	Zip      []byte
	Manifest []byte // as it lies in the archive
	Digest   string // SHA-256 of the manifest, hex: it fixes every file
	Items    int
}

// Names of the files that are no pieces of evidence.
const (
	IndexDOCX    = "证据目录.docx"
	IndexHTML    = "证据目录.html"
	ManifestName = "manifest.json"
)

// Entry is a file as the manifest lists it. The index itself has the number 0.
type Entry struct {
	No     int    `json:"no"`
	File   string `json:"file"`
	Title  string `json:"title"`
	Source string `json:"source,omitempty"`
	Where  string `json:"where,omitempty"`
	Proves string `json:"proves,omitempty"`
	Size   int    `json:"size"`
	SHA256 string `json:"sha256"`
}

// Manifest is the content of manifest.json.
type Manifest struct {
	Case  string  `json:"case"`
	Agent string  `json:"agent"`
	Files []Entry `json:"files"`
}

// packed is the time all files bear, so that the same case makes the same archive.
var packed = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// Build makes the archive. It fails only where a document cannot be written.
func Build(in Input) (*Archive, error) {
	m := Manifest{Case: in.Case, Agent: in.Agent}
	contents := make([][]byte, 0, len(in.Items)+2)
	for i, x := range in.Items {
		m.Files = append(m.Files, Entry{
			No: i + 1, File: fmt.Sprintf("%03d-%s", i+1, fileName(x.Name)), Title: x.Title, Source: x.Source, Where: x.Where, Proves: x.Proves, Size: len(x.Content), SHA256: sum(x.Content),
		})
		contents = append(contents, x.Content)
	}
	docx, html, err := index(in, m.Files)
	if err != nil {
		return nil, fmt.Errorf("bundle %s: %w", in.Case, err)
	}
	for _, f := range []struct {
		name    string
		content []byte
	}{{IndexDOCX, docx}, {IndexHTML, html}} {
		m.Files = append(m.Files, Entry{File: f.name, Title: "证据目录", Size: len(f.content), SHA256: sum(f.content)})
		contents = append(contents, f.content)
	}
	manifest, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("bundle %s: %w", in.Case, err)
	}
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	add := func(name string, content []byte) error {
		part, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: packed})
		if err == nil {
			_, err = part.Write(content)
		}
		return err
	}
	for i, f := range m.Files {
		if err := add(f.File, contents[i]); err != nil {
			return nil, fmt.Errorf("bundle %s: %s: %w", in.Case, f.File, err)
		}
	}
	if err := add(ManifestName, manifest); err != nil {
		return nil, fmt.Errorf("bundle %s: manifest: %w", in.Case, err)
	}
	if err := archive.Close(); err != nil {
		return nil, fmt.Errorf("bundle %s: %w", in.Case, err)
	}
	return &Archive{Zip: out.Bytes(), Manifest: manifest, Digest: sum(manifest), Items: len(in.Items)}, nil
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

const longestName = 60 // characters; with the number before it every system takes it

// fileName is the name as any system unpacks it: no folders, no signs that Windows refuses, not too long.
func fileName(name string) string {
	name = strings.ToValidUTF8(name[strings.LastIndexAny(name, `/\`)+1:], "_")
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"|?*`, r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return '_'
		}
		return r
	}, name)
	name = strings.Trim(name, " .")
	if name == "" {
		return "file"
	}
	if utf8.RuneCountInString(name) > longestName {
		ext := path.Ext(name)
		if utf8.RuneCountInString(ext) > 8 {
			ext = ""
		}
		r := []rune(strings.TrimSuffix(name, ext))
		name = string(r[:longestName-utf8.RuneCountInString(ext)]) + ext
	}
	return name
}
