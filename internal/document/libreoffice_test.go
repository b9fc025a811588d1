package document

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// office returns the command of LibreOffice. Where GONGKAI_REQUIRE names it, a test fails without it.
func office(t *testing.T) string {
	t.Helper()
	command, err := exec.LookPath("soffice")
	if err == nil {
		return command
	}
	for part := range strings.SplitSeq(os.Getenv("GONGKAI_REQUIRE"), ",") {
		if strings.TrimSpace(part) == "libreoffice" {
			t.Fatalf("libreoffice is required and missing: %v", err)
		}
	}
	t.Skipf("libreoffice is not here: %v", err)
	return ""
}

// Another office program opens what we write, and what it saves still says the same.
func TestLibreOfficeReadsOurFiles(t *testing.T) {
	t.Parallel()
	command := office(t)
	folder := t.TempDir()
	ours := make(map[string]*Doc)
	args := []string{"-env:UserInstallation=file://" + filepath.Join(folder, "profile"), "--headless", "--convert-to", "docx", "--outdir", filepath.Join(folder, "out")}
	add := func(name string, d *Doc) {
		asInDOCX(d.Blocks, testPicture(t))
		ours[name] = d
		file := filepath.Join(folder, name+".docx")
		if err := os.WriteFile(file, rewrite(t, &Import{Doc: d}), 0o644); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	for _, name := range written(t) {
		im, err := readDOCX(pack(t, unpack(t, name)))
		if err != nil {
			t.Fatal(err)
		}
		add(strings.TrimSuffix(filepath.Base(name), ".txtar"), im.Doc)
	}
	for _, name := range pasted(t) {
		in, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		d, _, err := CleanHTML(string(in))
		if err != nil {
			t.Fatal(err)
		}
		add("paste-"+strings.TrimSuffix(filepath.Base(name), ".html"), d)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	if out, err := exec.CommandContext(ctx, command, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for name, d := range ours {
		content, err := os.ReadFile(filepath.Join(folder, "out", name+".docx"))
		if err != nil {
			t.Error(err)
			continue
		}
		theirs := bodyOf(t, content)
		asInDOCX(theirs, nil)
		asInDOCX(d.Blocks, nil)
		if diff := diffBlocks(d.Blocks, theirs); diff != "" {
			t.Errorf("%s is another document (-ours +theirs):\n%s", name, diff)
		}
	}
}

// asInDOCX forgets what a docx file can't say, header cells outside the first rows and addresses of pictures, and gives pictures content.
func asInDOCX(blocks []Block, content []byte) {
	for _, b := range blocks {
		switch b := b.(type) {
		case *Paragraph:
		case *Picture:
			*b = Picture{Alt: b.Alt, Align: b.Align, Name: "picture", Content: content}
		case *Table:
			head := b.headerRows()
			for i, row := range b.Rows {
				for j := range row.Cells {
					row.Cells[j].Header = i < head
					asInDOCX(row.Cells[j].Blocks, content)
				}
			}
		}
	}
}
